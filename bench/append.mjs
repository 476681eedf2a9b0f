// Durable appends: the store (serialized, chained, committed) beside bare inserts of the same rows and beside Emmett;
// then facts through validation, and through HTTP.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { measureBare } from './append/bare.mjs';
import { measureEmmett } from './append/emmett.mjs';
import { measureHttp } from './append/http.mjs';
import { measureStore, measureWriters } from './append/store.mjs';
import { measureValidation } from './append/validation.mjs';
import { median, round } from './lib/medians.mjs';
import { withScratch } from './lib/scratch.mjs';

/** Appends of `size` events each, every one to a stream of its own, one after the other. */
const LOADS = [
  { load: 'batches of 100', size: 100, appends: 100 },
  { load: 'single', size: 1, appends: 400 },
];

const ROUNDS = 5;

/** One round of each in turn, so that whatever else the machine does meets all alike; milliseconds. */
const measureRound = (size, appends) =>
  withScratch(async (folder) => {
    const dataDir = join(folder, 'store');
    const store = await measureStore(dataDir, size, appends);
    const bare = measureBare(dataDir, join(folder, 'bare.db'));
    return {
      store,
      'bare inserts': bare,
      'emmett-sqlite': await measureEmmett(join(folder, 'emmett.db'), size, appends),
    };
  });

async function compare({ load, size, appends }) {
  const rounds = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await measureRound(size, appends));
  return Object.keys(rounds[0]).map((who) => ({
    name: `${load}: ${who}`,
    value: ((size * appends) / median(rounds.map((taken) => taken[who]))) * 1_000,
    unit: 'events/s',
  }));
}

const percent = (name, part, whole) => ({ name, value: round((part / whole) * 100), unit: '%' });
const times = (name, part, whole) => ({ name, value: round(part / whole), unit: 'times' });

export const bench = {
  peers: ['@event-driven-io/emmett-sqlite', '@event-driven-io/emmett', 'sqlite3'],
  async run(_, { tell }) {
    const figures = [];
    for (const load of LOADS) {
      tell(load.load);
      figures.push(...(await compare(load)));
    }
    tell('writers');
    for (const writers of [16, 64]) figures.push(await withScratch((folder) => measureWriters(folder, writers)));
    tell('validation');
    figures.push(...measureValidation());
    if (!existsSync('dist/command/factline.js')) return figures;
    tell('HTTP');
    figures.push(...(await withScratch(measureHttp)));
    return figures;
  },
  ratios: (of) =>
    LOADS.flatMap(({ load }) => [
      percent(`${load}: store of bare inserts`, of.get(`${load}: store`), of.get(`${load}: bare inserts`)),
      times(`${load}: store beside emmett-sqlite`, of.get(`${load}: store`), of.get(`${load}: emmett-sqlite`)),
    ]),
};
