import { stateDigest } from '../../projections/digest.js';
import { History } from '../../projections/history.js';
import { marketState } from '../../projections/market-state.js';
import { LogsDifferError } from './copy-log.js';
import type { EventStore } from './event-store.js';

const CLOCKS = 10;

interface Compared {
  readonly positions: number;
  readonly hash: string;
  /** Random clocks at which the digests of the market state were compared. */
  readonly clocks: number;
}

/**
 * Compares two logs: their heads, their chains, and what they answer at ten random clocks.
 * @throws {LogsDifferError} where they differ.
 */
export async function compareLogs(a: EventStore, b: EventStore): Promise<Compared> {
  const [headA, headB] = [await a.head(), await b.head()];
  if (headA.position !== headB.position || headA.hash !== headB.hash)
    throw new LogsDifferError(
      `one log ends at ${headA.position} with ${headA.hash}, the other at ${headB.position} with ${headB.hash}`,
    );
  return { positions: headA.position, hash: headA.hash, clocks: await compareAnswers(a, b) };
}

/**
 * Compares what two logs of the same length answer at ten random clocks; gives how many were compared.
 * @throws {LogsDifferError} where they differ.
 */
export async function compareAnswers(a: EventStore, b: EventStore): Promise<number> {
  const { position: head } = await a.head();
  if (head === 0) return 0;
  const { history: foldA, from, to } = await fold(a);
  const { history: foldB } = await fold(b);
  for (let i = 0; i < CLOCKS; i++) {
    const knownAt = Math.floor(from + Math.random() * (to - from + 1));
    const at = Math.floor(from + Math.random() * (to - from + 1));
    const position = 1 + Math.floor(Math.random() * head);
    const clocks = { at, knownAt, position };
    const [one, other] = [foldA, foldB].map((history) => stateDigest({ at, knownAt }, marketState(history, clocks)));
    if (one !== other) throw new LogsDifferError(`the digests at ${JSON.stringify(clocks)} are ${one} and ${other}`);
  }
  return CLOCKS;
}

/** The whole log folded, and the span of its publications (ms). */
async function fold(store: EventStore): Promise<{ history: History; from: number; to: number }> {
  const history = new History();
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for await (const event of store.readAll(0)) {
    history.apply(event);
    const published = Date.parse(event.meta.publishedAt ?? event.recordedAt);
    from = Math.min(from, published);
    to = Math.max(to, published);
  }
  return { history, from, to };
}
