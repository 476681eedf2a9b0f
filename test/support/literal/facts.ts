import { type DataOf, type FactType, factTypes } from '../../../events/catalogue.js';
import { type EdtfDate, parseEdtf } from '../../../events/edtf.js';
import type { LogEvent } from '../../../events/envelope.js';
import { entityFieldsOf } from '../../../events/fields.js';
import { LiteralNames } from './names.js';

export interface Clocks {
  readonly at: number;
  readonly knownAt: number;
  readonly position: number;
}

/** A fact that stands, with what rule 3 makes of its `when`; instants in ms. */
export interface Fact {
  readonly id: string;
  readonly type: FactType;
  /** Without `when`, `places` and `modality`; entity ids as merged, an authority as its jurisdiction. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly modality: string;
  readonly places: readonly string[];
  readonly when: string | undefined;
  readonly published: number;
  readonly position: number;
  readonly first: LogEvent;
  readonly isInterval: boolean;
  readonly earliest: number;
  readonly latest: number;
  readonly end: number;
  readonly startText: string | null;
  readonly endText: string | null;
}

const publication = (event: LogEvent): number => Date.parse(event.meta.publishedAt as string);

/** Rules 1 and 2: the facts that stand as of the clocks, read under the names of the position. */
export function standing(log: readonly LogEvent[], { knownAt, position }: Clocks) {
  const recorded = log.filter((event) => event.position <= position);
  const names = new LiteralNames(recorded);
  const visible = recorded.filter((event) => event.meta.publishedAt !== undefined && publication(event) <= knownAt);
  const facts = visible
    .filter(({ type }) => type in factTypes)
    .flatMap((first) => {
      const about = visible.filter(({ data }) => (data as { factId?: string }).factId === first.id);
      const readings = [first, ...about.filter(({ type }) => type === 'FactCorrected')];
      const gone = about
        .filter(({ type }) => type === 'FactRetracted')
        .some((gone) => !readings.some((e) => e.position > gone.position && publication(e) >= publication(gone)));
      if (gone) return [];
      const last = readings.sort((a, b) => publication(a) - publication(b) || a.position - b.position).at(-1);
      const { data } = last === undefined || last === first ? first : (last.data as DataOf<'FactCorrected'>);
      return [read(first, { ...data }, names)];
    });
  return { facts, names };
}

function read(first: LogEvent, data: Record<string, unknown>, names: LiteralNames): Fact {
  const type = first.type as FactType;
  const { when, places = [], modality, ...payload } = data as Record<string, unknown> & { when?: string };
  for (const field of entityFieldsOf(factTypes[type])) {
    const value = payload[field];
    if (field === 'authority') payload[field] = names.jurisdiction(value as string);
    else if (typeof value === 'string') payload[field] = names.canonical(value);
    else if (Array.isArray(value)) payload[field] = setOf(value.map((id) => names.canonical(id)));
  }
  const published = publication(first);
  return {
    id: first.id,
    type,
    payload,
    modality: modality as string,
    places: setOf(places as string[]),
    when,
    published,
    position: first.position,
    first,
    ...timesOf(when, modality === 'asserted', published),
  };
}

export const setOf = (values: readonly string[]): string[] => [...new Set(values)].sort();

/** Rule 3. */
function timesOf(when: string | undefined, asserted: boolean, published: number) {
  if (when === undefined)
    return {
      isInterval: false,
      earliest: published,
      latest: published,
      end: Number.POSITIVE_INFINITY,
      startText: null,
      endText: null,
    };
  const isInterval = when.includes('/');
  const [from, to = from] = when.split('/') as [string, string?];
  const [first, last] = [dateOf(from), dateOf(to)];
  const earliest = first?.start ?? Number.NEGATIVE_INFINITY;
  const latest = first?.end ?? Number.NEGATIVE_INFINITY;
  return {
    isInterval,
    earliest,
    latest: asserted && earliest <= published && published <= latest ? published : latest,
    end: last?.end ?? Number.POSITIVE_INFINITY,
    startText: from === '' ? null : from,
    endText: to === '' ? null : to,
  };
}

function dateOf(part: string): EdtfDate | undefined {
  const time = part === '' || part === '..' ? undefined : parseEdtf(part);
  return time?.kind === 'date' ? time.date : undefined;
}

export const byPublication = (a: Fact, b: Fact): number => a.published - b.published || a.position - b.position;

/** Evidence (rule 8), with the given fields where they are there and differ from the deciding fact's. */
export function evidence(fact: Fact, deciding: Fact = fact, fields: readonly string[] = []) {
  const { article, publishedAt, attributedTo } = fact.first.meta;
  const differs = fields.filter(
    (name) =>
      fact.payload[name] !== undefined && JSON.stringify(fact.payload[name]) !== JSON.stringify(deciding.payload[name]),
  );
  return {
    factId: fact.id,
    articleId: article?.id ?? null,
    publisher: article?.publisher ?? null,
    publishedAt,
    when: fact.when ?? null,
    attributedTo,
    differs: differs.length > 0 ? Object.fromEntries(differs.map((name) => [name, fact.payload[name]])) : undefined,
  };
}

/** The fields of a payload that are no part of a key. */
export const outside = (fact: Fact, inKey: readonly string[]): string[] =>
  Object.keys(fact.payload).filter((name) => !inKey.includes(name));
