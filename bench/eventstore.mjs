// Appends and catch-up through the whole engine on EventStoreDB, beside the bare client doing the same work in the same
// run. Needs a server: EVENTSTORE_URL, or EVENTSTOREDB_BIN to start one in memory.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { startNode } from '../test/eventstore/server.mjs';
import { bareAppends, bareCatchUp } from './eventstore/bare.mjs';
import { storeAppends, storeCatchUp } from './eventstore/store.mjs';
import { median, round } from './lib/medians.mjs';
import { withScratch } from './lib/scratch.mjs';

const LOADS = [
  { load: 'batches of 500', size: 500, appends: 40 },
  { load: 'single', size: 1, appends: 200 },
];
const ROUNDS = 3;

/** The bare client and the engine in turn, each in streams of its own; events per second. */
async function measureRound(url, { load, size, appends }) {
  const events = size * appends;
  return withScratch(async (folder) => {
    const [bare, store] = [`bare-${randomUUID()}.`, `store-${randomUUID()}.`];
    const figures = {
      [`${load}: append, bare client`]: events / (await bareAppends(url, bare, size, appends)),
      [`${load}: append, engine`]: events / (await storeAppends(url, store, join(folder, 'a'), size, appends)),
    };
    if (size === 1) return figures;
    figures[`${load}: catch-up, bare client`] = events / (await bareCatchUp(url, bare, events));
    figures[`${load}: catch-up, engine`] = events / (await storeCatchUp(url, store, join(folder, 'b'), events));
    return figures;
  });
}

const percent = (of, what) => ({
  name: `${what}: engine of bare client`,
  value: round((of.get(`${what}, engine`) / of.get(`${what}, bare client`)) * 100),
  unit: '%',
});

export const bench = {
  async setup() {
    const { EVENTSTORE_URL: url, EVENTSTOREDB_BIN: bin } = process.env;
    if (url) return { url };
    if (bin) return startNode(bin);
    throw new Error('no EventStoreDB found: set EVENTSTORE_URL or EVENTSTOREDB_BIN; nothing was measured');
  },
  async teardown(server) {
    await server.stop?.();
  },
  async run({ url }, { tell }) {
    const figures = [];
    for (const load of LOADS) {
      tell(load.load);
      const rounds = [];
      for (let i = 0; i < ROUNDS; i++) rounds.push(await measureRound(url, load));
      for (const name of Object.keys(rounds[0]))
        figures.push({ name, value: median(rounds.map((found) => found[name])) * 1_000, unit: 'events/s' });
    }
    return figures;
  },
  ratios: (of) => [
    percent(of, 'batches of 500: append'),
    percent(of, 'batches of 500: catch-up'),
    percent(of, 'single: append'),
  ],
};
