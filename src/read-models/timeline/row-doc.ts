import type { FactType } from '../../../events/catalogue.js';
import type { Modality } from '../../../events/fact-data.js';
import { parseInstant } from '../../../events/instant.js';
import type { KeyedFact } from '../../../projections/board.js';
import type { Keyed } from '../../../projections/section.js';
import type { Payload, Source } from '../../../projections/standing-fact.js';
import { validTime } from '../../../projections/valid-time.js';

/** What a placement says beside its columns: a fact and its place under a key, each thing once. */
type Doc = [
  id: string,
  type: FactType,
  payload: Payload,
  when: string | null,
  places: readonly string[],
  modality: Modality,
  /** In ms, or as written where that is another text. */
  publishedAt: number | string,
  articleId: string | null,
  publisher: string | null,
  attributedTo: string | null,
  streamId: string | null,
  sha256: string | null,
  /** Null where it is that of the row. */
  key: string | null,
  /** A name where the payload holds the value, else with it. */
  fields: readonly (string | readonly [name: string, value: unknown])[],
  groups: readonly string[] | null,
  ends: string | null,
];

/** The document of a fact as it stands under a key. */
export function writeDoc({ fact, keyed }: KeyedFact, key: string): string {
  const { articleId, publisher, publishedAt, attributedTo, words } = fact.source;
  const { id, type, payload, when, places, modality } = fact;
  const doc: Doc = [
    id,
    type,
    payload,
    when ?? null,
    places,
    modality,
    new Date(fact.publishedAt).toISOString() === publishedAt ? fact.publishedAt : publishedAt,
    articleId,
    publisher,
    attributedTo ?? null,
    words?.streamId ?? null,
    words?.sha256 ?? null,
    keyed.key === key ? null : keyed.key,
    Object.entries(keyed.fields).map(([name, value]) => (payload[name] === value ? name : [name, value])),
    keyed.groups ?? null,
    keyed.ends ?? null,
  ];
  return JSON.stringify(doc);
}

/** Reads a document back, of the fact at a position. */
export function readDoc(text: string, key: string, position: number): KeyedFact {
  const doc = JSON.parse(text) as Doc;
  const [id, type, payload, written, places, modality, published] = doc;
  const when = written ?? undefined;
  const publishedAt = typeof published === 'number' ? published : (parseInstant(published) as number);
  const time = validTime(when, modality, publishedAt);
  return {
    fact: { id, type, payload, when, places, modality, publishedAt, position, time, source: sourceOf(doc) },
    keyed: keyedOf(doc, key),
  };
}

function sourceOf(doc: Doc): Source {
  const [, , , , , , published, articleId, publisher, attributedTo, streamId, sha256] = doc;
  return {
    articleId,
    publisher,
    publishedAt: typeof published === 'number' ? new Date(published).toISOString() : published,
    ...(attributedTo === null ? {} : { attributedTo }),
    ...(streamId === null || sha256 === null ? {} : { words: { streamId, sha256 } }),
  };
}

function keyedOf(doc: Doc, rowKey: string): Keyed {
  const [, , payload] = doc;
  const [key, named, groups, ends] = doc.slice(-4) as [Doc[12], Doc[13], Doc[14], Doc[15]];
  const fields: Record<string, unknown> = {};
  for (const field of named) {
    if (typeof field === 'string') fields[field] = payload[field];
    else fields[field[0]] = field[1];
  }
  return { key: key ?? rowKey, fields, ...(groups === null ? {} : { groups }), ...(ends === null ? {} : { ends }) };
}
