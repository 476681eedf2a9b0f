import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { PROJECTIONS_VERSION } from '../../projections/version.js';
import { SCHEMA_VERSION } from './timeline/schema.js';

/** The live index of a data directory. */
export const liveFile = (dataDir: string): string => join(dataDir, 'timeline.db');
/** The index that a rebuild makes beside the live one; a rebuild that was killed goes on with it. */
export const shadowFile = (dataDir: string): string => join(dataDir, 'timeline.rebuild.db');

/** Removes an index with what SQLite keeps beside it. */
export function removeIndex(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
}

/** What the file of an index says of itself, whichever release laid it out. */
export interface IndexStamp {
  readonly position: number;
  readonly hash: string;
  /** Made by this layout and these rules. */
  readonly current: boolean;
  readonly skipped: readonly { readonly position: number; readonly reason: string }[];
}

interface Checkpoint {
  readonly position: number;
  readonly hash: string;
  readonly schema: number;
  readonly projections: number;
}

/** Reads the stamp of an index; undefined where there is none or it cannot be read. */
export function stampOf(file: string): IndexStamp | undefined {
  if (!existsSync(file)) return undefined;
  // Copied into memory, for a statement over the file would hold it open until it is collected.
  const db = new DatabaseSync(':memory:');
  try {
    db.exec(`ATTACH '${file.replaceAll("'", "''")}' AS file; CREATE TABLE stamp AS SELECT * FROM file.checkpoint;
      CREATE TABLE aside AS SELECT position, reason FROM file.skipped; DETACH file`);
    const row = db.prepare('SELECT position, hash, schema, projections FROM stamp').get() as Checkpoint | undefined;
    if (row === undefined) return undefined;
    const { position, hash, schema, projections } = row;
    const current = schema === SCHEMA_VERSION && projections === PROJECTIONS_VERSION;
    const skipped = db.prepare('SELECT position, reason FROM aside ORDER BY position').all();
    return { position, hash, current, skipped: skipped as unknown as IndexStamp['skipped'] };
  } catch {
    return undefined;
  } finally {
    db.close();
  }
}
