// Durable appends: the store (serialized, chained, committed) beside bare inserts of the same rows and beside Emmett;
// then facts through validation, and through HTTP.
import { join } from 'node:path';
import { measureBare } from './append/bare.mjs';
import { measureEmmett } from './append/emmett.mjs';
import { measureHttp } from './append/http.mjs';
import { measureStore, measureWriters } from './append/store.mjs';
import { measureValidation } from './append/validation.mjs';
import { round } from './lib/medians.mjs';
import { withScratch } from './lib/scratch.mjs';

/** Appends of `size` events each, every one to a stream of its own, one after the other. */
const LOADS = [
  { load: 'batches of 100', size: 100, appends: 100 },
  { load: 'single', size: 1, appends: 1_000 },
];

async function compare({ load, size, appends }) {
  const events = size * appends;
  const figure = (who, milliseconds) => ({
    name: `${load}: ${who}`,
    value: (events / milliseconds) * 1_000,
    unit: 'events/s',
  });
  return withScratch(async (folder) => {
    const dataDir = join(folder, 'store');
    const store = await measureStore(dataDir, size, appends);
    return [
      figure('store', store),
      figure('bare inserts', measureBare(dataDir, join(folder, 'bare.db'))),
      figure('emmett-sqlite', await measureEmmett(join(folder, 'emmett.db'), size, appends)),
    ];
  });
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
