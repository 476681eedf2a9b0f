import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ChainedEvent, NewEvent } from '../../../events/envelope.js';
import { type AppendResult, type Content, RevisionConflictError, StoreUnavailableError } from '../event-store.js';
import type { DbConnection, RecordToWrite } from './db-connection.js';
import { isPassing, typeOf } from './db-errors.js';
import type { Follower } from './follower.js';
import type { LocalLog } from './local-log.js';
import { checkContent, checkJson, contentRecord, erasureRecord, eventRecord } from './record-format.js';
import { contentStream, isLogStream, LOG_PREFIXES } from './streams.js';

interface Append {
  readonly streamId: string;
  readonly expectedRevision: number;
  readonly events: readonly NewEvent[];
  readonly contents: readonly Content[];
  readonly recordedAt: string;
}

/** How long (ms) a write is tried again while the server is away or chooses a leader. */
const PATIENCE = 4_000;
/** How long (ms) this node may take to read what the server has acknowledged. */
const OWN_READ = 10_000;
/** Bytes of contents that go in one append; the server takes 1 MiB. */
const CONTENT_BYTES = 512 * 1024;
/** Rounds in which a node that lags behind may find out how the stream stands. */
const ROUNDS = 8;

/** Writes to the server, and answers once this node has read what it wrote. */
export class Appender {
  constructor(
    private readonly connection: DbConnection,
    private readonly log: LocalLog,
    private readonly follower: Follower,
  ) {}

  async append(append: Append): Promise<AppendResult> {
    check(append);
    const { streamId, expectedRevision } = append;
    for (let round = 0; round < ROUNDS; round++) {
      const { revision, serverRevision } = this.log.stream(streamId);
      if (revision > expectedRevision) return this.repeated(append, revision);
      if (revision < expectedRevision) await this.catchUp(append, serverRevision);
      else {
        const result = await this.write(append, serverRevision);
        if (result) return result;
      }
    }
    throw new StoreUnavailableError(`stream ${streamId} changes faster than this node reads it: try again`);
  }

  /** Marks the contents as erased for every follower, and deletes their stream, so that a scavenge takes the words. */
  async eraseContents(streamId: string): Promise<void> {
    const stream = contentStream(streamId);
    if (!this.log.hasContents(stream) && !this.log.isErased(stream) && !(await this.exists(stream))) return;
    try {
      await this.insistently(() => this.connection.append(stream, undefined, [erasureRecord(stream)]));
    } catch (error) {
      if (typeOf(error) !== 'stream-deleted') throw error;
    }
    await this.insistently(() => this.connection.tombstone(stream));
    await this.follower.until(() => this.log.isErased(stream), OWN_READ);
  }

  private async exists(stream: string): Promise<boolean> {
    try {
      return (await this.insistently(() => this.connection.last(stream))) !== undefined;
    } catch (error) {
      if (typeOf(error) === 'stream-deleted') return false;
      throw error;
    }
  }

  /** Where this node has read less of the stream than the caller, the server knows who is right. */
  private async catchUp({ streamId, expectedRevision }: Append, known: number): Promise<void> {
    const last = await this.insistently(() => this.connection.last(streamId));
    if (!last || last.revision <= known)
      throw new RevisionConflictError(streamId, expectedRevision, this.log.stream(streamId).revision);
    await this.read(streamId, last.revision);
  }

  /** Undefined where the stream went on in the meantime. */
  private async write(append: Append, serverRevision: number): Promise<AppendResult | undefined> {
    const { streamId, events, recordedAt } = append;
    const key = randomUUID();
    this.follower.await(key);
    try {
      await this.writeContents(append);
      const records = events.map((event) => eventRecord(event, recordedAt, key));
      const reached = await this.insistently(() => this.connection.append(streamId, serverRevision, records));
      await this.read(streamId, reached);
      const landed = this.follower.landed(key);
      return landed.length === events.length ? written(landed) : this.found(append);
    } catch (error) {
      const actual = actualRevision(error);
      if (actual === undefined) throw error;
      await this.read(streamId, actual);
      return undefined;
    } finally {
      this.follower.forget(key);
    }
  }

  private async writeContents({ streamId, contents }: Append): Promise<void> {
    if (contents.length === 0) return;
    const stream = contentStream(streamId);
    const missing = contents.filter(({ sha256 }) => !this.log.contents(stream, [sha256]).has(sha256));
    const records = new Map(missing.map((content) => [content.sha256, contentRecord(stream, content)]));
    try {
      for (const batch of inBytes([...records.values()]))
        await this.insistently(() => this.connection.append(stream, undefined, batch));
    } catch (error) {
      // Words of a source that was erased do not come back.
      if (typeOf(error) !== 'stream-deleted') throw error;
    }
  }

  private read(streamId: string, serverRevision: number): Promise<void> {
    return this.follower.until(() => this.log.stream(streamId).serverRevision >= serverRevision, OWN_READ);
  }

  /** The events that an exact retry finds already there. */
  private repeated(append: Append, actual: number): AppendResult {
    const found = this.found(append);
    if (found) return found;
    throw new RevisionConflictError(append.streamId, append.expectedRevision, actual);
  }

  private found({ streamId, expectedRevision, events }: Append): AppendResult | undefined {
    const found = this.log.streamEvents(streamId, expectedRevision + 1, events.length);
    if (found.length !== events.length || found.some((event, i) => event.id !== events[i]!.id)) return undefined;
    return { ...written(found), idempotent: true };
  }

  /** An exact retry is idempotent on the server, so what got lost on the way is sent again. */
  private async insistently<T>(work: () => Promise<T>): Promise<T> {
    const deadline = Date.now() + PATIENCE;
    for (let wait = 50; ; wait = Math.min(wait * 2, 500)) {
      try {
        return await work();
      } catch (error) {
        if (!isPassing(error) || Date.now() + wait > deadline) throw error;
        await pause(wait);
      }
    }
  }
}

function written(events: readonly ChainedEvent[]): AppendResult {
  const { position, revision } = events.at(-1)!;
  return { position, revision, events, idempotent: false };
}

/** The server's revision of a stream that an append did not find as expected; undefined for another error. */
function actualRevision(error: unknown): number | undefined {
  if (typeOf(error) !== 'wrong-expected-version') return undefined;
  const { actualVersion } = error as { actualVersion: bigint | string };
  return typeof actualVersion === 'bigint' ? Number(actualVersion) : -1;
}

function* inBytes(records: readonly RecordToWrite[]): Iterable<RecordToWrite[]> {
  let batch: RecordToWrite[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = Buffer.byteLength(JSON.stringify(record.data));
    if (batch.length > 0 && bytes + size > CONTENT_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(record);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** @throws {RangeError | TypeError} where the append cannot be written at all. */
function check({ streamId, expectedRevision, events, contents }: Append): void {
  if (!isLogStream(streamId))
    throw new RangeError(`${streamId} is no stream of the log: its name begins with ${LOG_PREFIXES.join(', ')}`);
  if (events.length === 0) throw new RangeError(`an append to ${streamId} needs at least one event`);
  if (!Number.isSafeInteger(expectedRevision) || expectedRevision < -1)
    throw new RangeError(`${expectedRevision} is no revision: -1 for a new stream, else 0, 1, 2, ...`);
  for (const { data, meta } of events) checkJson([data, meta]);
  for (const content of contents) checkContent(content);
}
