import { StoreUnavailableError } from '../event-store.js';

interface SqliteError extends Error {
  readonly code: 'ERR_SQLITE_ERROR';
  /** Extended result code; the low byte is the primary one. */
  readonly errcode?: number;
}

export const isSqliteError = (error: unknown): error is SqliteError =>
  error instanceof Error && (error as Partial<SqliteError>).code === 'ERR_SQLITE_ERROR';

/** The driver leaves the code out of some errors of reading statements; their text is SQLite's own for the code. */
const CODES: Readonly<Record<string, number>> = {
  'database is locked': 5,
  'disk I/O error': 10,
  'database disk image is malformed': 11,
  'database or disk is full': 13,
  'file is not a database': 26,
};

/** The primary result code (https://sqlite.org/rescode.html); 1 where none is told. */
const resultCode = ({ errcode, message }: SqliteError): number =>
  errcode === undefined ? (CODES[message] ?? 1) : errcode & 0xff;

/** By primary result code: what to tell, and when to try again, in seconds. */
const MEANINGS: Readonly<Record<number, readonly [meaning: string, retryAfterSeconds: number]>> = {
  5: ['the log is busy: another program holds it', 1],
  6: ['the log is busy: another program holds it', 1],
  7: ['out of memory', 5],
  8: ['the log cannot be written: its file or directory is read-only', 60],
  10: ['the disk reported an error: check it and its free space', 30],
  11: ['the log file is damaged: run "factline verify"', 300],
  13: ['the disk is full: free some space', 30],
  14: ['the log file cannot be opened: check the data directory and its permissions', 60],
  26: ['the log file is damaged or no log: run "factline verify"', 300],
};

/** Whether SQLite tells of the machine (its disk, its memory, another program) and not of what it was asked to do. */
export const isOutage = (error: unknown): error is SqliteError => isSqliteError(error) && resultCode(error) in MEANINGS;

/** Whether SQLite says that the file is not what it should be: malformed, no database, or without its tables. */
export const isDamage = (error: unknown): error is SqliteError =>
  isSqliteError(error) && [1, 11, 26].includes(resultCode(error));

/** The port's error for one of SQLite's; other errors pass as they are. */
export function toPortError(error: unknown): unknown {
  if (!isSqliteError(error)) return error;
  const [meaning, retryAfterSeconds] = MEANINGS[resultCode(error)] ?? ['the log cannot be used now', 5];
  return new StoreUnavailableError(`${meaning} (SQLite: ${error.message})`, { cause: error, retryAfterSeconds });
}

/** Runs what uses SQLite, with its errors as the port's. */
export function withPortErrors<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toPortError(error);
  }
}
