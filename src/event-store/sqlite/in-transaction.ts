import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** Runs work in a transaction of its own that keeps all of it, or none where it throws. */
export function inTransaction<T>(db: DatabaseSyncInstance, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } finally {
    // SQLite has rolled back by itself where the disk is full or fails; a second time would hide why.
    if (db.isTransaction) db.exec('ROLLBACK');
  }
}
