import type { EventType } from '../../events/catalogue.js';
import type { ChainedEvent, NewEvent } from '../../events/envelope.js';

/** The expected revision of a stream that must not exist yet. */
export const NO_STREAM = -1;

/** Words kept apart from the log and found by their hash: an article's text, title and author, and quotes. */
export interface Content {
  /** SHA-256, in hex, of the UTF-8 of `body`. */
  readonly sha256: string;
  readonly body: string;
}

export interface AppendResult {
  /** Position of the last event of the append. */
  readonly position: number;
  /** Revision of the stream after it. */
  readonly revision: number;
  /** The events as they stand in the log. */
  readonly events: readonly ChainedEvent[];
  /** True where an exact retry found its events already there and nothing was appended. */
  readonly idempotent: boolean;
}

export interface LogFilter {
  readonly types?: readonly EventType[];
}

export interface ReadAllOptions {
  readonly limit?: number;
  /** The events as they were written, not upcast: what the hash chain covers. */
  readonly raw?: boolean;
  readonly signal?: AbortSignal;
}

/** The end of the log; position 0 and 64 zeros where it is empty. */
export interface Head {
  readonly position: number;
  readonly hash: string;
  readonly recordedAt?: string;
}

/** How far what this node knows of the log may lie behind the log itself. */
export interface Freshness {
  /** Milliseconds since this node last heard from the log; 0 while it does. */
  readonly ageMs: number;
  /** Why it does not hear from it. */
  readonly problem?: string;
}

/**
 * The log: append-only streams in one gapless global order, upcast on reading. Engines: SQLite (embedded) and
 * EventStoreDB. Every method may throw {@link StoreUnavailableError}.
 */
export abstract class EventStore {
  /**
   * Appends events to a stream, all or none, with the contents that they point to. Durable when it resolves.
   * `expectedRevision` is the revision of the stream's last event, or {@link NO_STREAM}.
   * @throws {RevisionConflictError} where the stream is at another revision and this is not an exact retry.
   */
  abstract append(
    streamId: string,
    expectedRevision: number,
    events: readonly NewEvent[],
    contents?: readonly Content[],
  ): Promise<AppendResult>;

  /**
   * Appends as of the instant (ISO 8601) at which another log recorded it, so that a copy of a log keeps its record
   * times; where this log ends later, its end stands.
   */
  abstract copy(
    streamId: string,
    expectedRevision: number,
    events: readonly NewEvent[],
    contents: readonly Content[],
    recordedAt: string,
  ): Promise<AppendResult>;

  /** The events of one stream in order; nothing where it does not exist. */
  abstract readStream(
    streamId: string,
    options?: { fromRevision?: number; signal?: AbortSignal },
  ): AsyncIterable<ChainedEvent>;

  /** The revision of a stream's last event; {@link NO_STREAM} where it does not exist. */
  abstract revisionOf(streamId: string): Promise<number>;

  /** The log in order past `after`, up to the head at the time of the call. */
  abstract readAll(after: number, filter?: LogFilter, options?: ReadAllOptions): AsyncIterable<ChainedEvent>;

  /** The log in order past `after`, and then every event as it is appended, until the signal aborts. */
  abstract subscribe(
    after: number,
    filter?: LogFilter,
    options?: { signal?: AbortSignal },
  ): AsyncIterable<ChainedEvent>;

  abstract head(): Promise<Head>;

  /** How old answers of this node are; an embedded log is never behind itself. */
  get freshness(): Freshness {
    return { ageMs: 0 };
  }

  /** The hash chain's link at a position; 64 zeros at 0. Undefined beyond the head. */
  abstract hashAt(position: number): Promise<string | undefined>;

  /** The greatest position recorded by an instant (ms); 0 where there is none. */
  abstract positionAt(recordedAt: number): Promise<number>;

  /** The contents of a stream by hash; a hash that is not there was erased or never written. */
  abstract contents(streamId: string, hashes: readonly string[]): Promise<ReadonlyMap<string, string>>;

  /** Removes all contents of a stream for good; the log is untouched. Idempotent. */
  abstract eraseContents(streamId: string): Promise<void>;

  /** Walks the whole log and its chain. */
  abstract verify(onProgress?: (position: number) => void): Promise<Verification>;

  abstract close(): Promise<void>;
}

/** What a walk over the chain found; `firstBad` is the first position that does not fit, with what is wrong there. */
export interface Verification {
  readonly positions: number;
  readonly head: string;
  readonly firstBad?: { readonly position: number; readonly problem: string };
}

/** The stream is at another revision than the append expected. */
export class RevisionConflictError extends Error {
  readonly code = 'revision_conflict';
  constructor(
    readonly streamId: string,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`stream ${streamId} is at revision ${actual}, not ${expected}: read it again and retry`);
  }
}

/** The store cannot take or answer this now; nothing was half-written. */
export class StoreUnavailableError extends Error {
  readonly code = 'store_unavailable';
  constructor(message: string, options?: ErrorOptions & { readonly retryAfterSeconds?: number }) {
    super(message, options);
    this.retryAfterSeconds = options?.retryAfterSeconds ?? 1;
  }
  readonly retryAfterSeconds: number;
}

/** The store refuses this service: its credentials or rights are not what it asks for. */
export class StoreAccessDeniedError extends StoreUnavailableError {}
