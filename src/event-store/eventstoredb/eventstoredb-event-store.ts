import { mkdirSync } from 'node:fs';
import type { ChainedEvent, NewEvent } from '../../../events/envelope.js';
import { formatInstant } from '../../../events/instant.js';
import {
  type AppendResult,
  type Content,
  EventStore,
  type Freshness,
  type Head,
  type LogFilter,
  type ReadAllOptions,
  StoreUnavailableError,
  type Verification,
} from '../event-store.js';
import { withPortErrors } from '../sqlite/sqlite-errors.js';
import { upcast } from '../upcast.js';
import { Appender } from './appender.js';
import { DbConnection } from './db-connection.js';
import { toPortError } from './db-errors.js';
import { Follower } from './follower.js';
import { type Hole, LocalLog } from './local-log.js';
import { followedLogFile } from './local-schema.js';
import { contentStream } from './streams.js';
import { verifyServerLog } from './verify.js';

export interface EventStoreDbOptions {
  /** `esdb://...`: nodes, credentials, TLS and deadlines. */
  readonly url: string;
  /** Where this node keeps what it derived of the log. */
  readonly dataDir: string;
  /** Begins the names of all streams, where several logs share one server. */
  readonly namespace?: string;
  /** Told what the server no longer keeps, and when the connection is lost. */
  readonly onProblem?: (problem: string) => void;
}

/** Positions that one read passes over at most. */
const WINDOW = 512;
/** Events of a stream that are read first: many readers want only how it begins. */
const BEGINNING = 4;

/** The distributed engine: the log on EventStoreDB, followed by each node into a file of its own. */
export class EventStoreDbEventStore extends EventStore {
  private readonly appends = new Set<Promise<unknown>>();
  private closing = false;

  private constructor(
    readonly connection: DbConnection,
    private readonly log: LocalLog,
    private readonly follower: Follower,
    private readonly appender: Appender,
  ) {
    super();
  }

  /**
   * Opens the log, and follows it to its end where the server answers; else goes on with what this node knows.
   * @throws {StoreUnavailableError} where that is nothing.
   */
  static async open({
    url,
    dataDir,
    namespace,
    onProblem = () => undefined,
  }: EventStoreDbOptions): Promise<EventStoreDbEventStore> {
    mkdirSync(dataDir, { recursive: true });
    const connection = new DbConnection(url, namespace);
    const log = withPortErrors(() => new LocalLog(followedLogFile(dataDir)));
    const follower = new Follower(connection, log, (error) => onProblem((error as Error).message));
    await follower.start();
    const { problem } = follower.freshness;
    if (problem !== undefined && log.head.position === 0) {
      follower.stop();
      log.close();
      await connection.close();
      throw new StoreUnavailableError(`${problem}; this node knows nothing of the log yet`);
    }
    for (const { stream, problem } of log.holes())
      onProblem(`a hole in the record: stream ${stream} ${problem}; EventStoreDB must keep the whole log`);
    return new EventStoreDbEventStore(connection, log, follower, new Appender(connection, log, follower));
  }

  override get freshness(): Freshness {
    return this.follower.freshness;
  }

  /** What the server no longer keeps of the log. */
  holes(): readonly Hole[] {
    return this.read(() => this.log.holes());
  }

  override append(
    streamId: string,
    expectedRevision: number,
    events: readonly NewEvent[],
    contents: readonly Content[] = [],
  ): Promise<AppendResult> {
    return this.tracked(() =>
      this.appender.append({ streamId, expectedRevision, events, contents, recordedAt: formatInstant(Date.now()) }),
    );
  }

  override async *readStream(
    streamId: string,
    { fromRevision = 0, signal }: { fromRevision?: number; signal?: AbortSignal } = {},
  ): AsyncIterable<ChainedEvent> {
    for (let next = fromRevision, most = BEGINNING; ; most = WINDOW) {
      const batch = this.read(() => this.log.streamEvents(streamId, next, most));
      for (const event of batch) {
        signal?.throwIfAborted();
        yield upcast(event);
      }
      signal?.throwIfAborted();
      if (batch.length < most) return;
      next += batch.length;
    }
  }

  override async *readAll(
    after: number,
    filter: LogFilter = {},
    { limit = Number.POSITIVE_INFINITY, signal, raw = false }: ReadAllOptions = {},
  ): AsyncIterable<ChainedEvent> {
    const head = this.read(() => this.log.head.position);
    let left = limit;
    for (let from = after; from < head && left > 0; from += WINDOW) {
      const upTo = Math.min(from + WINDOW, head);
      for (const event of this.read(() => this.log.events(from, upTo, filter.types))) {
        signal?.throwIfAborted();
        if (left-- <= 0) return;
        yield raw ? event : upcast(event);
      }
      signal?.throwIfAborted();
      await nextTurn();
    }
  }

  override async *subscribe(
    after: number,
    filter: LogFilter = {},
    { signal }: { signal?: AbortSignal } = {},
  ): AsyncIterable<ChainedEvent> {
    let from = after;
    while (!signal?.aborted && this.log.isOpen) {
      const upTo = Math.min(from + WINDOW, this.log.head.position);
      if (upTo <= from) {
        await this.follower.next(signal);
        continue;
      }
      for (const event of this.read(() => this.log.events(from, upTo, filter.types))) {
        if (signal?.aborted) return;
        yield upcast(event);
      }
      from = upTo;
    }
  }

  override async revisionOf(streamId: string): Promise<number> {
    return this.read(() => this.log.stream(streamId).revision);
  }

  override async head(): Promise<Head> {
    return this.read(() => this.log.head);
  }

  override async hashAt(position: number): Promise<string | undefined> {
    return this.read(() => this.log.hashAt(position));
  }

  override async positionAt(recordedAt: number): Promise<number> {
    return this.read(() => this.log.positionAt(recordedAt));
  }

  override async contents(streamId: string, hashes: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.read(() => this.log.contents(contentStream(streamId), hashes));
  }

  override eraseContents(streamId: string): Promise<void> {
    return this.tracked(() => this.appender.eraseContents(streamId));
  }

  override async verify(onProgress?: (position: number) => void): Promise<Verification> {
    this.assertOpen();
    try {
      return await verifyServerLog(this.connection, this.log, onProgress);
    } catch (error) {
      throw toPortError(error);
    }
  }

  override copy(
    streamId: string,
    expectedRevision: number,
    events: readonly NewEvent[],
    contents: readonly Content[],
    recordedAt: string,
  ): Promise<AppendResult> {
    return this.tracked(() => this.appender.append({ streamId, expectedRevision, events, contents, recordedAt }));
  }

  override async close(): Promise<void> {
    if (this.closing) return;
    this.closing = true;
    await Promise.allSettled(this.appends);
    this.log.close();
    this.follower.stop();
    await this.connection.close();
  }

  private async tracked<T>(work: () => Promise<T>): Promise<T> {
    this.assertOpen();
    const running = work();
    this.appends.add(running);
    try {
      return await running;
    } catch (error) {
      throw toPortError(error);
    } finally {
      this.appends.delete(running);
    }
  }

  private read<T>(work: () => T): T {
    this.assertOpen();
    return withPortErrors(work);
  }

  private assertOpen(): void {
    if (this.closing) throw new StoreUnavailableError('the log is closed');
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
