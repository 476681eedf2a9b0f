import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import type { KeyedFact } from '../../../projections/board.js';
import { KeyRows, type Row } from './key-rows.js';
import { type Placement, readDoc } from './placement.js';
import { OPEN } from './schema.js';

/** Rows held in memory at most, over all keys. */
const CAPACITY = 100_000;
/** Rows of a key that are read together with their documents; of a longer key, documents are read one by one. */
const TOGETHER = 40;

const COLUMNS = 'fact, known_from, pos_from, known_to, pos_to, role, starts, ends, published, groups';

type Columns = [number, number, number, number, number, string, number, number, number, string | null, string?];

/** The rows of keys: one seek each, the least recently used let go. */
export class KeyCache {
  private readonly byKey = new Map<string, KeyRows>();
  /** One text for each name, however many rows have it. */
  private readonly names = new Map<string, string>();
  private held = 0;
  private readonly selectFew: StatementSyncInstance;
  private readonly selectAll: StatementSyncInstance;
  private readonly selectDoc: StatementSyncInstance;

  constructor(db: DatabaseSyncInstance) {
    this.selectFew = db.prepare(`SELECT ${COLUMNS}, doc FROM placements WHERE key = ? LIMIT ${TOGETHER + 1}`);
    this.selectAll = db.prepare(`SELECT ${COLUMNS} FROM placements WHERE key = ?`);
    this.selectDoc = db.prepare(
      'SELECT doc FROM placements WHERE key = ? AND fact = ? AND known_from = ? AND pos_from = ?',
    );
    for (const select of [this.selectFew, this.selectAll, this.selectDoc]) select.setReturnArrays(true);
  }

  /** All rows of a key; none where it is unknown. */
  rows(key: string): KeyRows {
    const known = this.byKey.get(key);
    if (known) {
      this.byKey.delete(key);
      this.byKey.set(key, known);
      return known;
    }
    const few = this.selectFew.all(key) as unknown as Columns[];
    const columns = few.length <= TOGETHER ? few : (this.selectAll.all(key) as unknown as Columns[]);
    const rows = new KeyRows(
      key,
      columns.map((each) => this.row(each)),
    );
    this.byKey.set(key, rows);
    this.held += rows.count + 1;
    this.evict(rows);
    return rows;
  }

  /** The fact of a row. */
  read(key: string, row: Row): KeyedFact {
    if (row.keyed) return row.keyed;
    const doc = row.doc ?? (this.selectDoc.get(key, row.fact, row.knownFrom, row.posFrom) as unknown as [string])[0];
    row.keyed = readDoc(doc);
    row.doc = undefined;
    return row.keyed;
  }

  /** Notes a row that was written at a position. */
  add({ key, from, to, ...place }: Placement, fact: number, position: number): void {
    const rows = this.byKey.get(key);
    if (rows === undefined) return;
    const { role, starts, ends, published, groups, doc } = place;
    rows.add({
      ...{ fact, knownFrom: from, posFrom: position, knownTo: to, posTo: OPEN },
      ...{ role, starts, ends, published, groups, doc, keyed: undefined },
    });
    this.held++;
  }

  /** Notes that a row was closed at a position. */
  close({ key, from }: Placement, fact: number, position: number): void {
    this.byKey.get(key)?.close(fact, from, OPEN, position);
  }

  /** Lets go of everything: a transaction that was rolled back may have left in it what is not so. */
  clear(): void {
    for (const rows of this.byKey.values()) rows.version = -1;
    this.byKey.clear();
    this.held = 0;
  }

  private row([fact, knownFrom, posFrom, knownTo, posTo, role, starts, ends, published, groups, doc]: Columns): Row {
    return {
      ...{ fact, knownFrom, posFrom, knownTo, posTo, role: this.name(role), starts, ends, published },
      ...{ groups: groups === null ? null : this.name(groups), doc, keyed: undefined },
    };
  }

  private name(text: string): string {
    const known = this.names.get(text);
    if (known !== undefined) return known;
    if (this.names.size > CAPACITY) this.names.clear();
    this.names.set(text, text);
    return text;
  }

  private evict(keep: KeyRows): void {
    for (const [key, rows] of this.byKey) {
      if (this.held <= CAPACITY || rows === keep) return;
      this.byKey.delete(key);
      rows.version = -1;
      this.held -= rows.count + 1;
    }
  }
}
