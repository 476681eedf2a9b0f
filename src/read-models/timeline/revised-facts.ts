import type { Status } from '../../../projections/facts.js';
import type { FactRows } from './fact-rows.js';

/** A reading of a fact with the ranges in which it stands; instants in ms. */
export interface ReadingRow {
  readonly fact: number;
  readonly entry: number;
  readonly status: Status;
  readonly facet: number;
  readonly starts: number;
  readonly ends: number;
  readonly published: number;
  readonly knownFrom: number;
  readonly knownTo: number;
  readonly posFrom: number;
  readonly posTo: number;
}

const STATUSES: readonly Status[] = ['current', 'corrected', 'retracted'];
/** Rows that there is room for at first. */
const ROWS = 1024;

/** All readings of the facts that were revised. */
export class RevisedFacts implements FactRows {
  facts = new Float64Array();
  facets = new Float64Array();
  starts = new Float64Array();
  ends = new Float64Array();
  published = new Float64Array();
  private entries = new Float64Array();
  private statuses = new Float64Array();
  private knownFrom = new Float64Array();
  private knownTo = new Float64Array();
  private posFrom = new Float64Array();
  private posTo = new Float64Array();
  private count = 0;
  private readonly byFact = new Map<number, readonly number[]>();

  has(fact: number): boolean {
    return this.byFact.has(fact);
  }

  /** Takes the readings of a fact in place of those that it had. */
  set(fact: number, readings: readonly ReadingRow[]): void {
    for (const gone of this.byFact.get(fact) ?? []) this.knownFrom[gone] = Infinity;
    this.byFact.set(
      fact,
      readings.map((reading) => this.add(reading)),
    );
  }

  /** The row of the reading of a fact that stands; -1 where none does. */
  standing(fact: number, knownAt: number, position: number): number {
    for (const row of this.byFact.get(fact) ?? []) if (this.stands(row, knownAt, position)) return row;
    return -1;
  }

  /** Visits every reading that stands. */
  each(knownAt: number, position: number, visit: (row: number) => void): void {
    for (let row = 0; row < this.count; row++) if (this.stands(row, knownAt, position)) visit(row);
  }

  entryOf(row: number): number {
    return this.entries[row] as number;
  }

  statusOf(row: number): Status {
    return STATUSES[this.statuses[row] as number] as Status;
  }

  beginOf(row: number): { knownFrom: number; posFrom: number } {
    return { knownFrom: this.knownFrom[row] as number, posFrom: this.posFrom[row] as number };
  }

  private stands(row: number, knownAt: number, position: number): boolean {
    return (
      (this.knownFrom[row] as number) <= knownAt &&
      knownAt < (this.knownTo[row] as number) &&
      (this.posFrom[row] as number) <= position &&
      position < (this.posTo[row] as number)
    );
  }

  private add(reading: ReadingRow): number {
    if (this.count === this.facts.length) this.grow(Math.max(ROWS, 2 * this.count));
    const row = this.count++;
    this.facts[row] = reading.fact;
    this.facets[row] = reading.facet;
    this.starts[row] = reading.starts;
    this.ends[row] = reading.ends;
    this.published[row] = reading.published;
    this.entries[row] = reading.entry;
    this.statuses[row] = STATUSES.indexOf(reading.status);
    this.knownFrom[row] = reading.knownFrom;
    this.knownTo[row] = reading.knownTo;
    this.posFrom[row] = reading.posFrom;
    this.posTo[row] = reading.posTo;
    return row;
  }

  private grow(capacity: number): void {
    const grown = (column: Float64Array): Float64Array<ArrayBuffer> => {
      const larger = new Float64Array(capacity);
      larger.set(column);
      return larger;
    };
    this.facts = grown(this.facts);
    this.facets = grown(this.facets);
    this.starts = grown(this.starts);
    this.ends = grown(this.ends);
    this.published = grown(this.published);
    this.entries = grown(this.entries);
    this.statuses = grown(this.statuses);
    this.knownFrom = grown(this.knownFrom);
    this.knownTo = grown(this.knownTo);
    this.posFrom = grown(this.posFrom);
    this.posTo = grown(this.posTo);
  }
}
