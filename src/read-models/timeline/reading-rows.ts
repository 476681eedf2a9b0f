import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import type { Modality } from '../../../events/fact-data.js';
import { validTime } from '../../../projections/valid-time.js';
import type { Standing } from './placement.js';
import { OPEN } from './schema.js';

const rangeId = ({ from, to, reading }: Standing): string =>
  `${from} ${to} ${reading.entry.position} ${reading.status}`;

const bounded = (instant: number): number => Math.max(-OPEN, Math.min(OPEN, instant));

/** The rows of the timeline: which reading of a fact stands where, with what the timeline sorts and filters by. */
export class ReadingRows {
  private readonly insert: StatementSyncInstance;
  private readonly close: StatementSyncInstance;

  constructor(db: DatabaseSyncInstance) {
    this.insert = db.prepare('INSERT INTO readings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.close = db.prepare('UPDATE readings SET pos_to = ? WHERE fact = ? AND known_from = ? AND pos_to = ?');
  }

  /** Closes at a position the ranges that no longer are, and opens those that are new. */
  replace(fact: number, at: number, before: readonly Standing[], after: readonly Standing[]): void {
    const kept = new Set(after.map(rangeId));
    const stood = new Set(before.map(rangeId));
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
      ...[fact, from, at, to, OPEN, position, reading.status, reading.type, modality],
      ...[bounded(time.start), bounded(ends), published],
    );
  }
}
