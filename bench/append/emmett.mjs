import { articleOf, factEvent } from '../lib/facts.mjs';
import { settleHeap } from '../lib/heap.mjs';

/** Emmett opens its database in WAL mode and leaves `synchronous` at SQLite's default, FULL: as durable as the store. */
async function openEmmett(file) {
  const { getSQLiteEventStore } = await import('@event-driven-io/emmett-sqlite');
  return getSQLiteEventStore({ fileName: file });
}

const toEmmett = ({ type, data, meta }) => ({ type, data, metadata: meta });

/** Now and then its commit meets a statement of its own that is not done yet and is rolled back. */
async function appendOrRetry(store, stream, events) {
  for (let tries = 1; ; tries++) {
    try {
      await store.appendToStream(stream, events, { expectedStreamVersion: 'STREAM_DOES_NOT_EXIST' });
      return;
    } catch (error) {
      if (error.code !== 'SQLITE_BUSY' || tries === 5) throw error;
    }
  }
}

/** Milliseconds for the same appends. */
export async function measureEmmett(file, size, appends) {
  const work = Array.from({ length: appends }, (_, i) => {
    const { stream, events } = articleOf(i, size);
    return { stream, events: events.map(toEmmett) };
  });
  const store = await openEmmett(file);
  await store.appendToStream('first', [toEmmett(factEvent(0))]);
  settleHeap();
  const start = performance.now();
  for (const { stream, events } of work) await appendOrRetry(store, stream, events);
  return performance.now() - start;
}
