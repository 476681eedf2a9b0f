import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { type FactReading, readingAsOf, type Status } from '../../../projections/facts.js';
import { judge, passes } from '../../../projections/filters.js';
import { standingFact } from '../../../projections/standing-fact.js';
import type { FactEntries } from './fact-entries.js';
import type { NamesAt } from './names-history.js';
import { OPEN } from './schema.js';

export type FactOrder = 'when' | '-when' | 'publishedAt' | '-publishedAt' | 'position' | '-position';

/** What the timeline is asked for; instants in ms. Values of one filter mean "or", different filters "and". */
export interface FactsFilter {
  readonly knownAt: number;
  readonly position: number;
  readonly types?: readonly string[];
  readonly entities?: readonly string[];
  readonly places?: readonly string[];
  readonly markets?: readonly string[];
  readonly articles?: readonly string[];
  readonly keys?: readonly string[];
  readonly from?: number;
  readonly to?: number;
  readonly publishedFrom?: number;
  readonly publishedTo?: number;
  readonly modalities?: readonly string[];
  readonly statuses: readonly Status[];
  /** Positions of the entries whose words match a full-text query. */
  readonly matched?: readonly number[];
}

/** A place in an ordered timeline: the value ordered by, and the fact's position. */
export interface Place {
  readonly value: number;
  readonly fact: number;
}

export interface FactsPage {
  readonly readings: readonly FactReading[];
  readonly total: number;
  /** Where the next page begins; undefined at the end. */
  readonly next: Place | undefined;
}

/** Compiled statements kept at most: one for each combination of filters and order. */
const STATEMENTS = 200;

const COLUMN = { when: 'starts', publishedAt: 'published', position: 'fact' } as const;

interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

const oneOf = (column: string, values: readonly (string | number)[] | undefined): Condition[] =>
  values?.length ? [{ sql: `${column} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(values)] }] : [];

const least = (column: string, value: number | undefined): Condition[] =>
  value === undefined ? [] : [{ sql: `${column} >= ?`, values: [value] }];

const most = (column: string, value: number | undefined): Condition[] =>
  value === undefined ? [] : [{ sql: `${column} <= ?`, values: [value] }];

const underTerms = (prefix: string, values: readonly string[] | undefined): Condition[] =>
  values?.length
    ? [
        {
          sql: 'fact IN (SELECT t.fact FROM json_each(?) j JOIN terms t ON t.term = j.value)',
          values: [JSON.stringify(values.map((value) => `${prefix}:${value}`))],
        },
      ]
    : [];

/** The timeline of facts, from the rows of readings; what rows cannot decide is judged fact by fact. */
export class FactsQuery {
  private readonly statements = new Map<string, StatementSyncInstance>();

  constructor(
    private readonly db: DatabaseSyncInstance,
    private readonly entries: FactEntries,
  ) {}

  run(filter: FactsFilter, order: FactOrder, limit: number, names: NamesAt, after?: Place): FactsPage {
    const conditions = this.conditions(filter, names);
    const judged = Boolean(filter.entities?.length || filter.places?.length || filter.markets?.length);
    return judged
      ? this.judgedPage(conditions, filter, order, limit, names, after)
      : this.plainPage(conditions, filter, order, limit, after);
  }

  private plainPage(
    conditions: readonly Condition[],
    filter: FactsFilter,
    order: FactOrder,
    limit: number,
    after: Place | undefined,
  ): FactsPage {
    const total = this.count(conditions);
    const rows = this.rows([...conditions, ...past(order, after)], order, limit + 1);
    const page = rows.slice(0, limit);
    return {
      readings: page.map(({ fact }) => this.reading(fact, filter)),
      total,
      next: rows.length > limit ? page.at(-1) : undefined,
    };
  }

  private judgedPage(
    conditions: readonly Condition[],
    filter: FactsFilter,
    order: FactOrder,
    limit: number,
    names: NamesAt,
    after: Place | undefined,
  ): FactsPage {
    const readings: FactReading[] = [];
    let total = 0;
    let last: Place | undefined;
    let next: Place | undefined;
    for (const row of this.rows(conditions, order, OPEN)) {
      const reading = this.reading(row.fact, filter);
      const fact = standingFact(reading, names);
      if (!passes(judge(fact.payload, [fact.places], names), filter, names)) continue;
      total++;
      if (after && !isPast(row, after, order)) continue;
      if (readings.length < limit) {
        readings.push(reading);
        last = row;
      } else next ??= last;
    }
    return { readings, total, next };
  }

  private reading(fact: number, { knownAt, position }: FactsFilter): FactReading {
    const history = this.entries.read(fact);
    const reading = history && readingAsOf(history, { knownAt, position });
    if (reading === undefined) throw new Error(`position ${fact} is in the timeline and has no visible entry`);
    return reading;
  }

  private count(conditions: readonly Condition[]): number {
    const { sql, values } = where(conditions);
    const statement = this.prepared(`SELECT count(*) AS total FROM readings WHERE ${sql}`);
    return (statement.get(...values) as { total: number }).total;
  }

  private rows(conditions: readonly Condition[], order: FactOrder, limit: number): Place[] {
    const { sql, values } = where(conditions);
    const column = COLUMN[order.replace('-', '') as keyof typeof COLUMN];
    const direction = order.startsWith('-') ? 'DESC' : 'ASC';
    const statement = this.prepared(
      `SELECT ${column} AS value, fact FROM readings WHERE ${sql} ORDER BY ${column} ${direction}, fact ${direction} LIMIT ?`,
    );
    return statement.all(...values, limit) as unknown as Place[];
  }

  private prepared(sql: string): StatementSyncInstance {
    const known = this.statements.get(sql);
    if (known) return known;
    if (this.statements.size >= STATEMENTS) this.statements.clear();
    const statement = this.db.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  }

  private conditions(filter: FactsFilter, names: NamesAt): Condition[] {
    const { knownAt, position } = filter;
    const asked = filter.entities?.map((id) => names.canonical(id));
    return [
      {
        sql: 'known_from <= ? AND known_to > ? AND pos_from <= ? AND pos_to > ?',
        values: [knownAt, knownAt, position, position],
      },
      ...oneOf('status', filter.statuses),
      ...oneOf('type', filter.types),
      ...oneOf('modality', filter.modalities),
      ...(filter.matched?.length === 0 ? [{ sql: 'FALSE', values: [] }] : oneOf('entry', filter.matched)),
      ...least('ends', filter.from),
      ...most('starts', filter.to),
      ...least('published', filter.publishedFrom),
      ...most('published', filter.publishedTo),
      ...underTerms('e', asked),
      ...underTerms('a', filter.articles),
      ...this.fedBy(filter),
    ];
  }

  /** Facts of which a reading that was visible by then stood under one of the keys, whether or not it still does. */
  private fedBy({ keys, knownAt, position }: FactsFilter): Condition[] {
    if (!keys?.length) return [];
    return [
      {
        sql: `fact IN (SELECT p.fact FROM json_each(?) j JOIN placements p ON p.key = j.value
          WHERE p.pos_from <= ? AND p.known_from <= ?)`,
        values: [JSON.stringify(keys), position, knownAt],
      },
    ];
  }
}

function where(conditions: readonly Condition[]): Condition {
  return { sql: conditions.map(({ sql }) => sql).join(' AND '), values: conditions.flatMap(({ values }) => values) };
}

function past(order: FactOrder, after: Place | undefined): Condition[] {
  if (after === undefined) return [];
  const column = COLUMN[order.replace('-', '') as keyof typeof COLUMN];
  const than = order.startsWith('-') ? '<' : '>';
  return [{ sql: `(${column}, fact) ${than} (?, ?)`, values: [after.value, after.fact] }];
}

function isPast(row: Place, after: Place, order: FactOrder): boolean {
  const difference = row.value - after.value || row.fact - after.fact;
  return order.startsWith('-') ? difference < 0 : difference > 0;
}
