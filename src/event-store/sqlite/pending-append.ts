import type { NewEvent } from '../../../events/envelope.js';
import { canonicalBytes } from '../canonical-json.js';
import type { AppendResult, Content } from '../event-store.js';
import { contentBytes } from './contents.js';

/**
 * Events as far as they can be written before their positions are known. RFC 8785 sorts `position`, `recordedAt` and
 * `revision` between `meta` and `schemaVersion`, so of each event there are two objects, one behind the other.
 */
interface Drafts {
  readonly bytes: Buffer;
  readonly ends: readonly number[];
}

/** An append that waits for its commit. */
export interface PendingAppend {
  readonly streamId: string;
  readonly expectedRevision: number;
  readonly events: readonly NewEvent[];
  readonly drafts: Drafts;
  readonly contents: readonly { readonly sha256: string; readonly bytes: Uint8Array }[];
  /** Milliseconds at which another log recorded it, of a copy. */
  readonly recordedAt?: number;
  resolve(result: AppendResult): void;
  reject(error: unknown): void;
}

function* halves(streamId: string, events: readonly NewEvent[]): Generator<object> {
  for (const { data, id, meta, schemaVersion, type } of events) {
    yield { data, id, meta };
    yield { schemaVersion, streamId, type };
  }
}

/**
 * Serializes an append ahead of its transaction, so that one that cannot be written harms no other.
 * @throws {TypeError | RangeError} where it cannot.
 */
export function draftAppend(
  streamId: string,
  expectedRevision: number,
  events: readonly NewEvent[],
  contents: readonly Content[],
): Omit<PendingAppend, 'resolve' | 'reject'> {
  if (streamId === '') throw new RangeError('a stream needs a name');
  if (events.length === 0) throw new RangeError(`an append to ${streamId} needs at least one event`);
  if (!Number.isSafeInteger(expectedRevision) || expectedRevision < -1)
    throw new RangeError(`${expectedRevision} is no revision: -1 for a new stream, else 0, 1, 2, ...`);
  return {
    streamId,
    expectedRevision,
    events,
    drafts: canonicalBytes(halves(streamId, events)),
    contents: contents.map(contentBytes),
  };
}

/** Length of a hash in hex and a line feed. */
const HASH = 65;

/** Puts events together behind the hash before them: the bytes that the chain hashes. */
export class EventWriter {
  #bytes = Buffer.alloc(HASH + 16 * 1024);
  #length = 0;

  /** The n-th event of an append, whole. */
  write(
    previous: string,
    { bytes, ends }: Drafts,
    n: number,
    position: number,
    recordedAt: string,
    revision: number,
  ): void {
    const start = n === 0 ? 0 : ends[2 * n - 1]!;
    const middle = ends[2 * n]!;
    const end = ends[2 * n + 1]!;
    const place = `,"position":${position},"recordedAt":"${recordedAt}","revision":${revision},`;
    this.#reserve(HASH + end - start + place.length);
    let at = this.#bytes.write(`${previous}\n`, 'latin1');
    at += bytes.copy(this.#bytes, at, start, middle - 1);
    at += this.#bytes.write(place, at, 'latin1');
    this.#length = at + bytes.copy(this.#bytes, at, middle + 1, end);
  }

  /** What the chain hashes. */
  get linked(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** The event in RFC 8785 form. */
  get json(): string {
    return this.#bytes.toString('utf8', HASH, this.#length);
  }

  #reserve(length: number): void {
    if (length > this.#bytes.length) this.#bytes = Buffer.alloc(length * 2);
  }
}
