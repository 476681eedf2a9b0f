import { type FactType, factTypes } from '../events/catalogue.js';
import type { FactEvent } from '../events/envelope.js';
import type { Modality } from '../events/fact-data.js';
import { entityFieldsOf } from '../events/fields.js';
import { parseInstant } from '../events/instant.js';
import type { FactReading } from './facts.js';
import type { NamesView } from './names.js';
import { type ValidTime, validTime } from './valid-time.js';

export type Payload = Readonly<Record<string, unknown>>;

/** Who told a fact, and when, as evidence shows it. */
export interface Source {
  readonly articleId: string | null;
  readonly publisher: string | null;
  readonly publishedAt: string;
  readonly attributedTo?: string;
  /** The stream whose contents hold the quote, and the quote's SHA-256. */
  readonly words?: { readonly streamId: string; readonly sha256: string };
}

/** A fact that stands, as the sections read it: entity ids as merged, an authority as its jurisdiction. */
export interface StandingFact {
  readonly id: string;
  readonly type: FactType;
  /** The payload without `when`, `places` and `modality`. */
  readonly payload: Payload;
  readonly when: string | undefined;
  readonly places: readonly string[];
  readonly modality: Modality;
  /** Publication (ms) and position of the fact's first entry. */
  readonly publishedAt: number;
  readonly position: number;
  readonly time: ValidTime;
  readonly source: Source;
}

const entityFields = Object.fromEntries(
  Object.entries(factTypes).map(([type, payload]) => [type, new Set(entityFieldsOf(payload))]),
) as unknown as Record<FactType, ReadonlySet<string>>;

const sortedSet = (values: readonly string[]): string[] => [...new Set(values)].sort();

function resolveField(type: FactType, field: string, value: unknown, names: NamesView): unknown {
  if (!entityFields[type].has(field)) return value;
  if (Array.isArray(value)) return sortedSet(value.map((id) => names.canonical(id)));
  return field === 'authority' ? names.jurisdiction(value as string) : names.canonical(value as string);
}

/** Reads a fact's standing payload under the names of a position. */
export function standingFact({ id, first, data }: FactReading, names: NamesView): StandingFact {
  const { when, places, modality, ...rest } = data as { when?: string; places?: string[]; modality: Modality };
  const publishedAt = parseInstant(first.meta.publishedAt ?? '') as number;
  const payload: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(rest)) payload[field] = resolveField(first.type, field, value, names);
  return {
    id,
    type: first.type,
    payload,
    when,
    places: sortedSet(places ?? []),
    modality,
    publishedAt,
    position: first.position,
    time: validTime(when, modality, publishedAt),
    source: sourceOf(first),
  };
}

function sourceOf({ meta, streamId }: FactEvent): Source {
  return {
    articleId: meta.article?.id ?? null,
    publisher: meta.article?.publisher ?? null,
    publishedAt: meta.publishedAt as string,
    ...(meta.attributedTo === undefined ? {} : { attributedTo: meta.attributedTo }),
    ...(meta.evidence === undefined ? {} : { words: { streamId, sha256: meta.evidence.sha256 } }),
  };
}
