// Building the index anew from a log: what `factline rebuild` does, beside a bare loop that reads the same file and
// inserts rows of the same size into the same tables, and beside Emmett's consumer over the same events.
import { join } from 'node:path';
import { round } from './lib/medians.mjs';
import { removeFolder, scratchFolder } from './lib/scratch.mjs';
import { timeline } from './lib/timeline.mjs';
import { measureBare, rowsByPosition } from './rebuild/bare.mjs';
import { fillEmmett, measureEmmett } from './rebuild/emmett.mjs';
import { fillLog, measureRebuild } from './rebuild/product.mjs';

const EVENTS = Number(process.env.REBUILD_EVENTS ?? 50_000);
/** Emmett is given fewer: it is slow. */
const EMMETT_EVENTS = 10_000;

const rate = (name, events, millis) => ({ name, value: round((events / millis) * 1_000), unit: 'events/s' });

export const bench = {
  peers: ['@event-driven-io/emmett-sqlite', '@event-driven-io/emmett', 'sqlite3'],
  async setup({ tell }) {
    const folder = scratchFolder();
    const log = join(folder, 'log');
    await fillLog(log, timeline(EVENTS));
    tell(`${EVENTS} events logged`);
    const { live } = await measureRebuild(log);
    const rows = rowsByPosition(live);
    tell(`${rows.count} rows in ${rows.tables.length} tables`);
    const emmett = join(folder, 'emmett.db');
    await fillEmmett(emmett, timeline(EMMETT_EVENTS));
    return { folder, log, rows, emmett };
  },
  async run({ folder, log, rows, emmett }, { run }) {
    const { built, whole } = await measureRebuild(log);
    const bare = measureBare(log, rows, join(folder, 'bare.db'));
    const consumed = await measureEmmett(emmett, EMMETT_EVENTS, `run-${run}`);
    return [
      rate('index built', EVENTS, built),
      rate('whole rebuild, hashed and swapped in', EVENTS, whole),
      rate('bare loop', EVENTS, bare),
      rate('emmett-sqlite consumer', EMMETT_EVENTS, consumed),
      // The two halves of one run met the same machine.
      { name: 'index built of the bare loop', value: round((bare / built) * 100), unit: '%' },
    ];
  },
  teardown: ({ folder }) => removeFolder(folder),
  ratios: (of) => [
    {
      name: 'index built beside the emmett-sqlite consumer',
      value: round(of.get('index built') / of.get('emmett-sqlite consumer')),
      unit: 'times',
    },
  ],
};
