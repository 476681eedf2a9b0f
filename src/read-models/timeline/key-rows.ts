import type { KeyedFact } from '../../../projections/board.js';
import { compare, upTo } from '../../../projections/order.js';
import type { Role } from './placement.js';

/** The clocks that decide which rows of a key are seen; knowledge time in ms. */
export interface Clocks {
  readonly knownAt: number;
  readonly position: number;
}

/** A fact under a key, within a range of publication instants and a range of positions, ends exclusive. */
export interface Row {
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
  readonly groups: string | null;
  /** The document as stored, where it came with the row; then what was read in it. */
  doc: string | undefined;
  keyed: KeyedFact | undefined;
}

/** What the rows of one role are sorted by. */
const rankOf = ({ role, ends, published }: Row): number => (role === 'denied' ? published : ends);

/** The rows of one key, by role, each role's in the order of its ends (denials: of their publications). */
export class KeyRows {
  readonly lanes = new Map<Role, Row[]>();
  /** Rows by the groups that they name. */
  readonly grouped = new Map<string, Row[]>();
  count = 0;
  /** Grows with every change of a row; below 0 once the rows are let go and may change unseen. */
  version = 0;

  constructor(
    readonly key: string,
    rows: readonly Row[],
  ) {
    for (const row of rows) this.file(row, (lane) => lane.push(row));
    for (const lane of this.lanes.values()) lane.sort((a, b) => compare(rankOf(a), rankOf(b)));
  }

  add(row: Row): void {
    this.file(row, (lane) => lane.splice(upTo(lane, rankOf(row), rankOf), 0, row));
    this.version++;
  }

  /** Ends at a position the range of the row that stood there for a fact from a publication on. */
  close(fact: number, knownFrom: number, open: number, position: number): void {
    for (const lane of this.lanes.values())
      for (const row of lane)
        if (row.fact === fact && row.knownFrom === knownFrom && row.posTo === open) row.posTo = position;
    this.version++;
  }

  private file(row: Row, put: (lane: Row[]) => void): void {
    const lane = this.lanes.get(row.role) ?? [];
    this.lanes.set(row.role, lane);
    put(lane);
    this.count++;
    if (row.groups === null) return;
    const named = this.grouped.get(row.groups);
    if (named) named.push(row);
    else this.grouped.set(row.groups, [row]);
  }
}
