import type { LogEvent } from '../../events/envelope.js';
import { type FactReading, readingAsOf } from '../../projections/facts.js';
import type { EventStore } from '../event-store/event-store.js';
import type { FactView, FactViews } from '../facts/fact-views.js';
import { factHistory, factIdOf } from './matchables.js';

/** The fact that an event is about, as of the event's position. */
export type FactAt = (event: LogEvent) => Promise<FactView>;

/**
 * The fact of an event as of the event's position, whatever its publication: what the log said up to there, so that it
 * never changes. Only words that an erasure has taken out are missing later.
 */
export const factAt =
  (store: EventStore, views: FactViews): FactAt =>
  async (event) =>
    views.of(await readingAt(store, event));

async function readingAt(store: EventStore, event: LogEvent): Promise<FactReading> {
  const id = factIdOf(event);
  const stream: LogEvent[] = id === event.id ? [event] : [];
  if (stream.length === 0) for await (const entry of store.readStream(event.streamId)) stream.push(entry);
  const history = id === undefined ? undefined : factHistory(id, stream, event.position);
  const knowledge = { knownAt: Number.POSITIVE_INFINITY, position: event.position };
  const reading = history && readingAsOf(history, knowledge);
  if (!reading)
    throw new Error(`position ${event.position}: ${event.type} ${event.id} is not about a fact of its stream`);
  return reading;
}
