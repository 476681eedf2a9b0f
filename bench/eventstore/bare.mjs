import { EventStoreDBClient, jsonEvent, NO_STREAM, streamNameFilter } from '@eventstore/db-client';
import { articleOf } from '../lib/facts.mjs';

const batches = (namespace, size, appends) =>
  Array.from({ length: appends }, (_, i) => articleOf(i, size)).map(({ stream, events }) => ({
    stream: namespace + stream,
    events: events.map(({ id, type, data, meta, schemaVersion }) =>
      jsonEvent({ id, type, data, metadata: { meta, schemaVersion } }),
    ),
  }));

/** Milliseconds for appends of a size, one after the other. */
export async function bareAppends(url, namespace, size, appends) {
  const work = batches(namespace, size, appends);
  const client = EventStoreDBClient.connectionString(url);
  await client.capabilities;
  const start = performance.now();
  for (const { stream, events } of work) await client.appendToStream(stream, events, { expectedRevision: NO_STREAM });
  const taken = performance.now() - start;
  await client.dispose();
  return taken;
}

/** Milliseconds until a subscription to `$all` has given as many events of these streams. */
export async function bareCatchUp(url, namespace, count) {
  const client = EventStoreDBClient.connectionString(url);
  const start = performance.now();
  const subscription = client.subscribeToAll({ filter: streamNameFilter({ prefixes: [namespace] }) });
  let seen = 0;
  for await (const { event } of subscription) if (event && ++seen >= count) break;
  return performance.now() - start;
}
