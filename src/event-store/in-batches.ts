import type { ChainedEvent } from '../../events/envelope.js';
import type { EventStore } from './event-store.js';

const nextTurn = (): Promise<undefined> => new Promise((resolve) => setImmediate(() => resolve(undefined)));

/**
 * Gathers what an iterable yields without waiting into lists of at most `max`, so that each is handled at once.
 * @param end called once no more is taken: it ends what the iterable waits for, which cannot return before
 */
export async function* inBatches<T>(
  items: AsyncIterable<T>,
  max: number,
  end: () => void = () => {},
): AsyncIterable<T[]> {
  const iterator = items[Symbol.asyncIterator]();
  let next = iterator.next();
  try {
    for (;;) {
      const first = await next;
      if (first.done) return;
      const batch = [first.value];
      next = iterator.next();
      const turn = nextTurn();
      while (batch.length < max) {
        const item = await Promise.race([next, turn]);
        if (!item || item.done) break;
        batch.push(item.value);
        next = iterator.next();
      }
      // Or else who reads a long log would let nobody else have a turn: what is read without waiting takes none.
      await turn;
      yield batch;
    }
  } finally {
    end();
    // What was asked for ahead is not wanted any more, be it a failure.
    await next.catch(() => {});
    await iterator.return?.();
  }
}

/** The events of the log past a position, as they come, in lists of at most `max`, until the signal aborts. */
export function followInBatches(
  store: EventStore,
  after: number,
  max: number,
  signal: AbortSignal,
): AsyncIterable<ChainedEvent[]> {
  const wanted = new AbortController();
  const end = (): void => {
    signal.removeEventListener('abort', end);
    wanted.abort();
  };
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  return inBatches(store.subscribe(after, {}, { signal: wanted.signal }), max, end);
}
