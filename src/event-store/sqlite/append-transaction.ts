import { hash as digest } from 'node:crypto';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { ChainedEvent } from '../../../events/envelope.js';
import { formatInstant } from '../../../events/instant.js';
import { type AppendResult, RevisionConflictError } from '../event-store.js';
import { GENESIS_HASH } from '../hash-chain.js';
import type { Contents } from './contents.js';
import { EventRows } from './event-rows.js';
import { EventWriter, type PendingAppend } from './pending-append.js';
import type { EventReader } from './reader.js';

/** The end of the log as the writer knows it; `recordedAt` in milliseconds. */
export interface LogEnd {
  readonly position: number;
  readonly hash: string;
  readonly recordedAt: number;
}

interface StreamEnd {
  readonly id: number;
  revision: number;
}

/** Streams whose ends are kept in memory. */
const KNOWN_STREAMS = 10_000;

/** Applies appends to the log, inside a transaction that its caller opens and ends. */
export class AppendTransaction {
  readonly #rows;
  readonly #writer = new EventWriter();
  readonly #insertStream;
  readonly #selectStream;
  readonly #selectEnd;
  readonly #streams = new Map<string, StreamEnd>();
  #end: LogEnd = { position: 0, hash: GENESIS_HASH, recordedAt: 0 };

  constructor(
    db: DatabaseSyncInstance,
    private readonly contents: Contents,
    private readonly reader: EventReader,
  ) {
    this.#rows = new EventRows(db);
    this.#insertStream = db.prepare('INSERT INTO streams (name) VALUES (?)');
    this.#selectStream = db.prepare(
      `SELECT id, (SELECT max(revision) FROM events WHERE stream = streams.id) AS revision
       FROM streams WHERE name = ?`,
    );
    this.#selectEnd = db.prepare(
      'SELECT position, hash, recorded_at AS recordedAt FROM events ORDER BY position DESC LIMIT 1',
    );
    this.reload();
  }

  get end(): LogEnd {
    return this.#end;
  }

  /** Reads again where the log stands: at the start, and after a transaction that did not commit. */
  reload(): void {
    this.#streams.clear();
    const end = this.#selectEnd.get() as LogEnd | undefined;
    this.#end = end ?? { position: 0, hash: GENESIS_HASH, recordedAt: 0 };
  }

  /** @throws {RevisionConflictError} before anything of this append is written. */
  apply(append: PendingAppend, now: number): AppendResult {
    const stream = this.#stream(append.streamId);
    const actual = stream?.revision ?? -1;
    if (actual !== append.expectedRevision) return this.#repeated(append, actual);
    return this.#write(
      append,
      stream ?? this.#newStream(append.streamId),
      Math.max(append.recordedAt ?? now, this.#end.recordedAt),
    );
  }

  #stream(streamId: string): StreamEnd | undefined {
    const known = this.#streams.get(streamId);
    if (known) return known;
    const row = this.#selectStream.get(streamId) as StreamEnd | undefined;
    return row && this.#remember(streamId, row);
  }

  #newStream(streamId: string): StreamEnd {
    const { lastInsertRowid } = this.#insertStream.run(streamId);
    return this.#remember(streamId, { id: Number(lastInsertRowid), revision: -1 });
  }

  #remember(streamId: string, end: StreamEnd): StreamEnd {
    if (this.#streams.size >= KNOWN_STREAMS) this.#streams.clear();
    this.#streams.set(streamId, end);
    return end;
  }

  #write(append: PendingAppend, stream: StreamEnd, recordedAt: number): AppendResult {
    const instant = formatInstant(recordedAt);
    const { streamId } = append;
    let { position, hash } = this.#end;
    const events: ChainedEvent[] = [];
    for (const [n, { id, type, schemaVersion, data, meta }] of append.events.entries()) {
      const revision = ++stream.revision;
      this.#writer.write(hash, append.drafts, n, ++position, instant, revision);
      hash = digest('sha256', this.#writer.linked, 'hex');
      this.#rows.add(position, stream.id, revision, type, recordedAt, hash, this.#writer.json);
      events.push({ id, type, schemaVersion, streamId, revision, position, recordedAt: instant, data, meta, hash });
    }
    this.#rows.flush();
    for (const { sha256, bytes } of append.contents) this.contents.insert(stream.id, sha256, bytes);
    this.#end = { position, hash, recordedAt };
    return { position, revision: stream.revision, events, idempotent: false };
  }

  /** The events that an exact retry finds already there. */
  #repeated(append: PendingAppend, actual: number): AppendResult {
    const { streamId, expectedRevision, events: given } = append;
    const from = expectedRevision + 1;
    const last = expectedRevision + given.length;
    const events = last <= actual ? this.reader.streamBatch(streamId, from, given.length) : [];
    if (events.length !== given.length || events.some((event, i) => event.id !== given[i]!.id))
      throw new RevisionConflictError(streamId, expectedRevision, actual);
    return { position: events.at(-1)!.position, revision: last, events, idempotent: true };
  }
}
