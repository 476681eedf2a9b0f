import type { FactType } from '../../../events/catalogue.js';
import type { Modality } from '../../../events/fact-data.js';
import type { KeyedFact } from '../../../projections/board.js';
import type { Payload, Source } from '../../../projections/standing-fact.js';
import { validTime } from '../../../projections/valid-time.js';

type Doc = [
  id: string,
  type: FactType,
  payload: Payload,
  when: string | null,
  places: readonly string[],
  modality: Modality,
  publishedAt: number,
  position: number,
  source: Source,
  key: string,
  fields: Payload,
  groups: readonly string[] | null,
  ends: string | null,
];

/** A placement's document. */
export function writeDoc({ fact, keyed }: KeyedFact): string {
  const { id, type, payload, when, places, modality, publishedAt, position, source } = fact;
  const { key, fields, groups = null, ends = null } = keyed;
  const doc: Doc = [
    id,
    type,
    payload,
    when ?? null,
    places,
    modality,
    publishedAt,
    position,
    source,
    key,
    fields,
    groups,
    ends,
  ];
  return JSON.stringify(doc);
}

/** Reads a placement's document back. */
export function readDoc(text: string): KeyedFact {
  const doc = JSON.parse(text) as Doc;
  const [id, type, payload, written, places, modality, publishedAt, position, source, key, fields, groups, ends] = doc;
  const when = written ?? undefined;
  const time = validTime(when, modality, publishedAt);
  return {
    fact: { id, type, payload, when, places, modality, publishedAt, position, time, source },
    keyed: { key, fields, ...(groups === null ? {} : { groups }), ...(ends === null ? {} : { ends }) },
  };
}
