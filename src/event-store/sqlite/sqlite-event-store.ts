import { existsSync, mkdirSync } from 'node:fs';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { ChainedEvent, NewEvent } from '../../../events/envelope.js';
import { formatInstant } from '../../../events/instant.js';
import {
  type AppendResult,
  type Content,
  EventStore,
  type Head,
  type LogFilter,
  type ReadAllOptions,
  StoreUnavailableError,
  type Verification,
} from '../event-store.js';
import { upcast } from '../upcast.js';
import { AppendTransaction } from './append-transaction.js';
import { Contents } from './contents.js';
import { GroupCommit } from './group-commit.js';
import { draftAppend } from './pending-append.js';
import { EventReader } from './reader.js';
import { logFile, openToRead, openToWrite } from './schema.js';
import { isSqliteError, toPortError, withPortErrors } from './sqlite-errors.js';
import { verifyLog } from './verify.js';
import { Wakeups } from './wakeups.js';
import { walDamage } from './wal-check.js';
import { takeWriterLock, type WriterLock } from './writer-lock.js';

export interface SqliteOptions {
  /** The directory of the log; made where it does not exist. */
  readonly dataDir: string;
  /** Reads a log beside the service that writes it; every append is refused. */
  readonly readOnly?: boolean;
}

/** Positions that one read passes over at most. */
const WINDOW = 512;
/** Events of a stream that are read first: many readers want only how it begins. */
const BEGINNING = 4;
/** After so many milliseconds without a commit the write-ahead log moves into the database file. */
const IDLE = 500;

/** The embedded engine: the log in one SQLite file, written by one process. */
export class SqliteEventStore extends EventStore {
  readonly #contents: Contents;
  readonly #reader: EventReader;
  readonly #transaction: AppendTransaction;
  readonly #commits: GroupCommit;
  readonly #wakeups = new Wakeups();
  #idle: NodeJS.Timeout | undefined;

  private constructor(
    private readonly db: DatabaseSyncInstance,
    private readonly options: SqliteOptions,
    private readonly lock?: WriterLock,
  ) {
    super();
    this.#contents = new Contents(db);
    this.#reader = new EventReader(db);
    this.#transaction = new AppendTransaction(db, this.#contents, this.#reader);
    this.#commits = new GroupCommit(db, this.#transaction, () => this.#committed());
  }

  /**
   * Opens the log of a data directory.
   * @throws {StoreUnavailableError} where another process writes it, where it is damaged, or cannot be opened.
   */
  static open(options: SqliteOptions): SqliteEventStore {
    return options.readOnly ? SqliteEventStore.#openToRead(options) : SqliteEventStore.#openToWrite(options);
  }

  static #openToRead(options: SqliteOptions): SqliteEventStore {
    const file = logFile(options.dataDir);
    return withPortErrors(() => {
      const db = existsSync(file) ? openToRead(file) : undefined;
      if (!db) throw new StoreUnavailableError(`there is no log in ${options.dataDir}`);
      return new SqliteEventStore(db, options);
    });
  }

  static #openToWrite(options: SqliteOptions): SqliteEventStore {
    const file = logFile(options.dataDir);
    makeDirectory(options.dataDir);
    const lock = withPortErrors(() => takeWriterLock(options.dataDir));
    try {
      const damage = walDamage(file);
      if (damage) throw new StoreUnavailableError(`${damage}: run "factline verify" and restore a copy`);
      return withPortErrors(() => new SqliteEventStore(openToWrite(file), options, lock));
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  override async append(
    streamId: string,
    expectedRevision: number,
    events: readonly NewEvent[],
    contents: readonly Content[] = [],
  ): Promise<AppendResult> {
    this.#assertWritable();
    const draft = draftAppend(streamId, expectedRevision, events, contents);
    return new Promise((resolve, reject) => this.#commits.add({ ...draft, resolve, reject }));
  }

  override async copy(
    streamId: string,
    expectedRevision: number,
    events: readonly NewEvent[],
    contents: readonly Content[],
    recordedAt: string,
  ): Promise<AppendResult> {
    this.#assertWritable();
    const draft = { ...draftAppend(streamId, expectedRevision, events, contents), recordedAt: Date.parse(recordedAt) };
    return new Promise((resolve, reject) => this.#commits.add({ ...draft, resolve, reject }));
  }

  override async *readStream(
    streamId: string,
    { fromRevision = 0, signal }: { fromRevision?: number; signal?: AbortSignal } = {},
  ): AsyncIterable<ChainedEvent> {
    for (let next = fromRevision, most = BEGINNING; ; most = WINDOW) {
      signal?.throwIfAborted();
      const batch = this.#read(() => this.#reader.streamBatch(streamId, next, most));
      for (const event of batch) {
        signal?.throwIfAborted();
        yield event;
      }
      if (batch.length < most) return;
      next += batch.length;
    }
  }

  override async revisionOf(streamId: string): Promise<number> {
    return this.#read(() => this.#reader.revisionOf(streamId));
  }

  override async *readAll(
    after: number,
    filter: LogFilter = {},
    { limit = Number.POSITIVE_INFINITY, signal, raw = false }: ReadAllOptions = {},
  ): AsyncIterable<ChainedEvent> {
    const head = this.#read(() => this.#reader.last());
    let left = limit;
    for (let from = after, upTo = after; from < head && left > 0; from = upTo) {
      signal?.throwIfAborted();
      upTo = Math.min(from + (filter.types ? WINDOW : Math.min(WINDOW, left)), head);
      const batch = this.#read(() => this.#reader.raw(from, upTo, filter.types));
      for (const event of batch) {
        signal?.throwIfAborted();
        if (left-- <= 0) return;
        yield raw ? event : upcast(event);
      }
      if (batch.length === 0) await nextTurn();
    }
  }

  override async *subscribe(
    after: number,
    filter: LogFilter = {},
    { signal }: { signal?: AbortSignal } = {},
  ): AsyncIterable<ChainedEvent> {
    let from = after;
    while (!signal?.aborted && this.db.isOpen) {
      const upTo = Math.min(
        from + WINDOW,
        this.#read(() => this.#reader.last()),
      );
      if (upTo <= from) {
        await this.#wakeups.next(signal);
        continue;
      }
      for (const event of this.#read(() => this.#reader.raw(from, upTo, filter.types))) {
        if (signal?.aborted) return;
        yield upcast(event);
      }
      from = upTo;
    }
  }

  override async head(): Promise<Head> {
    return this.#read(() => {
      if (this.options.readOnly) this.#transaction.reload();
      const { position, hash, recordedAt } = this.#transaction.end;
      return position === 0 ? { position, hash } : { position, hash, recordedAt: formatInstant(recordedAt) };
    });
  }

  override async hashAt(position: number): Promise<string | undefined> {
    return this.#read(() => this.#reader.hashAt(position));
  }

  override async positionAt(recordedAt: number): Promise<number> {
    return this.#read(() => this.#reader.positionAt(recordedAt));
  }

  override async contents(streamId: string, hashes: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#read(() => this.#contents.read(streamId, hashes));
  }

  override async eraseContents(streamId: string): Promise<void> {
    this.#assertWritable();
    this.#commits.flush();
    this.#read(() => this.#contents.erase(streamId));
  }

  override async verify(onProgress?: (position: number) => void): Promise<Verification> {
    this.#assertOpen();
    try {
      return await verifyLog(this.db, onProgress);
    } catch (error) {
      throw toPortError(error);
    }
  }

  override async close(): Promise<void> {
    if (!this.db.isOpen) return;
    this.#commits.flush();
    clearTimeout(this.#idle);
    this.#checkpoint();
    this.db.close();
    this.lock?.release();
    this.#wakeups.wake();
  }

  #committed(): void {
    this.#wakeups.wake();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#checkpoint(), IDLE).unref();
  }

  /** Moves the write-ahead log into the database file; where that fails it stays, and loses nothing. */
  #checkpoint(): void {
    if (this.options.readOnly) return;
    try {
      this.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch (error) {
      if (!isSqliteError(error)) throw error;
    }
  }

  #read<T>(work: () => T): T {
    this.#assertOpen();
    return withPortErrors(work);
  }

  #assertOpen(): void {
    if (!this.db.isOpen) throw new StoreUnavailableError('the log is closed');
  }

  #assertWritable(): void {
    this.#assertOpen();
    if (this.options.readOnly) throw new StoreUnavailableError('the log was opened to read only');
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function makeDirectory(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (error) {
    throw new StoreUnavailableError(`the data directory ${dataDir} cannot be made: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
