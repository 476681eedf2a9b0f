// What history costs a write: an entry to a key of 10,000 entries beside one to a key of 10, with the first answer after
// it; and a backfill of 100,000 old facts beside as many new ones.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { TimelineIndex } from '../dist/src/read-models/timeline-index.js';
import { round } from './lib/medians.mjs';
import { removeFolder, scratchFolder } from './lib/scratch.mjs';
import { inBatches, timeline } from './lib/timeline.mjs';
import { KINDS, LONG, longKeys, measureEntries, SHORT } from './scale/long-keys.mjs';

const FACTS = Number(process.env.SCALE_FACTS ?? 100_000);
/** The half of the ten years that the index holds before more comes. */
const HALF = 1_825;

const ADDED = {
  new: { seed: 2, first: FACTS + 1, from: HALF, to: 2 * HALF, backfill: 0 },
  old: { seed: 2, first: FACTS + 1, backfill: 1 },
};

/** Milliseconds to apply events as the service does that catches up. */
function apply(index, events) {
  let taken = 0;
  for (const batch of inBatches(events, 2_000)) {
    const start = performance.now();
    index.apply(batch);
    taken += performance.now() - start;
  }
  return taken;
}

function measureAdded(folder, run) {
  const order = run % 2 ? ['new', 'old'] : ['old', 'new'];
  const rates = {};
  for (const which of order) {
    const file = join(folder, 'added.db');
    cpSync(join(folder, 'half.db'), file);
    const index = TimelineIndex.open({ file });
    rates[which] = (FACTS / apply(index, timeline(FACTS, ADDED[which]))) * 1_000;
    index.close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  }
  return [
    { name: `${FACTS} new facts`, value: round(rates.new), unit: 'events/s' },
    { name: `backfill of ${FACTS} old facts`, value: round(rates.old), unit: 'events/s' },
    { name: 'backfill of new facts', value: round((rates.old / rates.new) * 100), unit: '%' },
  ];
}

export const bench = {
  setup({ tell }) {
    const folder = scratchFolder();
    const half = TimelineIndex.open({ file: join(folder, 'half.db') });
    apply(half, timeline(FACTS, { to: HALF, backfill: 0 }));
    half.settle();
    half.close();
    tell(`${FACTS} facts to add to`);
    const long = longKeys(join(folder, 'long.db'));
    tell(`keys of ${LONG} and of ${SHORT} entries`);
    return { folder, long };
  },
  run({ folder, long }, { run }) {
    return [...measureEntries(long), ...measureAdded(folder, run)];
  },
  teardown({ folder, long }) {
    long.index.close();
    removeFolder(folder);
  },
  ratios: (of) =>
    KINDS.flatMap((kind) =>
      ['entry', 'answer after it'].map((what) => ({
        name: `${kind}: ${what}, a key of ${LONG} beside one of ${SHORT}`,
        value: round(of.get(`${kind}: ${what}, ${LONG} entries`) / of.get(`${kind}: ${what}, ${SHORT} entries`)),
        unit: 'times',
      })),
    ),
};
