import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { StoreUnavailableError } from '../event-store.js';

/** Held by the one process that writes a data directory. */
export interface WriterLock {
  release(): void;
}

/**
 * Takes a data directory for this process. The lock is SQLite's own on an empty file, so the system lets go of it
 * however the process ends.
 * @throws {StoreUnavailableError} where another process holds it.
 */
export function takeWriterLock(dataDir: string): WriterLock {
  const db = new DatabaseSync(join(dataDir, 'writer.lock'));
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    throw new StoreUnavailableError(
      `another process writes to ${dataDir}: stop it first, or choose another data directory (DATA_DIR)`,
      { cause: error },
    );
  }
  return { release: () => db.close() };
}
