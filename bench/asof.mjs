// As-of answers of the index, in process, beside a full replay of the log, a plain SQLite table with the index that a
// good engineer would add, and PostgreSQL with ranges and GiST, over one generated history at two sizes.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { History } from '../dist/projections/history.js';
import { marketState } from '../dist/projections/market-state.js';
import { TimelineIndex } from '../dist/src/read-models/timeline-index.js';
import { measureGrowth } from './asof/growth.mjs';
import { measureNews } from './asof/news.mjs';
import { measurePast } from './asof/past.mjs';
import { plainTable } from './asof/plain-table.mjs';
import { startPostgres, versionsTable } from './asof/postgres.mjs';
import { placeOf, Rectangles, validOf } from './asof/rectangles.mjs';
import { median } from './lib/medians.mjs';
import { removeFolder, scratchFolder } from './lib/scratch.mjs';
import { entitiesByZipf, entityAt, FIRST_DAY, inBatches, LAST_DAY, random, timeline } from './lib/timeline.mjs';

const QUERIES = 2_000;
/** The plain table takes a second for the most popular entities. */
const PLAIN_QUERIES = 200;
const WARM_UP = 5_000;
const MARKETS = 15;
/** Markets that one service is asked about again and again. */
const MARKETS_HELD = 3;
/** A replay of more events does not fit into memory. */
const REPLAYED = 1_000_000;

const SIZES = (process.env.ASOF_SIZES ?? '100000,1000000').split(',').map(Number);
const sizes = ({ large }) => [...SIZES, ...(large ? [10_000_000] : [])];

function change(event) {
  const { data, meta, position, type, id } = event;
  if (type === 'FactCorrected' || data.modality !== 'asserted') return undefined;
  const { entity, key } = placeOf(event);
  const evidence = [{ factId: id, ...meta.article, publishedAt: meta.publishedAt, when: data.when, quote: null }];
  const body = JSON.stringify({ key, ...data, since: data.when, timing: 'definite', evidence });
  return { entity, key, ...validOf(data), told: Date.parse(meta.publishedAt), position, body };
}

async function build(folder, size, postgres, tell) {
  const indexFile = join(folder, `index-${size}.db`);
  const index = TimelineIndex.open({ file: indexFile });
  const table = plainTable(join(folder, `plain-${size}.db`));
  const file = join(folder, `versions-${size}.csv`);
  const rectangles = postgres && new Rectangles(file);
  const history = size <= REPLAYED ? new History() : undefined;
  let spent = 0;
  for (const batch of inBatches(timeline(size), 5_000)) {
    const started = performance.now();
    index.apply(batch);
    spent += performance.now() - started;
    table.add(batch.filter(({ type }) => type !== 'FactCorrected'));
    for (const event of history ? batch : []) history.apply(event);
    for (const changed of rectangles ? batch.map(change) : []) if (changed) rectangles.add(changed);
    if (rectangles?.out.writableNeedDrain) await new Promise((resolve) => rectangles.out.once('drain', resolve));
  }
  tell(`${size} facts: index built at ${Math.round((size / spent) * 1000)} events/s`);
  const started = performance.now();
  while (index.storeHeads(LAST_DAY, 1_000));
  tell(`${size} facts: heads stored in ${Math.round(performance.now() - started)} ms`);
  await rectangles?.finish();
  const versions = postgres && (await versionsTable(postgres, size, file));
  if (versions) tell(`${size} facts: ${rectangles.rows} rows of PostgreSQL loaded and indexed`);
  rmSync(file, { force: true });
  return { size, file: indexFile, index, table, versions, history };
}

async function timed(ask) {
  const started = performance.now();
  const answer = ask();
  // An answer in process is there; awaiting it would measure the event loop.
  const found = answer instanceof Promise ? await answer : answer;
  return { taken: performance.now() - started, found };
}

const spread = (taken) => {
  const sorted = [...taken].sort((a, b) => a - b);
  return { p50: median(sorted), p99: sorted[Math.floor(sorted.length * 0.99)] };
};

/** Asks the candidates in turns, so that all meet the same machine. */
async function inTurns(count, candidates) {
  const taken = candidates.map(() => []);
  for (let i = 0; i < count; i++)
    for (const [j, ask] of candidates.entries()) taken[j].push((await timed(() => ask(i))).taken);
  return taken.map(spread);
}

async function measure({ size, index, table, versions, history }, run) {
  const next = random(run * 1_000 + 7);
  const zipf = entitiesByZipf(next);
  const head = { at: LAST_DAY, knownAt: LAST_DAY, position: index.position };
  const past = () => ({ ...head, position: Math.ceil(next() * size) });
  const anywhere = () => {
    const at = FIRST_DAY + next() * (LAST_DAY - FIRST_DAY);
    return { at, knownAt: at, position: Math.ceil(next() * size) };
  };
  const state = (entity, clocks) => index.state(clocks, { entities: [entity] });
  for (let i = 0; i < WARM_UP; i++) {
    state(zipf(), [head, past(), anywhere()][i % 3]);
    if (versions && i % 5 === 0) await versions.one(zipf(), head);
  }
  const picks = (pick) => Array.from({ length: QUERIES }, () => pick());
  const popular = picks(zipf);
  const any = picks(() => entityAt(next));
  const pasts = picks(past);
  const somewhere = picks(anywhere);
  // The same entities for all, each in turn, but none twice in a row.
  const turned = (list, by) => (i) => list[(i + by) % QUERIES];
  const [one, earlier, scattered, uniform, postgres, postgresScattered, postgresUniform] = await inTurns(QUERIES, [
    (i) => state(popular[i], head),
    (i) => state(turned(popular, 500)(i), pasts[i]),
    (i) => state(turned(popular, 1_000)(i), somewhere[i]),
    (i) => state(any[i], head),
    ...(versions
      ? [
          (i) => versions.one(popular[i], head),
          (i) => versions.one(turned(popular, 1_000)(i), somewhere[i]),
          (i) => versions.one(any[i], head),
        ]
      : []),
  ]);
  const [plain] = await inTurns(PLAIN_QUERIES, [(i) => table.ask(popular[i], head)]);
  const markets = Array.from({ length: MARKETS }, () =>
    [...new Set(Array.from({ length: 510 }, () => entityAt(next)))].slice(0, 500),
  );
  const askMarket = (i) => index.state(head, { entities: markets[i] });
  const [newMarket, postgresMarket] = await inTurns(MARKETS, [
    askMarket,
    ...(versions ? [(i) => versions.many(markets[i], head)] : []),
  ]);
  const [market] = await inTurns(MARKETS, [(i) => askMarket(i % MARKETS_HELD)]);
  const ms = (name, value) => ({ name: `${size}: ${name}`, value, unit: 'ms' });
  const both = (name, { p50, p99 }) => [ms(`${name} p50`, p50), ms(`${name} p99`, p99)];
  return [
    ...both('one entity', one),
    ...both('one entity at a past position', earlier),
    ...both('one entity at any clocks', scattered),
    ...both('one entity, all alike popular', uniform),
    ms('500 entities p50', market.p50),
    ms('500 entities, asked for the first time p50', newMarket.p50),
    ...both('plain table, one entity', plain),
    ...(versions
      ? [
          ...both('PostgreSQL, one entity', postgres),
          ...both('PostgreSQL, one entity at any clocks', postgresScattered),
          ...both('PostgreSQL, one entity, all alike popular', postgresUniform),
          ms('PostgreSQL, 500 entities p50', postgresMarket.p50),
        ]
      : []),
    ...(history
      ? [ms('replay p50', (await timed(() => marketState(history, head, { entities: [popular[0]] }))).taken)]
      : []),
  ];
}

export const bench = {
  peers: ['pg'],
  async setup({ tell, large }) {
    const folder = scratchFolder();
    const postgres = await startPostgres(folder);
    if (postgres === undefined) tell('no PostgreSQL is installed: its figures are left out');
    const built = [];
    for (const size of sizes({ large })) built.push(await build(folder, size, postgres, tell));
    return { folder, postgres, built };
  },
  async run({ built }, { run }) {
    const figures = [];
    for (const each of built) figures.push(...(await measure(each, run)));
    for (const each of built) figures.push(...measurePast(each, random(run * 1_000 + 13)));
    figures.push(...measureGrowth(built, random(run * 1_000 + 11)));
    // Last, for it adds to the indexes.
    for (const each of built) figures.push(...measureNews(each, random(run * 1_000 + 17), run * 1_000 + 19));
    return figures;
  },
  async teardown({ folder, postgres, built }) {
    for (const { index, table } of built) {
      index.close();
      table.close();
    }
    await postgres?.stop();
    removeFolder(folder);
  },
  ratios(of) {
    const ratio = (name, a, b) =>
      of.has(a) && of.has(b) ? [{ name, value: Number((of.get(a) / of.get(b)).toPrecision(3)), unit: 'times' }] : [];
    const at = (size) => [
      ...ratio(`${size}: replay / one entity`, `${size}: replay p50`, `${size}: one entity p50`),
      ...ratio(
        `${size}: PostgreSQL / one entity, p99`,
        `${size}: PostgreSQL, one entity p99`,
        `${size}: one entity p99`,
      ),
      ...ratio(
        `${size}: PostgreSQL / one entity, all alike popular, p99`,
        `${size}: PostgreSQL, one entity, all alike popular p99`,
        `${size}: one entity, all alike popular p99`,
      ),
      ...ratio(
        `${size}: PostgreSQL / one entity at any clocks, p99`,
        `${size}: PostgreSQL, one entity at any clocks p99`,
        `${size}: one entity at any clocks p99`,
      ),
      ...ratio(
        `${size}: PostgreSQL / 500 entities`,
        `${size}: PostgreSQL, 500 entities p50`,
        `${size}: 500 entities p50`,
      ),
      ...ratio(
        `${size}: plain table / one entity, p99`,
        `${size}: plain table, one entity p99`,
        `${size}: one entity p99`,
      ),
      ...ratio(
        `${size}: a past position / the head, both made from their keys`,
        `${size}: from its keys, at a past position p50`,
        `${size}: from its keys, at the head p50`,
      ),
      ...ratio(
        `${size}: a past position / the head, stored`,
        `${size}: one entity at a past position p50`,
        `${size}: one entity p50`,
      ),
    ];
    const [small, large = small] = SIZES;
    return [
      ...sizes({ large: true }).flatMap(at),
      ...['at the head', 'a year before'].flatMap((when) =>
        ratio(
          `growth of an answer of the same size, ${when}`,
          `${large}: an answer of 4 to 6 items, ${when} p50`,
          `${small}: an answer of 4 to 6 items, ${when} p50`,
        ),
      ),
    ];
  },
};
