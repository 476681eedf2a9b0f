// Appends and catch-up through the whole engine on EventStoreDB, beside the bare client doing the same work in the same
// run: the same records in the same appends, the same subscription. Needs a server: EVENTSTORE_URL, or EVENTSTOREDB_BIN
// to start one in memory for each run.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { startNode } from '../test/eventstore/server.mjs';
import { bareAppends, bareCatchUp } from './eventstore/bare.mjs';
import { storeAppends, storeCatchUp } from './eventstore/store.mjs';
import { settleHeap } from './lib/heap.mjs';
import { median, round } from './lib/medians.mjs';
import { withScratch } from './lib/scratch.mjs';

const LOADS = [
  { load: 'appends of 500', articles: 20, size: 500 },
  { load: 'single appends', articles: 200, size: 1 },
];
const LOG = { articles: 40, size: 500 };
const ROUNDS = 3;

/** The bare client and the engine in turn, each first in every other round; events per second, and their ratio. */
async function sideBySide(name, events, { bare, engine }, tell) {
  const rounds = [];
  for (let i = 0; i < ROUNDS; i++) {
    const taken = {};
    for (const [side, work] of Object.entries(i % 2 ? { engine, bare } : { bare, engine })) {
      settleHeap();
      taken[side] = await withScratch(work);
    }
    const ratio = (taken.bare / taken.engine) * 100;
    rounds.push({ ...taken, ratio });
    tell(`${name}: engine at ${round(ratio)} % of the bare client`);
  }
  const middle = (side) => median(rounds.map((found) => found[side]));
  return [
    { name: `${name}, bare client`, value: (events / middle('bare')) * 1_000, unit: 'events/s' },
    { name: `${name}, engine`, value: (events / middle('engine')) * 1_000, unit: 'events/s' },
    { name: `${name}: engine of bare client`, value: middle('ratio'), unit: '%' },
  ];
}

async function measureCatchUp(url, { articles, size }, tell) {
  const [events, namespace] = [articles * size, `${randomUUID()}.`];
  await withScratch((folder) => storeAppends(url, namespace, folder, articles, size));
  const sides = {
    bare: () => bareCatchUp(url, namespace, 2 * events),
    engine: (folder) => storeCatchUp(url, namespace, folder, events),
  };
  return sideBySide('catch-up', events, sides, tell);
}

const measureAppends = (url, { load, articles, size }, tell) =>
  sideBySide(
    load,
    articles * size,
    {
      bare: () => bareAppends(url, `${randomUUID()}.`, articles, size),
      engine: (folder) => storeAppends(url, `${randomUUID()}.`, join(folder, 'node'), articles, size),
    },
    tell,
  );

async function withServer(work) {
  const { EVENTSTORE_URL: url, EVENTSTOREDB_BIN: bin } = process.env;
  if (url) return work(url);
  const server = await startNode(bin);
  try {
    return await work(server.url);
  } finally {
    await server.stop();
  }
}

export const bench = {
  setup() {
    if (!process.env.EVENTSTORE_URL && !process.env.EVENTSTOREDB_BIN)
      throw new Error('no EventStoreDB found: set EVENTSTORE_URL or EVENTSTOREDB_BIN; nothing was measured');
  },
  run: (_, { tell }) =>
    withServer(async (url) => {
      const figures = await measureCatchUp(url, LOG, tell);
      for (const load of LOADS) figures.push(...(await measureAppends(url, load, tell)));
      return figures;
    }),
};
