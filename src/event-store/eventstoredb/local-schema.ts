import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';

const LAYOUT = 3;

// All of it follows from the server: a file of another layout, or one that is lost, is filled again.
const TABLES = `
  CREATE TABLE follower (
    one INTEGER PRIMARY KEY CHECK (one = 1), commit_at INTEGER, prepare_at INTEGER, event_commit INTEGER, event_prepare INTEGER
  );
  INSERT INTO follower VALUES (1, NULL, NULL, NULL, NULL);
  CREATE TABLE streams (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL, server_revision INTEGER NOT NULL
  );
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    type TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    id TEXT NOT NULL,
    hash TEXT NOT NULL,
    body TEXT NOT NULL
  );
  CREATE UNIQUE INDEX events_by_stream ON events (stream, revision);
  CREATE UNIQUE INDEX events_by_id ON events (stream, id);
  CREATE TABLE contents (
    stream BLOB NOT NULL, sha256 BLOB NOT NULL, body BLOB NOT NULL, PRIMARY KEY (stream, sha256)
  ) WITHOUT ROWID;
  CREATE TABLE erased (stream TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TABLE holes (stream TEXT NOT NULL, problem TEXT NOT NULL, PRIMARY KEY (stream, problem));
  PRAGMA user_version = ${LAYOUT};
`;

/** What a node keeps of the log in its data directory. */
export const followedLogFile = (dataDir: string): string => join(dataDir, 'followed-log.db');

export function openLocal(file: string, readOnly: boolean): DatabaseSyncInstance {
  const db = new DatabaseSync(file, { timeout: 5_000, readOnly });
  if (readOnly) return db;
  // What a power cut takes from this file is read from the server again.
  db.exec(`
    PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 4096; PRAGMA synchronous = NORMAL;
    PRAGMA secure_delete = ON; PRAGMA cache_size = -16384;
  `);
  return db;
}

/** Whether a file is laid out as this version does. */
export function hasLayout(db: DatabaseSyncInstance): boolean {
  const { user_version: layout } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  return layout === LAYOUT;
}

/** Lays a file out anew; what was in it is gone. */
export function layOut(db: DatabaseSyncInstance): void {
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all() as { name: string }[];
  for (const { name } of tables) db.exec(`DROP TABLE IF EXISTS ${name}`);
  db.exec(`BEGIN; ${TABLES} COMMIT`);
}
