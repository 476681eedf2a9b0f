import { type EventType, eventTypes } from '../../events/catalogue.js';
import type { ChainedEvent } from '../../events/envelope.js';
import { schemaVersionOf, upcastData } from '../../events/upcasters.js';

/** An event of the log that this release cannot read. */
export class UnreadableEventError extends Error {
  readonly code = 'unreadable_event';
  constructor(
    readonly position: number,
    problem: string,
  ) {
    super(`event ${position} of the log cannot be read: ${problem}`);
  }
}

const newest: ReadonlyMap<string, number> = new Map(
  (Object.keys(eventTypes) as EventType[]).map((type) => [type, schemaVersionOf(type)]),
);

/**
 * The event in the newest schema version of its type. Engines call it as they read, so nothing behind the port sees an
 * old shape; the hash stays that of the event as it was written.
 * @throws {UnreadableEventError} where type or version are not of this release.
 */
export function upcast(event: ChainedEvent): ChainedEvent {
  const schemaVersion = newest.get(event.type);
  if (schemaVersion === event.schemaVersion) return event;
  try {
    const data = upcastData(event.type, event.schemaVersion, event.data as unknown as Record<string, unknown>);
    return { ...event, schemaVersion: schemaVersion!, data: data as unknown as ChainedEvent['data'] };
  } catch (error) {
    throw new UnreadableEventError(event.position, (error as Error).message);
  }
}
