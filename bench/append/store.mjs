import { SqliteEventStore } from '../../dist/src/event-store/sqlite/sqlite-event-store.js';
import { articleOf } from '../lib/facts.mjs';
import { settleHeap } from '../lib/heap.mjs';

const NO_STREAM = -1;

const batches = (size, appends) => Array.from({ length: appends }, (_, i) => articleOf(i, size));

/** Milliseconds for appends of a size, one after the other; the log stays in `dataDir`. */
export async function measureStore(dataDir, size, appends) {
  const work = batches(size, appends);
  const store = SqliteEventStore.open({ dataDir });
  settleHeap();
  const start = performance.now();
  for (const { stream, events } of work) await store.append(stream, NO_STREAM, events);
  const taken = performance.now() - start;
  await store.close();
  return taken;
}

/** Single appends by many writers at once, each waiting for its own before the next. */
export async function measureWriters(folder, writers) {
  const appends = 200;
  const work = batches(1, writers * appends);
  const store = SqliteEventStore.open({ dataDir: folder });
  settleHeap();
  const start = performance.now();
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (let i = 0; i < appends; i++) {
        const { stream, events } = work[writer * appends + i];
        await store.append(stream, NO_STREAM, events);
      }
    }),
  );
  const taken = performance.now() - start;
  await store.close();
  return { name: `single, ${writers} writers at once: store`, value: (work.length / taken) * 1_000, unit: 'events/s' };
}
