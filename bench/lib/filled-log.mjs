import { createHash } from 'node:crypto';
import { SqliteEventStore } from '../../dist/src/event-store/sqlite/sqlite-event-store.js';
import { timeline } from './timeline.mjs';

const NO_STREAM = -1;
/** Appends under way at once, which share their commits. */
const AT_ONCE = 256;

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** A generated event with the sentence that it was read from. */
function quoted({ id, type, schemaVersion, data, meta }, position) {
  if (type === 'FactCorrected') return { event: { id, type, schemaVersion, data, meta }, contents: [] };
  const body = `By a report of the day, item ${position} tells of ${JSON.stringify(Object.values(data))}.`;
  const evidence = { sha256: sha256(body) };
  return {
    event: { id, type, schemaVersion, data, meta: { ...meta, evidence } },
    contents: [{ sha256: evidence.sha256, body }],
  };
}

function* streams(count) {
  let stream;
  for (const event of timeline(count)) {
    if (stream?.id !== event.streamId) {
      if (stream) yield stream;
      stream = { id: event.streamId, events: [], contents: [] };
    }
    const { event: logged, contents } = quoted(event, event.position);
    stream.events.push(logged);
    stream.contents.push(...contents);
  }
  yield stream;
}

/** Writes a log of `count` generated events, with their quotes, into a data directory. */
export async function fillLog(dataDir, count) {
  const store = SqliteEventStore.open({ dataDir });
  let appends = [];
  for (const { id, events, contents } of streams(count)) {
    appends.push(store.append(id, NO_STREAM, events, contents));
    if (appends.length < AT_ONCE) continue;
    await Promise.all(appends);
    appends = [];
  }
  await Promise.all(appends);
  await store.close();
}
