import fc from 'fast-check';
import { type FactType, factTypes, fixtures } from '../../events/catalogue.js';
import { entityFieldsOf } from '../../events/fields.js';
import { sectionNames } from '../../projections/item.js';
import type { AsOf, StateFilters } from '../../projections/market-state.js';
import type { FactsFilter } from '../../src/read-models/timeline/facts-filter.js';
import { LogBuilder } from './log-builder.js';

const ENTITIES = ['a', 'b', 'c', 'd', 'e'];
const TYPES = Object.keys(factTypes) as FactType[];
const LISTS = new Set(['targets', 'products', 'addressees', 'parties', 'investors']);
const OPTIONAL_PRODUCT = new Set<FactType>([
  'SalesReported',
  'ProductAdopted',
  'ProductDropped',
  'SupplyConstrained',
  'SupplyRestored',
]);

/** Every form of EDTF that the catalogue has, close enough together to overlap. */
const WHENS = [
  undefined,
  '2024',
  '2025',
  '2024-06',
  '2024-06-15',
  '2025-01-01',
  '2024-33',
  '2024-36',
  '2024-40',
  '2025~',
  '2024-06?',
  '2024-12%',
  '2024/2025',
  '2024-06/..',
  '../2025',
  '/2024-06',
  '2024-06/',
  '2024-06-01/2024-06-30',
  '2024-06-10/2024-07-20',
  '2025-03/2025-06',
  '2026',
];
const PUBLISHED = [
  '2024-01-01',
  '2024-06-15T12:00:00Z',
  '2024-06-30',
  '2024-12-31',
  '2025-01-01',
  '2025-06-01',
  '2026-02-01',
];

type Entity = fc.Arbitrary<string>;

function payload(type: FactType, entity: Entity): fc.Arbitrary<object> {
  const named: Record<string, fc.Arbitrary<unknown>> = {};
  for (const field of entityFieldsOf(factTypes[type])) {
    const one: fc.Arbitrary<unknown> = LISTS.has(field)
      ? fc.uniqueArray(entity, { minLength: 1, maxLength: 2 })
      : entity;
    const optional =
      field === 'products' ||
      field === 'forecaster' ||
      field === 'subject' ||
      field === 'buyer' ||
      field === 'recipient';
    named[field] = optional ? fc.option(one, { nil: undefined }) : one;
  }
  return fc
    .record({
      named: fc.record(named),
      value: fc.constantFrom(1, 2),
      unit: fc.constantFrom('USD', 'units'),
      amount: fc.option(fc.constantFrom(1, 2), { nil: undefined }),
      share: fc.option(fc.constantFrom(10, 20), { nil: undefined }),
      both: fc.option(entity, { nil: undefined }),
      description: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }),
      when: fc.constantFrom(...WHENS),
      places: fc.constantFrom([], ['CN'], ['CN', 'US']),
      modality: fc.constantFrom('asserted', 'asserted', 'asserted', 'expected', 'denied'),
      whole: fc.boolean(),
    })
    .map(({ named: names, value, unit, amount, share, both, description, when, places, modality, whole }) => {
      const data: Record<string, unknown> = { ...fixtures[type], ...names, when, places };
      if ('value' in data) data.value = value;
      if (type === 'MarketPositionReported') Object.assign(data, { share, rank: amount });
      if (type === 'MarketPositionReported' || type.startsWith('Sanction')) data.description = description;
      if (type === 'SanctionImposed' || type === 'InvestmentMade')
        Object.assign(data, { value: amount, unit: whole ? undefined : unit });
      if (type === 'ProductAdopted' || type === 'ProductDropped') data.vendor ??= both;
      if (whole && OPTIONAL_PRODUCT.has(type)) data.product = undefined;
      data.modality = type === 'ForecastMade' && modality === 'asserted' ? 'expected' : modality;
      return Object.fromEntries(Object.entries(data).filter(([, each]) => each !== undefined));
    });
}

type Step = (log: LogBuilder, facts: { id: string; type: FactType; published: string }[]) => void;

const later = (from: string, to: string | undefined): string | undefined =>
  to === undefined || to < from ? undefined : to;

const published = fc.constantFrom(...PUBLISHED);

const fact = (types: readonly FactType[], entity: Entity): fc.Arbitrary<Step> =>
  fc
    .constantFrom(...types)
    .chain((type) =>
      fc.record({ data: payload(type, entity), at: published }).map(({ data, at }) => ({ type, data, at })),
    )
    .map(({ type, data, at }) => (log, facts) => {
      facts.push({ id: log.fact(type, at, data), type, published: at });
    });

const revision = (entity: Entity): fc.Arbitrary<Step> =>
  fc
    .record({ which: fc.nat(), at: fc.option(published, { nil: undefined }), retract: fc.boolean(), seed: fc.nat() })
    .map(({ which, at, retract, seed }) => (log, facts) => {
      const revised = facts[which % Math.max(1, facts.length)];
      if (revised === undefined) return;
      const when = later(revised.published, at);
      if (retract) log.retract(revised.id, when);
      else log.correct(revised.id, fc.sample(payload(revised.type, entity), { numRuns: 1, seed })[0] as object, when);
    });

const naming = (entity: Entity): fc.Arbitrary<Step> =>
  fc.oneof(
    fc
      .record({
        of: entity,
        kind: fc.constantFrom('company', 'jurisdiction', 'product'),
        partOf: fc.option(entity, { nil: undefined }),
      })
      .map(
        ({ of, kind, partOf }): Step =>
          (log) =>
            log.describe(of, kind, partOf),
      ),
    fc.record({ from: entity, into: entity }).map(
      ({ from, into }): Step =>
        (log) => {
          const names = log.history.namesAt(log.head);
          if (from !== into && names.canonical(into) !== from && names.canonical(from) === from)
            log.merge([from], into);
        },
    ),
    fc.record({ from: entity, into: entity }).map(
      ({ from, into }): Step =>
        (log) =>
          log.unmerge([from], into),
    ),
    fc
      .record({
        entities: fc.uniqueArray(entity, { maxLength: 2 }),
        places: fc.constantFrom<string[]>([], ['CN'], ['US']),
      })
      .map(
        ({ entities, places }): Step =>
          (log) =>
            log.market('m', entities, places),
      ),
  );

interface Shape {
  readonly entities: readonly string[];
  readonly types: number;
  readonly steps: { minLength: number; maxLength: number };
}

const historiesOf = ({ entities, types: most, steps: length }: Shape): fc.Arbitrary<LogBuilder> => {
  const entity = fc.constantFrom(...entities);
  return fc
    .uniqueArray(fc.constantFrom(...TYPES), { minLength: 1, maxLength: most })
    .chain((types) =>
      fc.array(
        fc.oneof(
          { weight: 6, arbitrary: fact(types, entity) },
          { weight: 2, arbitrary: revision(entity) },
          { weight: entities.length > 2 ? 2 : 0, arbitrary: naming(entity) },
        ),
        { ...length, size: 'max' },
      ),
    )
    .map((steps) => {
      const log = new LogBuilder();
      const facts: { id: string; type: FactType; published: string }[] = [];
      for (const step of steps) step(log, facts);
      return log;
    });
};

/** Histories over few names, so that keys collide: all types, late publication, revisions, merges, parts. */
export const histories = historiesOf({ entities: ENTITIES, types: 4, steps: { minLength: 3, maxLength: 30 } });

/** Histories of hardly more than one key, told again and again. */
export const crowded = historiesOf({ entities: ['a', 'b'], types: 2, steps: { minLength: 20, maxLength: 80 } });

const EDGES = [
  '2024-01-01',
  '2024-06-01',
  '2024-06-15',
  '2024-07-01',
  '2025-01-01',
  '2025-06-02',
  '2026-01-01',
  '2027-01-01',
];

/** Instants at, just before and just after those at which something turns. */
const instant = fc
  .tuple(fc.constantFrom(...EDGES), fc.constantFrom(-1, 0, 1, 43_200_000))
  .map(([edge, shift]) => Date.parse(edge) + shift);

/** A question to a history of any length: its position is a part of the head. */
export const questions: fc.Arbitrary<{ asOf: (head: number) => AsOf; filters: StateFilters }> = fc.record({
  asOf: fc
    .record({
      at: instant,
      knownAt: fc.oneof(instant, fc.constant(Date.UTC(2030, 0))),
      part: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
    })
    .map(({ at, knownAt, part }) => (head: number) => ({ at, knownAt, position: Math.floor(part * head) })),
  filters: fc.oneof(
    { weight: 4, arbitrary: fc.record({ undated: fc.boolean() }) },
    {
      weight: 2,
      arbitrary: fc.record({ entities: fc.uniqueArray(fc.constantFrom(...ENTITIES), { minLength: 1, maxLength: 2 }) }),
    },
    { weight: 1, arbitrary: fc.record({ places: fc.constant(['US']), undated: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ markets: fc.constant(['m']) }) },
    {
      weight: 1,
      arbitrary: fc.record({ sections: fc.uniqueArray(fc.constantFrom(...sectionNames), { minLength: 1 }) }),
    },
  ),
});

const ORDERS = ['when', '-when', 'publishedAt', '-publishedAt', 'position', '-position'] as const;

/** A question to the timeline of a history of any length. */
export interface TimelineQuestion {
  readonly filterAt: (head: number) => FactsFilter;
  readonly order: (typeof ORDERS)[number];
  readonly limit: number;
}

const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const some = <T>(...values: T[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 });
const KEYS = ['supply/a/*', 'products/b', 'partnerships/a+b', 'shortcomings/a/x', 'adoptions/a/b', 'capital/*/a/b/*'];

export const timelineQuestions: fc.Arbitrary<TimelineQuestion> = fc
  .record({
    knownAt: fc.oneof(instant, fc.constant(Date.UTC(2030, 0))),
    part: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
    statuses: fc.uniqueArray(fc.constantFrom('current', 'corrected', 'retracted'), { minLength: 1, maxLength: 3 }),
    filters: fc.record({
      types: sometimes(some(...TYPES)),
      entities: sometimes(some(...ENTITIES)),
      places: sometimes(some('CN', 'US')),
      markets: sometimes(some('m', 'unknown')),
      keys: sometimes(some(...KEYS)),
      modalities: sometimes(some('asserted', 'expected', 'denied')),
      from: sometimes(instant),
      to: sometimes(instant),
      publishedFrom: sometimes(instant),
      publishedTo: sometimes(instant),
      matched: sometimes(fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 20 })),
    }),
    kept: fc.uniqueArray(fc.nat(10), { maxLength: 3 }),
    order: fc.constantFrom(...ORDERS),
    limit: fc.integer({ min: 1, max: 8 }),
  })
  .map(({ knownAt, part, statuses, filters, kept, order, limit }) => ({
    filterAt: (head) => ({
      knownAt,
      position: Math.floor(part * head),
      statuses: statuses as FactsFilter['statuses'],
      ...Object.fromEntries(Object.entries(filters).filter(([, value], i) => kept.includes(i) && value !== undefined)),
    }),
    order,
    limit,
  }));
