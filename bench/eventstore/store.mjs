import { EventStoreDbEventStore } from '../../dist/src/event-store/eventstoredb/eventstoredb-event-store.js';
import { quotedArticles } from './articles.mjs';

const NO_STREAM = -1;

/** Milliseconds for as many articles, one append after the other; each answers once this node has read it. */
export async function storeAppends(url, namespace, dataDir, articles, size) {
  const work = quotedArticles(articles, size);
  const store = await EventStoreDbEventStore.open({ url, dataDir, namespace });
  const start = performance.now();
  for (const { stream, events, contents } of work) await store.append(stream, NO_STREAM, events, contents);
  const taken = performance.now() - start;
  await store.close();
  return taken;
}

/** Milliseconds until a node with an empty directory has derived positions, chain and contents, in its file. */
export async function storeCatchUp(url, namespace, dataDir, events) {
  const start = performance.now();
  const store = await EventStoreDbEventStore.open({ url, dataDir, namespace });
  const taken = performance.now() - start;
  const { position } = await store.head();
  await store.close();
  if (position !== events) throw new Error(`the node read ${position} events of ${events}`);
  return taken;
}
