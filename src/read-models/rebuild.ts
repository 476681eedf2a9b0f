import { createHash } from 'node:crypto';
import { renameSync } from 'node:fs';
import type { ChainedEvent } from '../../events/envelope.js';
import type { EventStore } from '../event-store/event-store.js';
import { takeWriterLock } from '../event-store/sqlite/writer-lock.js';
import { liveFile, removeIndex, shadowFile, stampOf } from './index-files.js';
import { TimelineIndex } from './timeline-index.js';

/**
 * Events taken in one transaction, a tenth of what there is within these bounds: the larger the index, the more of them
 * it takes until some lie side by side. A kill loses no more than one transaction.
 */
const FEWEST = 1_000;
const MOST = 10_000;
const TEXT_HASHED_AT_ONCE = 65_536;

export interface RebuildOutcome {
  readonly positions: number;
  /** Where it went on: above 0 after a rebuild that was killed or kept aside. */
  readonly resumedAt: number;
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

/** Builds a shadow of the index from the log; started again after a kill it goes on where it was. */
async function buildShadow(
  store: EventStore,
  shadow: TimelineIndex,
  upTo: number,
  options: RebuildOptions,
): Promise<void> {
  let batch: ChainedEvent[] = [];
  let enough = FEWEST;
  const take = () => {
    shadow.apply(batch);
    batch = [];
    enough = Math.min(MOST, Math.max(FEWEST, shadow.position / 10));
    options.onProgress?.(shadow.position, upTo);
  };
  for await (const event of store.readAll(shadow.position, {}, { limit: upTo - shadow.position })) {
    batch.push(event);
    if (batch.length >= enough) take();
  }
  take();
}

/** Opens the shadow that an earlier rebuild of this log left behind, or a new one. */
async function openShadow(store: EventStore, file: string, upTo: number): Promise<TimelineIndex> {
  const stamp = stampOf(file);
  const goesOn = stamp?.current && stamp.position <= upTo && stamp.hash === (await store.hashAt(stamp.position));
  if (!goesOn) removeIndex(file);
  return TimelineIndex.open({ file });
}

/**
 * Rebuilds the index of a data directory in a file of its own, compares it with the live one row by row at the same
 * position, and puts it in its place. Where the two differ it says where, and swaps only if told to. Positions that the
 * live one sets aside are set aside in the new one.
 * @throws {StoreUnavailableError} where a service runs on the data directory: it would go on with the file it has open.
 */
export async function rebuild(store: EventStore, dataDir: string, options: RebuildOptions): Promise<RebuildOutcome> {
  const lock = takeWriterLock(dataDir);
  try {
    return await rebuildAlone(store, dataDir, options);
  } finally {
    lock.release();
  }
}

async function rebuildAlone(store: EventStore, dataDir: string, options: RebuildOptions): Promise<RebuildOutcome> {
  const live = liveFile(dataDir);
  const stamp = stampOf(live);
  const old = stamp?.current ? TimelineIndex.open({ file: live }) : undefined;
  const upTo = old?.position ?? (await store.head()).position;
  const shadow = await openShadow(store, shadowFile(dataDir), upTo);
  const resumedAt = shadow.position;
  for (const { position, reason } of stamp?.skipped ?? []) shadow.skip(position, reason);
  await buildShadow(store, shadow, upTo, options);
  const differs = old && firstDifference(old, shadow);
  const hash = contentHash(shadow);
  old?.close();
  shadow.settle();
  shadow.close();
  const swapped = differs === undefined || options.accept;
  if (swapped) {
    removeIndex(live);
    renameSync(shadowFile(dataDir), live);
  }
  const from = resumedAt > 0 ? `, from position ${resumedAt} on` : '';
  const outcome =
    old === undefined ? 'no live one to compare with' : differs ? `different at ${differs}` : 'equal to the live one';
  const summary = `${upTo} positions read anew${from}, ${outcome}; ${swapped ? 'swapped in' : 'kept aside: --accept swaps it in'}`;
  return { positions: upTo, resumedAt, swapped, hash, ...(differs === undefined ? {} : { differs }), summary };
}

function contentHash(index: TimelineIndex): string {
  const hash = createHash('sha256');
  let rows = '';
  for (const row of index.rows()) {
    rows += row;
    if (rows.length < TEXT_HASHED_AT_ONCE) continue;
    hash.update(rows);
    rows = '';
  }
  return hash.update(rows).digest('hex');
}

/** The first row in which two indexes differ, as text. */
function firstDifference(a: TimelineIndex, b: TimelineIndex): string | undefined {
  const left = a.rows();
  const right = b.rows();
  try {
    for (;;) {
      const [x, y] = [left.next(), right.next()];
      if (x.done && y.done) return undefined;
      if (x.value !== y.value) return String(x.value ?? y.value).slice(0, 300);
    }
  } finally {
    left.return(undefined);
    right.return(undefined);
  }
}
