import { setTimeout as pause } from 'node:timers/promises';
import {
  type AllStreamResolvedEvent,
  ANY,
  type AppendExpectedRevision,
  BACKWARDS,
  END,
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  streamNameFilter,
} from '@eventstore/db-client';
import { typeOf } from './db-errors.js';

/** A place in `$all`. */
export interface LogPlace {
  readonly commit: bigint;
  readonly prepare: bigint;
}

export interface RecordToWrite {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** An event as the server tells it. */
export interface ServerRecord extends RecordToWrite {
  readonly streamId: string;
  readonly revision: number;
  readonly place: LogPlace;
}

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
/** Records that the server passes over between two checkpoints, in units of its search window of 32. */
const CHECKPOINT_INTERVAL = 32;

function toRecord({ event }: AllStreamResolvedEvent, namespace: string): ServerRecord | undefined {
  if (!event) return undefined;
  const { id, type, streamId, revision, position } = event;
  return {
    id,
    type,
    data: event.data as Record<string, unknown>,
    metadata: event.metadata as Record<string, unknown> | undefined,
    streamId: streamId.startsWith('$$')
      ? `$$${streamId.slice(namespace.length + 2)}`
      : streamId.slice(namespace.length),
    revision: Number(revision),
    place: position,
  };
}

const utf8 = new TextEncoder();

/** Metadata goes as bytes: what is given as an object, the client writes in base64 and decodes again. */
const toEvent = ({ id, type, data, metadata }: RecordToWrite) =>
  jsonEvent({ id, type, data, metadata: metadata && utf8.encode(JSON.stringify(metadata)) });

interface ErrorHandling {
  handleError(client: unknown, error: Error): Promise<void>;
}

function connect(url: string): EventStoreDBClient {
  const client = EventStoreDBClient.connectionString(url);
  // The client awaits a reconnection in a handler that nobody awaits: where it fails, the process would end.
  const handling = client as unknown as ErrorHandling;
  const original = handling.handleError;
  handling.handleError = (failed, error) => original(failed, error).catch(() => undefined);
  return client;
}

/** The one place that knows the client's package: credentials, TLS and nodes come from the connection string. */
export class DbConnection {
  private readonly client: EventStoreDBClient;

  /** `namespace` begins the names of all streams on the server, so that several logs can share it. */
  constructor(
    url: string,
    private readonly namespace = '',
  ) {
    this.client = connect(url);
  }

  /** Appends; `revision` -1 is a stream that is not there, undefined is any. Resolves with the stream's revision. */
  async append(stream: string, revision: number | undefined, records: readonly RecordToWrite[]): Promise<number> {
    const expectedRevision: AppendExpectedRevision =
      revision === undefined ? ANY : revision < 0 ? NO_STREAM : BigInt(revision);
    const events = records.map(toEvent);
    const options = { expectedRevision, ...LEADER_ONLY };
    const { nextExpectedRevision } = await withinDeadline(
      this.client.appendToStream(this.named(stream), events, options),
    );
    return Number(nextExpectedRevision);
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
    const [resolved] = await whole(this.client.readAll({ fromPosition: place, maxCount: 1, deadline: DEADLINE }));
    return resolved && toRecord(resolved, this.namespace);
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
    const subscription = this.client.subscribeToAll({
      ...(after && { fromPosition: after }),
      filter: streamNameFilter({
        prefixes: prefixes.map((prefix) => this.named(prefix)),
        checkpointInterval: CHECKPOINT_INTERVAL,
        checkpointReached: (_, place) => handlers.onCheckpoint(place),
      }),
    });
    let ended = false;
    const end = (error: unknown): void => {
      if (ended) return;
      ended = true;
      subscription.destroy();
      handlers.onEnd(error);
    };
    subscription.on('data', (resolved: AllStreamResolvedEvent) => {
      const record = toRecord(resolved, this.namespace);
      if (record && !ended) handlers.onRecord(record);
    });
    subscription.on('confirmation', () => ended || handlers.onConfirmed());
    subscription.on('caughtUp', () => ended || handlers.onCaughtUp());
    subscription.on('error', end);
    subscription.on('end', () => end(new Error('the subscription ended')));
    subscription.on('close', () => end(new Error('the subscription closed')));
    return {
      stop: () => {
        ended = true;
        subscription.on('error', () => undefined);
        void subscription.unsubscribe().catch(() => undefined);
      },
    };
  }

  async close(): Promise<void> {
    await Promise.race([this.client.dispose(), pause(1_000, undefined, { ref: false })]);
  }

  private named(stream: string): string {
    return stream.startsWith('$$') ? `$$${this.namespace}${stream.slice(2)}` : this.namespace + stream;
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
