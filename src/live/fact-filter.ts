import { UnprocessableEntityException } from '@nestjs/common';
import { type EventType, isFactType } from '../../events/catalogue.js';
import { MODALITIES, type Modality } from '../../events/fact-data.js';
import { parseInstant } from '../../events/instant.js';
import { isPlace } from '../../events/places.js';
import { validTime } from '../../projections/valid-time.js';
import type { EventFilter } from '../matching/event-filter.js';
import type { FactView } from '../matching/fact-at.js';

const STATUSES = ['current', 'corrected', 'retracted'];

/** The filters of `GET /v1/facts`, for events as they come. Instants are milliseconds since 1970. */
export interface FactFilter {
  /** What the match index judges, for every reading of a fact. */
  readonly event: EventFilter;
  readonly articles: readonly string[];
  readonly modalities: readonly string[];
  readonly statuses: readonly string[];
  readonly from?: number;
  readonly to?: number;
  readonly publishedFrom?: number;
  readonly publishedTo?: number;
  /** Words that must all stand in the quote, the title or the payload. */
  readonly words: readonly string[];
}

export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Query parameters that filter; all others mean something else. */
const NAMES = ['type', 'entity', 'place', 'market', 'key', 'article', 'modality', 'status', 'q'] as const;
const INSTANTS = ['from', 'to', 'publishedFrom', 'publishedTo'] as const;

/** Whether a query filters at all; without a filter bookkeeping events are part of the stream. */
export const isFiltered = (query: Query): boolean =>
  [...NAMES, ...INSTANTS].some((name) => valuesOf(query, name).length > 0);

/** @throws 422 that names each bad parameter. */
export function readFactFilter(query: Query): FactFilter {
  const problems: { field: string; message: string }[] = [];
  const check = (name: string, values: readonly string[], valid: (value: string) => boolean, hint: string) => {
    for (const value of values) if (!valid(value)) problems.push({ field: name, message: `${value} is not ${hint}` });
    return values;
  };
  const list = (name: (typeof NAMES)[number]) => valuesOf(query, name);
  const instants = INSTANTS.map((name) => {
    const [value] = valuesOf(query, name);
    if (value === undefined) return {};
    const millis = instantOf(name, value);
    check(name, [value], () => millis !== undefined, 'an ISO 8601 instant or date');
    return { [name]: millis };
  });
  const filter: FactFilter = {
    event: {
      types: check('type', list('type'), isFactType, 'a fact type') as EventType[],
      entities: list('entity'),
      places: check('place', list('place'), isPlace, 'an ISO 3166-1 alpha-2 code'),
      markets: list('market'),
      keys: list('key'),
    },
    articles: list('article'),
    modalities: check(
      'modality',
      list('modality'),
      (value) => MODALITIES.includes(value as Modality),
      MODALITIES.join(', '),
    ),
    statuses: check('status', list('status'), (value) => STATUSES.includes(value), STATUSES.join(', ')),
    words: list('q').flatMap(wordsOf),
    ...Object.assign({}, ...instants),
  };
  if (problems.length > 0) throw refused(problems);
  return filter;
}

const refused = (errors: readonly { field: string; message: string }[]) =>
  new UnprocessableEntityException({
    code: 'invalid_filter',
    detail: errors.map(({ field, message }) => `${field}: ${message}`).join('; '),
    errors,
  });

/** A date as the start of a range means its first instant; everywhere else its last. */
function instantOf(name: string, value: string): number | undefined {
  const end = parseInstant(value);
  const starts = name === 'from' || name === 'publishedFrom';
  if (end === undefined || !starts || value.includes('T')) return end;
  const [year = 0, month = 1, day = 1] = value.split('-').map(Number);
  return Date.UTC(year, month - 1, day);
}

/** Whether a fact passes what the match index does not judge. */
export function factPasses(filter: FactFilter, { data, meta, status }: FactView): boolean {
  return (
    isAmong(filter.articles, meta.article?.id) &&
    isAmong(filter.modalities, data.modality) &&
    isAmong(filter.statuses, status) &&
    timesPass(filter, data, parseInstant(meta.publishedAt ?? '') ?? 0) &&
    wordsPass(filter.words, [data, meta.article?.title, meta.evidence?.exact])
  );
}

const isAmong = (wanted: readonly string[], value: unknown): boolean =>
  wanted.length === 0 || wanted.includes(value as string);

function timesPass(filter: FactFilter, data: FactView['data'], published: number): boolean {
  const { from = -Infinity, to = Infinity, publishedFrom = -Infinity, publishedTo = Infinity } = filter;
  if (published < publishedFrom || published > publishedTo) return false;
  const time = validTime(data.when as string | undefined, data.modality as Modality, published);
  return time.start <= to && (time.dated ? time.end : published) >= from;
}

function wordsPass(words: readonly string[], texts: readonly unknown[]): boolean {
  if (words.length === 0) return true;
  const present = new Set(wordsOf(JSON.stringify(texts)));
  return words.every((word) => present.has(word));
}

const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

const valuesOf = (query: Query, name: string): readonly string[] =>
  [query[name] ?? []].flat().filter((value) => value !== '');
