import type { SeenBox } from './seen-box.js';
import type { Role, Row, StoredRow } from './stored-row.js';

/** The rows of one role under a key that are seen, in the order of their ranks. */
export interface Lane {
  /** Those of a rank and less, greatest first. */
  upTo(rank: number, box: SeenBox): Iterable<Row>;
  /** Those of a greater rank, least first. */
  past(rank: number, box: SeenBox): Iterable<Row>;
}

/** What stands under one key. */
export interface KeyRows {
  readonly key: string;
  /** Grows with every change of a row; -1 once the rows are let go and may change unseen. */
  version: number;
  /** What is held of them in memory, in rows. */
  readonly weight: number;
  /** The roles in which anything stands there. */
  roles(): Iterable<Role>;
  lane(role: Role): Lane;
  /** The groups that any row names that is seen. */
  groups(box: SeenBox): Iterable<string>;
  add(row: StoredRow): void;
  /** Ends at a position the range of the row that is open there. */
  close(row: Pick<StoredRow, 'fact' | 'knownFrom' | 'role'>, open: number, position: number): void;
}
