import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { EXPECTED, FewRows, type KeyRows } from './key-rows.js';
import { ManyRows, ROW_COLUMNS, type RowColumns, RowQueries } from './many-rows.js';
import { type Placement, placedRow, readRow } from './placement.js';
import { OPEN } from './schema.js';

/** Rows held in memory at most, over all keys. */
const CAPACITY = 60_000;
/** The most rows of a key that are held. */
export const FEW = 48;

/** The rows of keys: one seek each, the least recently used let go. */
export class KeyCache {
  private readonly byKey = new Map<string, KeyRows>();
  private held = 0;
  private readonly selectFew: StatementSyncInstance;
  private readonly queries: RowQueries;

  constructor(
    db: DatabaseSyncInstance,
    private readonly few = FEW,
  ) {
    this.selectFew = db.prepare(
      `SELECT ${ROW_COLUMNS} FROM placements WHERE key = ? AND role <> '${EXPECTED}' LIMIT ${few + 1}`,
    );
    this.selectFew.setReturnArrays(true);
    this.queries = new RowQueries(db);
  }

  /** All rows of a key; none where it is unknown. */
  rows(key: string): KeyRows {
    const known = this.byKey.get(key);
    if (known) {
      this.byKey.delete(key);
      this.byKey.set(key, known);
      return known;
    }
    const few = this.selectFew.all(key) as unknown as RowColumns[];
    const rows =
      few.length > this.few
        ? new ManyRows(this.queries, key)
        : new FewRows(
            key,
            few.map((columns) => readRow(...columns)),
          );
    this.byKey.set(key, rows);
    this.held += rows.size + 1;
    this.evict(rows);
    return rows;
  }

  /** Notes a row that was written at a position. */
  add(placement: Placement, position: number): void {
    if (placement.role === EXPECTED) return;
    const rows = this.byKey.get(placement.key);
    if (rows === undefined) return;
    const before = rows.size;
    rows.add(placedRow(placement, position, OPEN));
    this.held += rows.size - before;
    if (rows.size > this.few) this.forget(rows);
  }

  /** Notes that a row was closed at a position. */
  close({ key, fact, from, role }: Placement, position: number): void {
    this.byKey.get(key)?.close({ fact, knownFrom: from, role }, OPEN, position);
  }

  /** Lets go of everything: a transaction that was rolled back may have left in it what is not so. */
  clear(): void {
    for (const rows of this.byKey.values()) this.forget(rows);
  }

  private forget(rows: KeyRows): void {
    rows.version = -1;
    this.byKey.delete(rows.key);
    this.held -= rows.size + 1;
  }

  private evict(keep: KeyRows): void {
    for (const rows of this.byKey.values()) {
      if (this.held <= CAPACITY || rows === keep) return;
      this.forget(rows);
    }
  }
}
