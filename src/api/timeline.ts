import { Injectable } from '@nestjs/common';
import { factTypes } from '../../events/catalogue.js';
import { MODALITIES } from '../../events/fact-data.js';
import { formatInstant } from '../../events/instant.js';
import { isPlace } from '../../events/places.js';
import { readingAsOf, type Status } from '../../projections/facts.js';
import { type FactView, FactViews } from '../facts/fact-views.js';
import { invalidField, notFound } from '../problem.js';
import { Projector } from '../read-models/projector.js';
import type { FactOrder, FactsFilter, Place } from '../read-models/timeline/facts-filter.js';
import { fingerprint } from './answer.js';
import { type AsOfView, Clocks, instantOf } from './clocks.js';
import { FactPages, type PageText } from './fact-pages.js';
import { integer, many, one, only, type Query, words } from './query.js';

const ORDERS = ['when', '-when', 'publishedAt', '-publishedAt', 'position', '-position'] as const;
const STATUSES: readonly Status[] = ['current', 'corrected', 'retracted'];
const CLOCKS = ['knownAt', 'position', 'recordedAt'];
export const FACT_FILTERS = [
  'type',
  'entity',
  'place',
  'article',
  'market',
  'key',
  'from',
  'to',
  'publishedFrom',
  'publishedTo',
  'q',
  'modality',
  'status',
];

/** The body of an answer. */
export interface FactsAnswer {
  readonly asOf: AsOfView;
  readonly items: readonly FactView[];
  readonly nextCursor: string | null;
  readonly total: number;
}

/** A page of the timeline as it is sent. */
export interface FactsText extends PageText {
  readonly asOf: AsOfView;
  readonly nextCursor: string | null;
}

export interface FactAnswer {
  readonly asOf: AsOfView;
  readonly fact: FactView;
  /** Every visible reading, oldest first, each with its reason and clocks. */
  readonly history: readonly object[];
}

/** What a cursor carries: the clocks as resolved, the question's fingerprint, and the place of the last item. */
interface Cursor {
  readonly knownAt: number;
  readonly position: number;
  readonly question: string;
  readonly place: Place;
}

/** The timeline of facts as of a knowledge time and a position. */
@Injectable()
export class Timeline {
  constructor(
    private readonly clocks: Clocks,
    private readonly projector: Projector,
    private readonly views: FactViews,
    private readonly pages: FactPages,
  ) {}

  async page(query: Query): Promise<FactsText> {
    only(query, [...CLOCKS, ...FACT_FILTERS, 'order', 'limit', 'cursor', 'format']);
    one(query, 'order');
    const order: FactOrder = words(query, 'order', ORDERS)?.[0] ?? 'when';
    const limit = integer(query, 'limit', 1, 1000) ?? 100;
    const cursor = readCursor(one(query, 'cursor'), () => questionOf(query, order));
    const asOf = await this.clocks.resolve(
      cursor
        ? { knownAt: formatInstant(cursor.knownAt), position: String(cursor.position) }
        : {
            knownAt: one(query, 'knownAt'),
            position: one(query, 'position'),
            recordedAt: one(query, 'recordedAt'),
          },
    );
    const { knownAt, position } = asOf;
    const filter = { ...readFilter(query), knownAt, position };
    const page = await this.pages.page({ filter, q: one(query, 'q'), order, limit, after: cursor?.place });
    const nextCursor =
      page.next === undefined
        ? null
        : writeCursor({ ...asOf, question: cursor?.question ?? questionOf(query, order), place: page.next });
    return { ...page, asOf: await this.clocks.view(asOf), nextCursor };
  }

  /** The fact as of the clocks asked, and every reading it has had up to the position. */
  async fact(id: string, query: Query): Promise<FactAnswer> {
    only(query, CLOCKS);
    const asOf = await this.clocks.resolve({
      knownAt: one(query, 'knownAt'),
      position: one(query, 'position'),
      recordedAt: one(query, 'recordedAt'),
    });
    const history = this.projector.index.fact(id);
    const reading = history && readingAsOf(history, asOf);
    if (history === undefined || reading === undefined) throw notFound(`there is no fact ${id} as of these clocks`);
    const entries = history.entries
      .filter(({ position, publishedAt }) => position <= asOf.position && publishedAt <= asOf.knownAt)
      .map(({ event, data }) => ({
        id: event.id,
        type: event.type,
        position: event.position,
        recordedAt: event.recordedAt,
        publishedAt: event.meta.publishedAt,
        data: data ?? null,
        reason: 'reason' in event.data ? event.data.reason : null,
        ...(event.meta.actor === undefined ? {} : { actor: event.meta.actor }),
      }));
    return { asOf: await this.clocks.view(asOf), fact: await this.views.of(reading), history: entries };
  }
}

/** The filters of the timeline, clocks and words apart. */
export function readFilter(query: Query): Omit<FactsFilter, 'knownAt' | 'position'> {
  const optional = <T>(name: string, value: T | undefined) => (value === undefined ? {} : { [name]: value });
  const places = many(query, 'place');
  for (const place of places ?? [])
    if (!isPlace(place)) throw invalidField('place', `is "${place}": give an ISO 3166-1 alpha-2 code such as CN`);
  return {
    statuses: words(query, 'status', STATUSES) ?? ['current', 'corrected'],
    ...optional('types', words(query, 'type', Object.keys(factTypes))),
    ...optional('entities', many(query, 'entity')),
    ...optional('places', places),
    ...optional('markets', many(query, 'market')),
    ...optional('articles', many(query, 'article')),
    ...optional('keys', many(query, 'key')),
    ...optional('modalities', words(query, 'modality', MODALITIES)),
    ...optional('from', startOf(one(query, 'from'), 'from')),
    ...optional('to', instantOf(one(query, 'to'), 'to')),
    ...optional('publishedFrom', startOf(one(query, 'publishedFrom'), 'publishedFrom')),
    ...optional('publishedTo', instantOf(one(query, 'publishedTo'), 'publishedTo')),
  };
}

/** The lower end of a range: a date, a month or a year means its start there. */
function startOf(text: string | undefined, field: string): number | undefined {
  instantOf(text, field);
  if (text === undefined) return undefined;
  return text.length <= 10 ? Date.parse(text) : instantOf(text, field);
}

/** A short name of a question, clocks and page apart. */
function questionOf(query: Query, order: FactOrder): string {
  const asked = FACT_FILTERS.map((name) => [name, query[name] ?? null]);
  return fingerprint(JSON.stringify([order, asked])).slice(0, 12);
}

const writeCursor = ({ knownAt, position, question, place }: Cursor): string =>
  Buffer.from(JSON.stringify([knownAt, position, question, place.value, place.fact])).toString('base64url');

const NO_CURSOR = 'is none of ours: give a nextCursor as it was answered';

function readCursor(text: string | undefined, questionAsked: () => string): Cursor | undefined {
  if (text === undefined) return undefined;
  const parts = parsed(text);
  const numbers = parts && [parts[0], parts[1], parts[3], parts[4]];
  if (parts?.length !== 5 || !numbers?.every(Number.isFinite)) throw invalidField('cursor', NO_CURSOR);
  const question = questionAsked();
  if (parts[2] !== question)
    throw invalidField('cursor', 'belongs to another question: repeat filters and order as they were');
  const [knownAt, position, , value, fact] = parts as [number, number, string, number, number];
  if (Number.isNaN(new Date(knownAt).getTime())) throw invalidField('cursor', NO_CURSOR);
  return { knownAt, position, question, place: { value, fact } };
}

function parsed(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
