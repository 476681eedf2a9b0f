import type { BackedItem } from '../../../projections/item.js';
import type { Stamp } from './key-versions.js';
import type { SeenBox } from './seen-box.js';
import type { Role, Row, StoredRow } from './stored-row.js';
import type { Stretch } from './stretch.js';

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
  /** What is held of them in memory, in bytes, about; and with what a cache has counted them. */
  readonly weight: number;
  counted: number;
  /** Answers that were made of them, the newest first. */
  answers: readonly Answer[];
  /** The roles in which anything stands there. */
  roles(): Iterable<Role>;
  lane(role: Role): Lane;
  /** The groups that any row names that is seen. */
  groups(box: SeenBox): Iterable<string>;
  add(row: StoredRow): void;
  /** Ends at a position the range of the row that is open there. */
  close(row: Pick<StoredRow, 'fact' | 'knownFrom' | 'role'>, open: number, position: number): void;
}

/** An item of a key, or that there is none, with all clocks for which it is so. */
export interface Answer {
  readonly undated: boolean;
  readonly steady: Stretch;
  readonly box: SeenBox;
  /** How the keys stood that it was made of. */
  readonly of: Stamp;
  readonly backed: BackedItem | undefined;
  /** Kept before others: it took long to make, and holds at the head, about which most ask. */
  readonly spared: boolean;
}
