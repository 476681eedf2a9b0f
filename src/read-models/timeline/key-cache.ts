import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { FewRows } from './few-rows.js';
import { FileReader } from './file-reader.js';
import { FileRows } from './file-rows.js';
import type { KeyIds, NumberedKey } from './key-ids.js';
import type { KeyRows } from './key-rows.js';
import type { KeyVersions } from './key-versions.js';
import { type Placement, placedRow } from './placement.js';
import { RangeReader } from './range-reader.js';
import { OPEN } from './schema.js';
import { EXPECTED } from './stored-row.js';

/** What is held in memory at most, in bytes, about; and what is left once it is too much. */
const CAPACITY = 48 * 2 ** 20;
const LEFT = 0.9 * CAPACITY;
/** The most rows of a key that are held as a whole, and of neighbouring keys that are read at once. */
const FEW = 64;
const MANY = 400;
/** Rows that are read at once of a key that has more. */
const PAGE = 5;
/** Keys are read together where no more than so many numbers lie between two of them. */
const GAP = 8;

/** The rows of keys, the least recently used let go. */
export class KeyCache {
  private readonly byKey = new Map<string, KeyRows>();
  private held = 0;
  private readonly single: RangeReader;
  private readonly ranges: RangeReader;
  private readonly reader: FileReader;

  constructor(
    db: DatabaseSyncInstance,
    private readonly ids: KeyIds,
    /** Shared by all caches of a file. */
    readonly versions: KeyVersions,
    private readonly few = FEW,
  ) {
    this.single = new RangeReader(db, few);
    this.ranges = new RangeReader(db, Math.min(MANY, few * 8));
    this.reader = new FileReader(db, Math.min(PAGE, few + 1));
  }

  /** All rows of a key; none where it is unknown. */
  rows(key: string, id?: number): KeyRows {
    const known = this.byKey.get(key);
    if (known) this.byKey.delete(key);
    const rows = known ?? this.load(key, id ?? this.ids.find(key));
    this.hold(rows);
    return rows;
  }

  /**
   * Reads at once the rows of a key, where they are not held, and of those that follow and lie beside it, unless they are
   * too many.
   * @returns how many keys it is about
   */
  readTogether(keys: readonly NumberedKey[], from: number): number {
    let to = from;
    for (let last = keys[from]; last && !this.byKey.has(last.key); to++) {
      const next = keys[to + 1];
      last = next && next.id > last.id && next.id - last.id <= GAP ? next : undefined;
    }
    if (to - from > 1)
      for (const rows of this.ranges.read(keys.slice(from, to) as [NumberedKey, ...NumberedKey[]])) this.hold(rows);
    return to - from;
  }

  /** Notes a row that was written at a position. */
  add(placement: Placement, position: number): void {
    if (placement.role === EXPECTED) return;
    this.versions.changed(placement.key);
    const rows = this.byKey.get(placement.key);
    if (rows === undefined) return;
    rows.add(placedRow(placement, position, OPEN));
    this.count(rows);
    if (rows instanceof FewRows && rows.size > this.few) this.forget(rows);
  }

  /** Notes that a row was closed at a position. */
  close({ key, fact, from, role }: Placement, position: number): void {
    this.versions.changed(key);
    this.byKey.get(key)?.close({ fact, knownFrom: from, role }, OPEN, position);
  }

  /** Lets go of everything: a transaction that was rolled back may have left in it what is not so. */
  clear(): void {
    this.letGo();
    this.versions.allChanged();
  }

  /** Lets go of everything, though it is still so. */
  letGo(): void {
    this.byKey.clear();
    this.held = 0;
    this.reader.clear();
  }

  private load(key: string, id: number | undefined): KeyRows {
    if (id === undefined) return new FewRows(key, []);
    const [rows] = this.single.read([{ id, key }]);
    return rows ?? new FileRows(this.reader, { id, key });
  }

  private hold(rows: KeyRows): void {
    this.byKey.set(rows.key, rows);
    this.count(rows);
    if (this.held <= CAPACITY) return;
    // Many at once: a map passes over what was deleted at its start each time it is walked through.
    for (const oldest of this.byKey.values()) {
      if (this.held <= LEFT || oldest === rows) break;
      this.forget(oldest);
    }
  }

  private count(rows: KeyRows): void {
    const { weight } = rows;
    this.held += weight - rows.counted;
    rows.counted = weight;
  }

  private forget(rows: KeyRows): void {
    this.byKey.delete(rows.key);
    this.held -= rows.counted;
  }
}
