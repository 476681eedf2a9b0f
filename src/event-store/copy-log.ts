import type { ChainedEvent, NewEvent } from '../../events/envelope.js';
import type { Content, EventStore } from './event-store.js';

const HASHES = /"([0-9a-f]{64})"/g;
/** Events of one append at most: a page of facts is smaller. */
const MOST = 2_000;

/** The logs differ where one must continue the other. */
export class LogsDifferError extends Error {
  readonly code = 'logs_differ';
}

/**
 * Copies a log in order: positions, record times and contents stay. What the target already holds must be the
 * beginning of the source, and is passed over, so that a copy that was broken off goes on where it stood.
 * @throws {LogsDifferError} where the target holds another log.
 */
export async function copyLog(
  source: EventStore,
  target: EventStore,
  onProgress: (position: number) => void = () => undefined,
): Promise<number> {
  const { position, hash } = await target.head();
  if ((await source.hashAt(position)) !== hash)
    throw new LogsDifferError(`the target holds another log up to position ${position}: choose an empty one`);
  let append: ChainedEvent[] = [];
  for await (const event of source.readAll(position, {}, { raw: true })) {
    if (append.length > 0 && !belongsTo(append, event)) {
      await copyAppend(source, target, append);
      onProgress(append.at(-1)!.position);
      append = [];
    }
    append.push(event);
  }
  if (append.length > 0) await copyAppend(source, target, append);
  return (await target.head()).position;
}

/** Events of one append share stream, record time and correlation. */
function belongsTo(append: readonly ChainedEvent[], event: ChainedEvent): boolean {
  const last = append.at(-1)!;
  return (
    append.length < MOST &&
    last.streamId === event.streamId &&
    last.recordedAt === event.recordedAt &&
    last.meta.correlationId === event.meta.correlationId
  );
}

async function copyAppend(source: EventStore, target: EventStore, append: readonly ChainedEvent[]): Promise<void> {
  const [{ streamId, revision, recordedAt, position }] = append as readonly [ChainedEvent];
  const events = append.map(
    ({ id, type, schemaVersion, data, meta }) => ({ id, type, schemaVersion, data, meta }) as NewEvent,
  );
  const copied = await target.copy(streamId, revision - 1, events, await contentsOf(source, append), recordedAt);
  const { hash } = append.at(-1)!;
  if (copied.events.at(-1)?.hash !== hash)
    throw new LogsDifferError(`the copy of position ${position} has another hash: does something else write there?`);
}

/** Every content that the events name by its hash, as far as it was not erased. */
async function contentsOf(source: EventStore, append: readonly ChainedEvent[]): Promise<Content[]> {
  const named = JSON.stringify(append.map(({ data, meta }) => [data, meta])).matchAll(HASHES);
  const hashes = [...new Set([...named].map(([, hash]) => hash!))];
  const found = await source.contents(append[0]!.streamId, hashes);
  return [...found].map(([sha256, body]) => ({ sha256, body }));
}
