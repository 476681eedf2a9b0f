import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { StoreUnavailableError } from '../event-store.js';

/** The log's file in a data directory. */
export const logFile = (dataDir: string): string => join(dataDir, 'log.db');

/** "Flog" in ASCII: tells the file from another program's. */
const APPLICATION_ID = 0x466c6f67;
const LAYOUT = 1;

// `body` is the event without its hash in RFC 8785 form, exactly as the chain covers it; the other columns repeat parts
// of it to be found by. An erased content keeps its row and its length, so that it is overwritten where it lies.
const TABLES = `
  CREATE TABLE streams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    type TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    hash TEXT NOT NULL,
    body TEXT NOT NULL
  );
  CREATE UNIQUE INDEX events_by_stream ON events (stream, revision);
  CREATE TABLE contents (
    stream INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    erased INTEGER NOT NULL DEFAULT 0,
    body BLOB NOT NULL
  );
  CREATE UNIQUE INDEX contents_by_hash ON contents (stream, sha256);
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${LAYOUT};
`;

const pragma = (db: DatabaseSyncInstance, name: string): number =>
  Number(Object.values(db.prepare(`PRAGMA ${name}`).get() as object)[0]);

function checkLayout(db: DatabaseSyncInstance, file: string): number {
  const layout = pragma(db, 'user_version');
  if (layout !== 0 && pragma(db, 'application_id') !== APPLICATION_ID)
    throw new StoreUnavailableError(`${file} is not a log of this program: choose another data directory`);
  if (layout > LAYOUT)
    throw new StoreUnavailableError(
      `${file} has layout ${layout}, this release knows up to ${LAYOUT}: use a newer one`,
    );
  return layout;
}

/** Opens the log to write, and makes its tables where they are not there yet. */
export function openToWrite(file: string): DatabaseSyncInstance {
  const db = new DatabaseSync(file, { timeout: 5_000 });
  // Changing the journal mode can reset `synchronous`, so it comes second, and both at every open.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  // Else a page that changes its use keeps words that an erasure must find in one place.
  db.exec('PRAGMA secure_delete = ON; PRAGMA cache_size = -16384');
  if (checkLayout(db, file) === 0) db.exec(`BEGIN IMMEDIATE; ${TABLES} COMMIT;`);
  return db;
}

/** Opens the log to read only, beside a service that may be writing it; undefined where it holds nothing yet. */
export function openToRead(file: string): DatabaseSyncInstance | undefined {
  const db = openUnchecked(file);
  if (checkLayout(db, file) > 0) return db;
  db.close();
  return undefined;
}

/** Opens the log to read only, whatever it is. */
export const openUnchecked = (file: string): DatabaseSyncInstance =>
  new DatabaseSync(file, { readOnly: true, timeout: 5_000 });

const declarations = (db: DatabaseSyncInstance): string =>
  JSON.stringify(db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name').all());

/** Whether a file has no tables yet. */
export const isEmpty = (db: DatabaseSyncInstance): boolean =>
  db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;

/** What a log's file says otherwise of itself than this release writes; undefined for a new and empty file. */
export function layoutProblem(db: DatabaseSyncInstance): string | undefined {
  const expected = new DatabaseSync(':memory:');
  try {
    expected.exec(TABLES);
    if (isEmpty(db)) return undefined;
    for (const name of ['application_id', 'user_version'])
      if (pragma(db, name) !== pragma(expected, name)) return `the file's ${name} is not that of a log`;
    return declarations(db) === declarations(expected) ? undefined : 'the tables are not declared as those of a log';
  } finally {
    expected.close();
  }
}
