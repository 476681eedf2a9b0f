import { compare, upTo } from '../../../projections/order.js';
import type { KeyRows, Lane } from './key-rows.js';
import type { SeenBox } from './seen-box.js';
import type { Role, Row, StoredRow } from './stored-row.js';

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

  get weight(): number {
    return 1 + this.size;
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

const NOTHING: Lane = new FewLane([]);
