import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent, NO_STREAM, streamNameFilter } from '@eventstore/db-client';
import { contentRecord, eventRecord } from '../../dist/src/event-store/eventstoredb/record-format.js';
import { contentStream, FOLLOWED_PREFIXES } from '../../dist/src/event-store/eventstoredb/streams.js';
import { quotedArticles } from './articles.mjs';

/** What the engine writes for an article, to the byte, in the same two appends. */
function appendsOf(namespace, { stream, events, contents }) {
  const [recordedAt, append] = [new Date().toISOString(), randomUUID()];
  const named = contentStream(stream);
  return [
    { stream: namespace + named, events: contents.map((content) => jsonEvent(contentRecord(named, content))) },
    {
      stream: namespace + stream,
      events: events.map((event) => jsonEvent(eventRecord(event, recordedAt, append))),
      options: { expectedRevision: NO_STREAM },
    },
  ];
}

/** Milliseconds for as many articles, one append after the other. */
export async function bareAppends(url, namespace, articles, size) {
  const work = quotedArticles(articles, size).flatMap((article) => appendsOf(namespace, article));
  const client = EventStoreDBClient.connectionString(url);
  await client.capabilities;
  const start = performance.now();
  for (const { stream, events, options } of work) await client.appendToStream(stream, events, options);
  const taken = performance.now() - start;
  await client.dispose();
  return taken;
}

/** Milliseconds until a subscription to `$all`, filtered as the engine's, has caught up with these streams. */
export async function bareCatchUp(url, namespace, records) {
  const prefixes = FOLLOWED_PREFIXES.map((prefix) =>
    prefix.startsWith('$$') ? `$$${namespace}${prefix.slice(2)}` : namespace + prefix,
  );
  const client = EventStoreDBClient.connectionString(url);
  const start = performance.now();
  const subscription = client.subscribeToAll({
    filter: streamNameFilter({ prefixes, checkpointInterval: 32, checkpointReached: () => undefined }),
  });
  let seen = 0;
  subscription.on('data', ({ event }) => {
    if (event) seen++;
  });
  await new Promise((resolve, reject) => subscription.on('caughtUp', () => setImmediate(resolve)).on('error', reject));
  const taken = performance.now() - start;
  await subscription.unsubscribe();
  await client.dispose();
  if (seen !== records) throw new Error(`the subscription gave ${seen} records of ${records}`);
  return taken;
}
