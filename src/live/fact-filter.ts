import type { EventType } from '../../events/catalogue.js';
import type { Modality } from '../../events/fact-data.js';
import { parseInstant } from '../../events/instant.js';
import { validTime } from '../../projections/valid-time.js';
import { many, only, type Query } from '../api/query.js';
import { FACT_FILTERS, readFilter } from '../api/timeline.js';
import type { FactView } from '../facts/fact-views.js';
import type { EventFilter } from '../matching/event-filter.js';

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

/** Whether a query filters at all; without a filter bookkeeping events are part of the stream. */
export const isFiltered = (query: Query): boolean => FACT_FILTERS.some((name) => query[name] !== undefined);

/**
 * Reads the filters of a query that may have some parameters more. Facts of every status pass unless it names some: who
 * was told of a fact is told of its end.
 * @throws 422 that names a bad parameter.
 */
export function readFactFilter(query: Query, more: readonly string[]): FactFilter {
  only(query, [...FACT_FILTERS, ...more]);
  const { types, entities, places, markets, keys, articles, modalities, statuses, ...times } = readFilter(query);
  return {
    event: {
      ...(types && { types: types as EventType[] }),
      ...(entities && { entities }),
      ...(places && { places }),
      ...(markets && { markets }),
      ...(keys && { keys }),
    },
    articles: articles ?? [],
    modalities: modalities ?? [],
    statuses: query.status === undefined ? [] : statuses,
    words: (many(query, 'q') ?? []).flatMap(wordsOf),
    ...times,
  };
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
