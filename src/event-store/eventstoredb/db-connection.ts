import { setTimeout as pause } from 'node:timers/promises';
import {
  type AllStreamResolvedEvent,
  BACKWARDS,
  convertToCommandError,
  END,
  type EventStoreDBClient,
} from '@eventstore/db-client';
import { typeOf } from './db-errors.js';
import { AppendCalls } from './protocol/append-calls.js';
import type { RecordToWrite } from './protocol/appends.js';
import { connect, type FollowCall, openFollow } from './protocol/client.js';
import type { LogPlace, ReadResponse, RecordedEvent } from './protocol/reads.js';

export type { LogPlace, RecordToWrite };

/** An event as the server tells it, in a stream by its name in the log. */
export type ServerRecord = RecordedEvent;

/** A catch-up subscription; a reader that is slow holds the server back. */
export interface Following {
  stop(): void;
}

export interface FollowHandlers {
  /** The server has taken up the subscription. */
  onConfirmed(): void;
  onRecord(record: ServerRecord): void;
  onCaughtUp(): void;
  /** Passed records that the filter left out, up to here. */
  onCheckpoint(place: LogPlace): void;
  onEnd(error: unknown): void;
}

/** Milliseconds after which a call that has no answer is given up. */
const DEADLINE = 5_000;
const LEADER_ONLY = { requiresLeader: true, deadline: DEADLINE } as const;
const CHECKPOINT_INTERVAL = 32;

function fromClient({ event }: AllStreamResolvedEvent): RecordedEvent | undefined {
  if (!event) return undefined;
  const { id, type, streamId, revision, position, data, metadata } = event;
  const place = { commit: Number(position.commit), prepare: Number(position.prepare) };
  return { id, type, streamId, revision: Number(revision), place, data, metadata };
}

/** The one place that knows the client's package: credentials, TLS and nodes come from the connection string. */
export class DbConnection {
  private readonly client: EventStoreDBClient;
  private readonly appends: AppendCalls;

  /** `namespace` begins the names of all streams on the server, so that several logs can share it. */
  constructor(
    url: string,
    private readonly namespace = '',
  ) {
    this.client = connect(url);
    this.appends = new AppendCalls(this.client);
  }

  /** Appends; `revision` -1 is a stream that is not there, undefined is any. Resolves with the stream's revision. */
  append(stream: string, revision: number | undefined, records: readonly RecordToWrite[]): Promise<number> {
    const append = { stream: this.named(stream), revision, deadline: DEADLINE, records };
    return withinDeadline(this.appends.append(append));
  }

  /** The last event of a stream; undefined where there is none. */
  async last(stream: string): Promise<{ revision: number; id: string; data: unknown } | undefined> {
    const newest = { direction: BACKWARDS, fromRevision: END, maxCount: 1 } as const;
    try {
      const events = await whole(this.client.readStream(this.named(stream), { ...newest, ...LEADER_ONLY }));
      const event = events[0]?.event;
      return event && { revision: Number(event.revision), id: event.id, data: event.data };
    } catch (error) {
      if (typeOf(error) === 'stream-not-found') return undefined;
      throw error;
    }
  }

  /** All events of a stream, in order; nothing where there is none. */
  async *read(stream: string, fromRevision = 0): AsyncIterable<{ revision: number; type: string; data: unknown }> {
    try {
      for await (const { event } of this.client.readStream(this.named(stream), { fromRevision: BigInt(fromRevision) }))
        if (event) yield { revision: Number(event.revision), type: event.type, data: event.data };
    } catch (error) {
      if (typeOf(error) !== 'stream-not-found' && typeOf(error) !== 'stream-deleted') throw error;
    }
  }

  /** The newest events of a stream, newest first; nothing where there is none. */
  async newest(stream: string, count: number): Promise<readonly { revision: number; data: unknown }[]> {
    const back = { direction: BACKWARDS, fromRevision: END, maxCount: count } as const;
    try {
      const events = await whole(this.client.readStream(this.named(stream), { ...back, ...LEADER_ONLY }));
      return events.flatMap(({ event }) => (event ? [{ revision: Number(event.revision), data: event.data }] : []));
    } catch (error) {
      if (typeOf(error) === 'stream-not-found' || typeOf(error) === 'stream-deleted') return [];
      throw error;
    }
  }

  /** The record at a place of `$all`. */
  async at(place: LogPlace): Promise<ServerRecord | undefined> {
    const fromPosition = { commit: BigInt(place.commit), prepare: BigInt(place.prepare) };
    const [resolved] = await whole(this.client.readAll({ fromPosition, maxCount: 1, deadline: DEADLINE }));
    const event = resolved && fromClient(resolved);
    return event && this.inLog(event);
  }

  /** Resolves when the server answers. */
  async ping(): Promise<void> {
    const newest = { direction: BACKWARDS, fromPosition: END, maxCount: 1, deadline: DEADLINE } as const;
    await withinDeadline(whole(this.client.readAll(newest)));
  }

  async tombstone(stream: string): Promise<void> {
    try {
      await this.client.tombstoneStream(this.named(stream), LEADER_ONLY);
    } catch (error) {
      if (typeOf(error) !== 'stream-deleted') throw error;
    }
  }

  /** Keeps only the newest events of a stream. */
  async keepNewest(stream: string, maxCount: number): Promise<void> {
    await this.client.setStreamMetadata(this.named(stream), { maxCount }, LEADER_ONLY);
  }

  /** Follows `$all` past a place, with the server leaving out streams of other names. */
  follow(after: LogPlace | undefined, prefixes: readonly string[], handlers: FollowHandlers): Following {
    let call: FollowCall | undefined;
    let ended = false;
    const end = (error: unknown): void => {
      if (ended) return;
      ended = true;
      handlers.onEnd(convertToCommandError(error as Error));
    };
    const listen = (opened: FollowCall): void => {
      call = opened;
      opened.on('error', end);
      opened.on('end', () => end(new Error('the subscription ended')));
      if (ended) opened.cancel();
      else opened.on('data', (response: ReadResponse) => ended || this.tell(response, handlers));
    };
    const request = {
      after,
      prefixes: prefixes.map((prefix) => this.named(prefix)),
      checkpointInterval: CHECKPOINT_INTERVAL,
    };
    openFollow(this.client, request).then(listen, end);
    return {
      stop: () => {
        ended = true;
        call?.cancel();
      },
    };
  }

  private tell(response: ReadResponse, handlers: FollowHandlers): void {
    if (response.kind === 'event') handlers.onRecord(this.inLog(response.event));
    else if (response.kind === 'checkpoint') handlers.onCheckpoint(response.place);
    else if (response.kind === 'caught-up') handlers.onCaughtUp();
    else if (response.kind === 'confirmed') handlers.onConfirmed();
  }

  async close(): Promise<void> {
    await Promise.race([this.client.dispose(), pause(1_000, undefined, { ref: false })]);
  }

  private named(stream: string): string {
    return stream.startsWith('$$') ? `$$${this.namespace}${stream.slice(2)}` : this.namespace + stream;
  }

  private inLog(event: RecordedEvent): ServerRecord {
    if (this.namespace === '') return event;
    const { streamId } = event;
    const { length } = this.namespace;
    const name = streamId.startsWith('$$') ? `$$${streamId.slice(length + 2)}` : streamId.slice(length);
    return { ...event, streamId: name };
  }
}

/** Read to its end: of a read that is left early, the client waits for the end when it is disposed of. */
async function whole<T>(read: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of read) found.push(item);
  return found;
}

/** A half-open connection never answers and has no error: the deadline is kept here too. */
async function withinDeadline<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = Object.assign(new Error(`no answer within ${DEADLINE} ms`), { type: 'deadline-exceeded' });
    timer = setTimeout(() => reject(error), DEADLINE + 500);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
