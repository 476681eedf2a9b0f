import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** Rows of one statement: each call of the driver costs as much as writing half a row. */
const ROWS = 10;
const COLUMNS = 7;

type Row = readonly [
  position: number,
  stream: number,
  revision: number,
  type: string,
  recordedAt: number,
  hash: string,
  body: string,
];

const insert = (db: DatabaseSyncInstance, rows: number) =>
  db.prepare(`INSERT INTO events VALUES ${Array(rows).fill('(?, ?, ?, ?, ?, ?, ?)').join(', ')}`);

/** Inserts events, several to a statement. */
export class EventRows {
  readonly #one;
  readonly #many;
  #waiting: (string | number)[] = [];

  constructor(db: DatabaseSyncInstance) {
    this.#one = insert(db, 1);
    this.#many = insert(db, ROWS);
  }

  add(...row: Row): void {
    this.#waiting.push(...row);
    if (this.#waiting.length < ROWS * COLUMNS) return;
    const rows = this.#waiting;
    this.#waiting = [];
    this.#many.run(...rows);
  }

  /** Inserts what waits. */
  flush(): void {
    const rows = this.#waiting;
    this.#waiting = [];
    for (let at = 0; at < rows.length; at += COLUMNS) this.#one.run(...rows.slice(at, at + COLUMNS));
  }
}
