import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import type { KeyedFact } from '../../../projections/board.js';
import { EXPECTED, FewRows, type KeyRows, type Role } from './key-rows.js';
import { ManyRows, type NumberedRow } from './many-rows.js';
import { type Placement, placedRow, readDoc, readRow } from './placement.js';
import type { RowNumbers } from './row-columns.js';
import { OPEN } from './schema.js';

/** What is held in memory at most, in rows with their documents. */
const CAPACITY = 60_000;
/** The most rows of a key that are held with their documents. */
const FEW = 48;
/** Rows without a document that weigh as much as one with it. */
const NUMBERS_IN_ROW = 10;
/** Documents of long keys that are held at most. */
const DOCUMENTS = 10_000;

type FewColumns = [role: Role, knownFrom: number, posFrom: number, knownTo: number, posTo: number, doc: string];
type ManyColumns = [role: Role, groups: string | null, ...numbers: number[]];

/** The rows of keys: one seek each, the least recently used let go. */
export class KeyCache {
  private readonly byKey = new Map<string, KeyRows>();
  private readonly documents = new Map<string, KeyedFact>();
  private held = 0;
  private readonly selectFew: StatementSyncInstance;
  private readonly selectMany: StatementSyncInstance;
  private readonly selectDoc: StatementSyncInstance;

  constructor(
    db: DatabaseSyncInstance,
    private readonly few = FEW,
  ) {
    const rows = `FROM placements WHERE key = ? AND role <> '${EXPECTED}'`;
    // A constant limit: a statement with a bound one is compiled anew at every call.
    this.selectFew = db.prepare(`SELECT role, known_from, pos_from, known_to, pos_to, doc ${rows} LIMIT ${few + 1}`);
    this.selectMany = db.prepare(
      `SELECT role, groups, rank, starts, ends, fact, known_from, pos_from, known_to, pos_to ${rows}`,
    );
    this.selectDoc = db.prepare(`SELECT doc FROM placements
      WHERE key = ? AND role = ? AND rank = ? AND fact = ? AND known_from = ? AND pos_from = ?`);
    for (const select of [this.selectFew, this.selectMany, this.selectDoc]) select.setReturnArrays(true);
  }

  /** All rows of a key; none where it is unknown. */
  rows(key: string): KeyRows {
    const known = this.byKey.get(key);
    if (known) {
      this.byKey.delete(key);
      this.byKey.set(key, known);
      return known;
    }
    const rows = this.load(key);
    this.byKey.set(key, rows);
    this.held += this.weight(rows);
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
    this.held -= this.weight(rows);
    rows.add(placedRow(placement, position, OPEN));
    this.held += this.weight(rows);
    if (rows instanceof FewRows && rows.size > this.few) this.forget(rows);
  }

  /** Notes that a row was closed at a position. */
  close({ key, fact, from, role }: Placement, position: number): void {
    this.byKey.get(key)?.close({ fact, knownFrom: from, role }, OPEN, position);
  }

  /** Lets go of everything: a transaction that was rolled back may have left in it what is not so. */
  clear(): void {
    for (const rows of this.byKey.values()) this.forget(rows);
    this.documents.clear();
  }

  private load(key: string): KeyRows {
    const few = this.selectFew.all(key) as unknown as FewColumns[];
    if (few.length <= this.few)
      return new FewRows(
        key,
        few.map((columns) => readRow(...columns)),
      );
    return new ManyRows(key, this.numbered(key), (role, row) => this.document(key, role, row));
  }

  private *numbered(key: string): Generator<NumberedRow> {
    for (const [role, groups, ...numbers] of this.selectMany.all(key) as unknown as ManyColumns[])
      yield { role, groups, numbers };
  }

  private document(key: string, role: Role, [rank, , , fact, knownFrom, posFrom]: RowNumbers): KeyedFact {
    const id = `${key} ${role} ${fact} ${knownFrom} ${posFrom}`;
    const known = this.documents.get(id);
    if (known) return known;
    const found = this.selectDoc.get(key, role, rank, fact, knownFrom, posFrom) as unknown as [string];
    const keyed = readDoc(found[0]);
    if (this.documents.size >= DOCUMENTS) this.documents.clear();
    this.documents.set(id, keyed);
    return keyed;
  }

  private weight(rows: KeyRows): number {
    return 1 + (rows instanceof FewRows ? rows.size : rows.size / NUMBERS_IN_ROW);
  }

  private forget(rows: KeyRows): void {
    rows.version = -1;
    this.byKey.delete(rows.key);
    this.held -= this.weight(rows);
  }
}
