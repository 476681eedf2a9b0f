import { EventStoreDbEventStore } from '../../dist/src/event-store/eventstoredb/eventstoredb-event-store.js';
import { articleOf } from '../lib/facts.mjs';

const NO_STREAM = -1;

/** Milliseconds for appends of a size, one after the other; each answers once this node has read it. */
export async function storeAppends(url, namespace, dataDir, size, appends) {
  const work = Array.from({ length: appends }, (_, i) => articleOf(i, size));
  const store = await EventStoreDbEventStore.open({ url, dataDir, namespace });
  const start = performance.now();
  for (const { stream, events } of work) await store.append(stream, NO_STREAM, events);
  const taken = performance.now() - start;
  await store.close();
  return taken;
}

/** Milliseconds until a node with an empty directory has derived positions and chain of the log, on its disk. */
export async function storeCatchUp(url, namespace, dataDir, count) {
  const start = performance.now();
  const store = await EventStoreDbEventStore.open({ url, dataDir, namespace });
  const taken = performance.now() - start;
  const { position } = await store.head();
  await store.close();
  if (position !== count) throw new Error(`the node read ${position} events of ${count}`);
  return taken;
}
