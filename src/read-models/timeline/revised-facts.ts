import type { Status } from '../../../projections/facts.js';

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

/** Whether a reading stands as of a knowledge time and a position. */
export const stands = (
  { knownFrom, knownTo, posFrom, posTo }: Pick<ReadingRow, 'knownFrom' | 'knownTo' | 'posFrom' | 'posTo'>,
  knownAt: number,
  position: number,
): boolean => knownFrom <= knownAt && knownAt < knownTo && posFrom <= position && position < posTo;

const RANGE = 4;

/** All readings of the facts that were revised. Their ranges lie side by side, for most questions look at no more. */
export class RevisedFacts {
  private ranges = new Float64Array(1024 * RANGE);
  private readonly rows: ReadingRow[] = [];
  private readonly byFact = new Map<number, readonly number[]>();

  has(fact: number): boolean {
    return this.byFact.has(fact);
  }

  /** Takes the readings of a fact in place of those that it had. */
  set(fact: number, rows: readonly ReadingRow[]): void {
    for (const gone of this.byFact.get(fact) ?? []) this.ranges.fill(Number.NaN, gone * RANGE, (gone + 1) * RANGE);
    this.byFact.set(
      fact,
      rows.map((row) => this.add(row)),
    );
  }

  /** The reading of a fact that stands. */
  standing(fact: number, knownAt: number, position: number): ReadingRow | undefined {
    for (const i of this.byFact.get(fact) ?? []) {
      const row = this.rows[i] as ReadingRow;
      if (stands(row, knownAt, position)) return row;
    }
    return undefined;
  }

  /** Visits every reading that stands. */
  each(knownAt: number, position: number, visit: (row: ReadingRow) => void): void {
    const { ranges, rows } = this;
    for (let i = 0, at = 0; i < rows.length; i++, at += RANGE)
      if (
        (ranges[at] as number) <= knownAt &&
        knownAt < (ranges[at + 1] as number) &&
        (ranges[at + 2] as number) <= position &&
        position < (ranges[at + 3] as number)
      )
        visit(rows[i] as ReadingRow);
  }

  private add(row: ReadingRow): number {
    const at = this.rows.length * RANGE;
    if (at === this.ranges.length) {
      const larger = new Float64Array(2 * at);
      larger.set(this.ranges);
      this.ranges = larger;
    }
    this.ranges.set([row.knownFrom, row.knownTo, row.posFrom, row.posTo], at);
    return this.rows.push(row) - 1;
  }
}
