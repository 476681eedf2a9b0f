import { type EventType, isEventType } from './catalogue.js';

type Data = Readonly<Record<string, unknown>>;

/** Brings a payload of one schema version to the next. */
export type Upcaster = (data: Data) => Data;

/** The steps of each type, by the version that they start from; a version without a step reads as the next. */
export type Upcasters = Readonly<Partial<Record<EventType, Readonly<Record<number, Upcaster>>>>>;

/** The least schema version that this release writes. */
const VERSION = 1;

/** Logs from before version 1 left `aliases` out where an entity had none. */
const aliasesAlwaysThere: Upcaster = (data) => ({ ...data, aliases: data.aliases ?? [] });

export const upcasters: Upcasters = { EntityDescribed: { 0: aliasesAlwaysThere } };

/** The schema version that events of a type are written in. */
export const schemaVersionOf = (type: EventType, steps: Upcasters = upcasters): number =>
  Math.max(VERSION, ...Object.keys(steps[type] ?? {}).map((from) => Number(from) + 1));

/**
 * The payload in the newest version of its type, which is that of {@link schemaVersionOf}.
 * @throws {Error} where the type or the version is not of this release.
 */
export function upcastData(type: string, schemaVersion: number, data: Data, steps: Upcasters = upcasters): Data {
  if (!isEventType(type)) throw new Error(`its type ${type} is unknown: a newer release may have written it`);
  const newest = schemaVersionOf(type, steps);
  if (schemaVersion > newest)
    throw new Error(`${type} has schema version ${schemaVersion}, this release reads up to ${newest}`);
  let current = data;
  for (let version = schemaVersion; version < newest; version++) current = steps[type]?.[version]?.(current) ?? current;
  return current;
}
