import { SqliteEventStore } from '../../dist/src/event-store/sqlite/sqlite-event-store.js';
import { liveFile, removeIndex } from '../../dist/src/read-models/index-files.js';
import { rebuild } from '../../dist/src/read-models/rebuild.js';
import { settleHeap } from '../lib/heap.mjs';

const NO_STREAM = -1;

/** Logs events, each stream in one append. */
export async function fillLog(dataDir, events) {
  const store = SqliteEventStore.open({ dataDir });
  let stream = [];
  let appends = [];
  const append = async () => {
    if (stream.length > 0) appends.push(store.append(stream[0].streamId, NO_STREAM, stream.map(asNew)));
    stream = [];
    if (appends.length < 100) return;
    await Promise.all(appends);
    appends = [];
  };
  for (const event of events) {
    if (stream.length > 0 && stream[0].streamId !== event.streamId) await append();
    stream.push(event);
  }
  await append();
  await Promise.all(appends);
  await store.close();
}

const asNew = ({ id, type, schemaVersion, data, meta }) => ({ id, type, schemaVersion, data, meta });

/** Rebuilds the index of a log that has none; milliseconds until the last event was applied, and until it was in place. */
export async function measureRebuild(dataDir) {
  const live = liveFile(dataDir);
  removeIndex(live);
  const store = SqliteEventStore.open({ dataDir, readOnly: true });
  settleHeap();
  const start = performance.now();
  let built = 0;
  await rebuild(store, dataDir, { accept: false, onProgress: () => (built = performance.now() - start) });
  const whole = performance.now() - start;
  await store.close();
  return { live, built, whole };
}
