import type { KeyedFact } from '../../../projections/board.js';
import { compare, upTo } from '../../../projections/order.js';
import type { SeenBox } from './seen-box.js';

/**
 * What a fact is under a key: a change by the name of its effect, `ends` where it ends a group that the key belongs to,
 * a claim (dated or not), a deal, a note; what is expected and what is denied.
 */
export type Role = string;

/** The role of what is expected of a key: it stands in notes, and no item is made of it. */
export const EXPECTED = 'expected';

/** A fact under a key, as questions read it. */
export interface Row {
  /** The position of the fact's first entry. */
  readonly fact: number;
  /** As in Placement; ms, infinite where open. */
  readonly starts: number;
  readonly ends: number;
  readonly keyed: KeyedFact;
}

/** A row with the ranges of publication instants and of positions in which it stands, ends exclusive. */
export interface StoredRow extends Row {
  readonly role: Role;
  /** What the rows of its role lie in the order of. */
  readonly rank: number;
  readonly knownFrom: number;
  readonly posFrom: number;
  readonly knownTo: number;
  posTo: number;
  readonly groups: string | null;
}

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
  readonly size: number;
  /** The roles in which anything stands there. */
  roles(): Iterable<Role>;
  lane(role: Role): Lane;
  /** The groups that any row names that is seen. */
  groups(box: SeenBox): Iterable<string>;
  add(row: StoredRow): void;
  /** Ends at a position the range of the row that is open there. */
  close(row: Pick<StoredRow, 'fact' | 'knownFrom' | 'role'>, open: number, position: number): void;
}

const sees = ({ knownFrom, knownTo, posFrom, posTo }: StoredRow, box: SeenBox): boolean =>
  box.sees(knownFrom, knownTo, posFrom, posTo);

class FewLane implements Lane {
  constructor(readonly rows: StoredRow[]) {}

  *upTo(rank: number, box: SeenBox): Generator<Row> {
    for (let i = this.count(rank) - 1; i >= 0; i--) {
      const row = this.rows[i] as StoredRow;
      if (sees(row, box)) yield row;
    }
  }

  *past(rank: number, box: SeenBox): Generator<Row> {
    for (let i = this.count(rank); i < this.rows.length; i++) {
      const row = this.rows[i] as StoredRow;
      if (sees(row, box)) yield row;
    }
  }

  count(rank: number): number {
    return upTo(this.rows, rank, (row) => row.rank);
  }
}

/** The rows of a key that has few of them, in memory. */
export class FewRows implements KeyRows {
  version = 0;
  size = 0;
  private readonly lanes = new Map<Role, FewLane>();

  constructor(
    readonly key: string,
    rows: readonly StoredRow[],
  ) {
    for (const row of rows) this.laneOf(row.role).rows.push(row);
    for (const { rows: of } of this.lanes.values()) of.sort((a, b) => compare(a.rank, b.rank));
    this.size = rows.length;
  }

  roles(): Iterable<Role> {
    return this.lanes.keys();
  }

  lane(role: Role): Lane {
    return this.lanes.get(role) ?? NOTHING;
  }

  groups(box: SeenBox): Set<string> {
    const found = new Set<string>();
    for (const { rows } of this.lanes.values())
      for (const row of rows) {
        const names = row.groups?.split('\n') ?? [];
        if (names.some((name) => !found.has(name)) && sees(row, box)) for (const name of names) found.add(name);
      }
    return found;
  }

  add(row: StoredRow): void {
    const lane = this.laneOf(row.role);
    lane.rows.splice(lane.count(row.rank), 0, row);
    this.size++;
    this.version++;
  }

  close({ fact, knownFrom, role }: Pick<StoredRow, 'fact' | 'knownFrom' | 'role'>, open: number, at: number): void {
    for (const row of this.laneOf(role).rows)
      if (row.fact === fact && row.knownFrom === knownFrom && row.posTo === open) row.posTo = at;
    this.version++;
  }

  private laneOf(role: Role): FewLane {
    const lane = this.lanes.get(role) ?? new FewLane([]);
    this.lanes.set(role, lane);
    return lane;
  }
}

export const NOTHING: Lane = new FewLane([]);
