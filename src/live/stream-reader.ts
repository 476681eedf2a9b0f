import type { ServerResponse } from 'node:http';
import type { Channel } from './channel.js';

/** The longest silence of a stream, in milliseconds. */
export const HEARTBEAT_MS = 15_000;
/** A reader that has not taken what it was sent after so long is cut off, in milliseconds. */
export const MAX_STALL_MS = 30_000;

export interface ReaderLimits {
  readonly heartbeatMs: number;
  readonly maxStallMs: number;
}

/** Resolves at the next event of the log past a position, or when the signal aborts. */
export type NextEvent = (position: number, signal: AbortSignal) => Promise<void>;

/**
 * Sends one reader its channel from a position on. No more than a chunk waits for a reader that is slow; one that takes
 * nothing for too long is cut off, and resumes from the last id that it has seen.
 */
export async function serveReader(
  response: ServerResponse,
  channel: Channel,
  after: number,
  next: NextEvent,
  { heartbeatMs, maxStallMs }: ReaderLimits,
): Promise<void> {
  const closed = new AbortController();
  response.on('close', () => closed.abort());
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(': heartbeat\n\n');
  }, heartbeatMs);
  try {
    for (let position = after; !closed.signal.aborted; ) {
      const { to, bytes } = await channel.after(position);
      if (bytes && !closed.signal.aborted && !response.write(bytes) && !(await drained(response, maxStallMs))) return;
      if (to === position) await next(position, closed.signal);
      position = to;
    }
  } finally {
    clearInterval(heartbeat);
    response.destroy();
  }
}

function drained(response: ServerResponse, maxStallMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (taken: boolean): void => {
      clearTimeout(timer);
      response.off('drain', onDrain);
      response.off('close', onClose);
      resolve(taken);
    };
    const onDrain = () => end(true);
    const onClose = () => end(false);
    const timer = setTimeout(onClose, maxStallMs);
    response.once('drain', onDrain);
    response.once('close', onClose);
  });
}
