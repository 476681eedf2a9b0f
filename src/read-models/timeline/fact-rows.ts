import type { Status } from '../../../projections/facts.js';

/** Readings of facts in columns, by the number of their row; instants in ms. */
export interface FactRows {
  readonly facts: ArrayLike<number>;
  readonly facets: ArrayLike<number>;
  readonly starts: ArrayLike<number>;
  readonly ends: ArrayLike<number>;
  readonly published: ArrayLike<number>;
  /** Position of the entry that reads so. */
  entryOf(row: number): number;
  statusOf(row: number): Status;
  /** Where the ranges begin in which it stands: the rest of its key in the index. */
  beginOf(row: number): { readonly knownFrom: number; readonly posFrom: number };
}

/** One of them. */
export interface FactRow {
  readonly rows: FactRows;
  readonly row: number;
}
