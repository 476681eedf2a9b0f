import { factEvent } from '../lib/facts.mjs';
import { settleHeap } from '../lib/heap.mjs';

/** Emmett opens its database in WAL mode and leaves `synchronous` at SQLite's default, FULL: as durable as the store. */
async function openEmmett(file) {
  const { getSQLiteEventStore } = await import('@event-driven-io/emmett-sqlite');
  return getSQLiteEventStore({ fileName: file });
}

const toEmmett = ({ type, data, meta }) => ({ type, data, metadata: meta });

/** Milliseconds for the same appends. */
export async function measureEmmett(file, size, appends) {
  const work = Array.from({ length: appends }, (_, i) => ({
    stream: `article-${factEvent(i).meta.article.id}`,
    events: Array.from({ length: size }, (_, j) => toEmmett(factEvent(i * size + j))),
  }));
  const store = await openEmmett(file);
  await store.appendToStream('first', [toEmmett(factEvent(0))]);
  settleHeap();
  const start = performance.now();
  for (const { stream, events } of work)
    await store.appendToStream(stream, events, { expectedStreamVersion: 'STREAM_DOES_NOT_EXIST' });
  return performance.now() - start;
}
