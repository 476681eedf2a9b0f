import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { type FactType, factTypes } from '../../../events/catalogue.js';
import type { Modality } from '../../../events/fact-data.js';
import { entityFieldsOf } from '../../../events/fields.js';
import type { FactReading } from '../../../projections/facts.js';
import { entitiesIn } from '../../../projections/filters.js';
import { validTime } from '../../../projections/valid-time.js';
import type { Facets } from './facets.js';
import type { Standing } from './placement.js';
import { OPEN } from './schema.js';

const rangeId = ({ from, to, reading }: Standing): string =>
  `${from} ${to} ${reading.entry.position} ${reading.status}`;

const bounded = (instant: number): number => Math.max(-OPEN, Math.min(OPEN, instant));

/** The entities that a reading names: first the authority, which stands for its jurisdiction, or null; then the others. */
export type Named = readonly [authority: string | null, ...others: string[]];

function namedIn({ type, data }: FactReading): Named {
  const { authority, ...others } = data;
  if (authority === undefined || !entityFieldsOf(factTypes[type as FactType]).includes('authority'))
    return [null, ...entitiesIn(data)];
  return [authority as string, ...entitiesIn(others)];
}

/** The rows of the timeline: which reading of a fact stands where, with what the timeline sorts and filters by. */
export class ReadingRows {
  private readonly insert: StatementSyncInstance;
  private readonly close: StatementSyncInstance;
  private readonly revise: StatementSyncInstance;

  constructor(
    db: DatabaseSyncInstance,
    private readonly facets: Facets,
  ) {
    this.insert = db.prepare('INSERT INTO readings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.close = db.prepare('UPDATE readings SET pos_to = ? WHERE fact = ? AND known_from = ? AND pos_to = ?');
    this.revise = db.prepare('INSERT INTO revisions (position, fact) VALUES (?, ?)');
  }

  /** Writes the reading of a new fact. */
  add(fact: number, ranges: readonly Standing[]): void {
    for (const range of ranges) this.open(fact, fact, range);
  }

  /** Closes at a position the ranges that no longer are, and opens those that are new. */
  replace(fact: number, at: number, before: readonly Standing[], after: readonly Standing[]): void {
    const kept = new Set(after.map(rangeId));
    const stood = new Set(before.map(rangeId));
    this.revise.run(at, fact);
    for (const range of before) if (!kept.has(rangeId(range))) this.close.run(at, fact, range.from, OPEN);
    for (const range of after) if (!stood.has(rangeId(range))) this.open(fact, at, range);
  }

  private open(fact: number, at: number, { from, to, reading }: Standing): void {
    const published = Date.parse(reading.first.meta.publishedAt as string);
    const { when, modality } = reading.data as { when?: string; modality: Modality };
    const time = validTime(when, modality, published);
    const ends = time.dated ? time.end : published;
    const { position } = reading.entry;
    this.insert.run(
      ...[fact, from, at, to, OPEN, position, reading.status, this.facets.idOf(reading)],
      ...[bounded(time.start), bounded(ends), published, JSON.stringify(namedIn(reading))],
    );
  }
}
