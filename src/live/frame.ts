import type { LiveEvent } from './live-log.js';

/**
 * An event as one message of an event stream (WHATWG HTML, "Server-sent events"), its id the position. The data is the
 * event of the log: of a fact with its words and status, of a correction or retraction with the `fact` as of then.
 */
export function frame({ event, fact }: LiveEvent): string {
  const { hash: _, ...logged } = event;
  const data = fact === undefined ? logged : fact.id === event.id ? { ...logged, ...fact } : { ...logged, fact };
  return `id: ${event.position}\ndata: ${JSON.stringify(data)}\n\n`;
}
