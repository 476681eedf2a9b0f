import type { StatementSyncInstance } from '@photostructure/sqlite';

type Value = number | string | null;

/**
 * Rows of a transaction that wait to be written in the order of their keys: a B-tree takes neighbours one after the other
 * at a fraction of what they cost at random.
 */
export class PendingRows {
  private readonly rows = new Map<string, Value[]>();

  constructor(private readonly insert: StatementSyncInstance) {}

  /** Adds a row, in place of one that waits under the same id; ids sort as the keys of the table do. */
  set(id: string, row: Value[]): void {
    this.rows.set(id, row);
  }

  /** Writes what waits, and tells of each row whether it is new. */
  flush(onWritten?: (row: readonly Value[], isNew: boolean) => void): void {
    for (const id of [...this.rows.keys()].sort()) {
      const row = this.rows.get(id) as Value[];
      const { changes } = this.insert.run(...row);
      onWritten?.(row, Number(changes) > 0);
    }
    this.rows.clear();
  }

  /** Lets go of what waits. */
  clear(): void {
    this.rows.clear();
  }
}
