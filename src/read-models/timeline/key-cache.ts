import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { FewRows } from './few-rows.js';
import { FileReader } from './file-reader.js';
import { FileRows } from './file-rows.js';
import type { KeyRows } from './key-rows.js';
import { type Placement, placedRow } from './placement.js';
import { OPEN } from './schema.js';
import { EXPECTED, FileRow, ROW_COLUMNS, type RowValues } from './stored-row.js';

/** What is held in memory at most, in rows. */
const CAPACITY = 60_000;
/** The most rows of a key that are held as a whole. */
const FEW = 14;
/** The part of it that is read at once of a key that has more. */
const PAGE_SHARE = 1 / 3;

/** The rows of keys: one seek each, the least recently used let go. */
export class KeyCache {
  private readonly byKey = new Map<string, KeyRows>();
  /** What each was counted with. */
  private readonly weights = new WeakMap<KeyRows, number>();
  private held = 0;
  private readonly selectFew: StatementSyncInstance;
  private readonly reader: FileReader;

  constructor(
    db: DatabaseSyncInstance,
    private readonly few = FEW,
  ) {
    // A constant limit: a statement with a bound one is compiled anew at every call.
    this.selectFew = db.prepare(
      `SELECT ${ROW_COLUMNS} FROM placements WHERE key = ? AND role <> '${EXPECTED}' LIMIT ${few + 1}`,
    );
    this.selectFew.setReturnArrays(true);
    this.reader = new FileReader(db, Math.ceil((few + 1) * PAGE_SHARE));
  }

  /** All rows of a key; none where it is unknown. */
  rows(key: string): KeyRows {
    const known = this.byKey.get(key);
    if (known) this.byKey.delete(key);
    const rows = known ?? this.load(key);
    this.byKey.set(key, rows);
    this.count(rows);
    for (const oldest of this.byKey.values()) {
      if (this.held <= CAPACITY || oldest === rows) break;
      this.forget(oldest);
    }
    return rows;
  }

  /** Notes a row that was written at a position. */
  add(placement: Placement, position: number): void {
    if (placement.role === EXPECTED) return;
    const rows = this.byKey.get(placement.key);
    if (rows === undefined) return;
    rows.add(placedRow(placement, position, OPEN));
    this.count(rows);
    if (rows instanceof FewRows && rows.size > this.few) this.forget(rows);
  }

  /** Notes that a row was closed at a position. */
  close({ key, fact, from, role }: Placement, position: number): void {
    this.byKey.get(key)?.close({ fact, knownFrom: from, role }, OPEN, position);
  }

  /** Lets go of everything: a transaction that was rolled back may have left in it what is not so. */
  clear(): void {
    for (const rows of this.byKey.values()) this.forget(rows);
    this.reader.clear();
  }

  private load(key: string): KeyRows {
    const few = this.selectFew.all(key) as unknown as RowValues[];
    if (few.length > this.few) return new FileRows(this.reader, key);
    return new FewRows(
      key,
      few.map((values) => new FileRow(values)),
    );
  }

  private count(rows: KeyRows): void {
    const { weight } = rows;
    this.held += weight - (this.weights.get(rows) ?? 0);
    this.weights.set(rows, weight);
  }

  private forget(rows: KeyRows): void {
    rows.version = -1;
    this.byKey.delete(rows.key);
    this.held -= this.weights.get(rows) ?? 0;
  }
}
