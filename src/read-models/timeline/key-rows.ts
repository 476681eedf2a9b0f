import type { KeyedFact } from '../../../projections/board.js';
import { compare, upTo } from '../../../projections/order.js';

/**
 * What a fact is under a key: a change by the name of its effect, `ends` where it ends a group that the key belongs to,
 * a claim (dated or not), a deal, a note; what is expected and what is denied.
 */
export type Role = string;

/** The role of what is expected of a key: it stands in notes, and no item is made of it. */
export const EXPECTED = 'expected';

/** The clocks that decide which rows of a key are seen; knowledge time in ms. */
export interface Clocks {
  readonly knownAt: number;
  readonly position: number;
}

/** A fact under a key, within a range of publication instants and a range of positions, ends exclusive. */
export interface Row {
  /** The position of the fact's first entry. */
  readonly fact: number;
  readonly knownFrom: number;
  readonly posFrom: number;
  readonly knownTo: number;
  posTo: number;
  readonly role: Role;
  /** As in Placement; ms, infinite where open. */
  readonly starts: number;
  readonly ends: number;
  readonly published: number;
  /** What the rows of its role lie in the order of. */
  readonly rank: number;
  readonly groups: string | null;
  readonly keyed: KeyedFact;
}

/** The rows of one role under a key, in the order of their ranks. */
export interface Lane {
  /** Those of a rank and less, greatest first. */
  upTo(rank: number): Iterable<Row>;
  /** Those of a greater rank, least first. */
  past(rank: number): Iterable<Row>;
}

/** What stands under one key. */
export interface KeyRows {
  readonly key: string;
  /** Grows with every change of a row; -1 once the rows are let go and may change unseen. */
  version: number;
  readonly size: number;
  /** The roles in which anything stands there, or may. */
  roles(): Iterable<Role>;
  lane(role: Role): Lane;
  /** The groups that the rows name, a text each, with the rows that name it. */
  groups(): Iterable<readonly [names: string, rows: Iterable<Row>]>;
  add(row: Row): void;
  close(row: Pick<Row, 'fact' | 'knownFrom' | 'role'>, open: number, position: number): void;
}

class FewLane implements Lane {
  constructor(readonly rows: Row[]) {}

  *upTo(rank: number): Generator<Row> {
    for (let i = this.count(rank) - 1; i >= 0; i--) yield this.rows[i] as Row;
  }

  *past(rank: number): Generator<Row> {
    for (let i = this.count(rank); i < this.rows.length; i++) yield this.rows[i] as Row;
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
    rows: readonly Row[],
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

  groups(): Iterable<readonly [string, Row[]]> {
    const byNames = new Map<string, Row[]>();
    for (const { rows } of this.lanes.values())
      for (const row of rows) {
        if (row.groups === null) continue;
        const named = byNames.get(row.groups);
        if (named) named.push(row);
        else byNames.set(row.groups, [row]);
      }
    return byNames;
  }

  add(row: Row): void {
    const lane = this.laneOf(row.role);
    lane.rows.splice(lane.count(row.rank), 0, row);
    this.size++;
    this.version++;
  }

  close({ fact, knownFrom, role }: Pick<Row, 'fact' | 'knownFrom' | 'role'>, open: number, position: number): void {
    for (const row of this.laneOf(role).rows)
      if (row.fact === fact && row.knownFrom === knownFrom && row.posTo === open) row.posTo = position;
    this.version++;
  }

  private laneOf(role: Role): FewLane {
    const lane = this.lanes.get(role) ?? new FewLane([]);
    this.lanes.set(role, lane);
    return lane;
  }
}

const NOTHING: Lane = new FewLane([]);
