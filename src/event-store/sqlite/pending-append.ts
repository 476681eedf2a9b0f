import type { NewEvent } from '../../../events/envelope.js';
import { canonical } from '../canonical-json.js';
import type { AppendResult, Content } from '../event-store.js';
import { contentBytes } from './contents.js';

/** An event as far as it can be written before its position is known: RFC 8785 sorts `position` between these two. */
interface Draft {
  readonly event: NewEvent;
  readonly before: string;
  readonly after: string;
}

/** An append that waits for its commit. */
export interface PendingAppend {
  readonly streamId: string;
  readonly expectedRevision: number;
  readonly drafts: readonly Draft[];
  readonly contents: readonly { readonly sha256: string; readonly bytes: Uint8Array }[];
  resolve(result: AppendResult): void;
  reject(error: unknown): void;
}

function draft(streamId: string, event: NewEvent): Draft {
  const { data, id, meta, schemaVersion, type } = event;
  return {
    event,
    before: `${canonical({ data, id, meta }).slice(0, -1)},"position":`,
    after: `,${canonical({ schemaVersion, streamId, type }).slice(1)}`,
  };
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
): Pick<PendingAppend, 'streamId' | 'expectedRevision' | 'drafts' | 'contents'> {
  if (streamId === '') throw new RangeError('a stream needs a name');
  if (events.length === 0) throw new RangeError(`an append to ${streamId} needs at least one event`);
  if (!Number.isSafeInteger(expectedRevision) || expectedRevision < -1)
    throw new RangeError(`${expectedRevision} is no revision: -1 for a new stream, else 0, 1, 2, ...`);
  return {
    streamId,
    expectedRevision,
    drafts: events.map((event) => draft(streamId, event)),
    contents: contents.map(contentBytes),
  };
}

/** The whole event in RFC 8785 form. */
export const eventJson = ({ before, after }: Draft, position: number, recordedAt: string, revision: number): string =>
  `${before}${position},"recordedAt":"${recordedAt}","revision":${revision}${after}`;
