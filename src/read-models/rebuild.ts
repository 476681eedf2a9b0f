import { createHash } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ChainedEvent } from '../../events/envelope.js';
import type { EventStore } from '../event-store/event-store.js';
import { TimelineIndex } from './timeline-index.js';

/** Events taken in one transaction; a kill loses no more than one of them. */
const BATCH = 5000;

export interface RebuildOutcome {
  readonly positions: number;
  readonly swapped: boolean;
  readonly hash: string;
  /** Where the rebuilt and the live read model first differ. */
  readonly differs?: string;
  readonly summary: string;
}

export interface RebuildOptions {
  /** Swap even where the rebuilt read model differs from the live one. */
  readonly accept: boolean;
  readonly onProgress?: (position: number, head: number) => void;
}

const remove = (file: string): void => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
};

/** Builds a shadow of the index from the log; started again after a kill it goes on where it was. */
async function buildShadow(
  store: EventStore,
  shadow: TimelineIndex,
  upTo: number,
  options: RebuildOptions,
): Promise<void> {
  let batch: ChainedEvent[] = [];
  const take = () => {
    shadow.apply(batch);
    batch = [];
    options.onProgress?.(shadow.position, upTo);
  };
  for await (const event of store.readAll(shadow.position, {}, { limit: upTo - shadow.position })) {
    batch.push(event);
    if (batch.length >= BATCH) take();
  }
  take();
}

/**
 * Rebuilds the index of a data directory in a file of its own, compares it with the live one row by row at the same
 * position, and puts it in its place. Where the two differ it says where, and swaps only if told to.
 */
export async function rebuild(store: EventStore, dataDir: string, options: RebuildOptions): Promise<RebuildOutcome> {
  const live = join(dataDir, 'timeline.db');
  const shadowFile = join(dataDir, 'timeline.rebuild.db');
  const { position: head } = await store.head();
  const shadow = TimelineIndex.open({ file: shadowFile });
  const old = existsSync(live) ? TimelineIndex.open({ file: live }) : undefined;
  const comparable = old?.current ? old : undefined;
  const upTo = comparable?.position ?? head;
  for (const { position, reason } of old?.skipped() ?? []) shadow.skip(position, reason);
  if (shadow.position <= upTo) await buildShadow(store, shadow, upTo, options);
  const differs = comparable && shadow.position === upTo ? firstDifference(comparable, shadow) : undefined;
  const hash = contentHash(shadow);
  old?.close();
  shadow.settle();
  shadow.close();
  const swapped = differs === undefined || options.accept;
  if (swapped) {
    remove(live);
    renameSync(shadowFile, live);
    remove(shadowFile);
  }
  const outcome = differs === undefined ? 'equal to the live one' : `different at ${differs}`;
  const summary = `${upTo} positions read anew, ${outcome}; ${swapped ? 'swapped in' : 'kept aside: --accept swaps it in'}`;
  return { positions: upTo, swapped, hash, ...(differs === undefined ? {} : { differs }), summary };
}

function contentHash(index: TimelineIndex): string {
  const hash = createHash('sha256');
  for (const row of index.rows()) hash.update(row);
  return hash.digest('hex');
}

/** The first row in which two indexes differ, as text. */
function firstDifference(a: TimelineIndex, b: TimelineIndex): string | undefined {
  const left = a.rows();
  const right = b.rows();
  for (;;) {
    const [x, y] = [left.next(), right.next()];
    if (x.done && y.done) return undefined;
    if (x.value !== y.value) return String(x.value ?? y.value).slice(0, 300);
  }
}
