// As-of answers of the index, in process, beside a replay of the log and a plain SQLite table with the index that a
// good engineer would add: one entity, a market of 500, past positions, and the growth from 100,000 to 1,000,000 facts.
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { History } from '../dist/projections/history.js';
import { marketState } from '../dist/projections/market-state.js';
import { TimelineIndex } from '../dist/src/read-models/timeline-index.js';
import { median } from './lib/medians.mjs';
import { withScratch } from './lib/scratch.mjs';
import { entityAt, FIRST_DAY, LAST_DAY, random, timeline } from './lib/timeline.mjs';

const SIZES = (process.env.ASOF_SIZES ?? '100000,1000000').split(',').map(Number);
const QUERIES = 2_000;
const BATCH = 5_000;

function* inBatches(events) {
  let batch = [];
  for (const event of events) {
    batch.push(event);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** What a good engineer would start with: a row a fact, found by entity and start. */
function plainTable(file) {
  const db = new DatabaseSync(file);
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    CREATE TABLE facts (position INTEGER PRIMARY KEY, entity TEXT, type TEXT, starts INTEGER, published INTEGER, body TEXT);
    CREATE INDEX by_entity ON facts (entity, starts)`);
  const insert = db.prepare('INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?)');
  const select = db.prepare(
    'SELECT body FROM facts WHERE entity = ? AND starts <= ? AND published <= ? AND position <= ?',
  );
  return {
    add(events) {
      db.exec('BEGIN');
      for (const { position, type, data, meta } of events) {
        const entity = data.seller ?? data.company ?? data.parties?.[0] ?? null;
        insert.run(
          position,
          entity,
          type,
          Date.parse(data.when ?? 0),
          Date.parse(meta.publishedAt),
          JSON.stringify(data),
        );
      }
      db.exec('COMMIT');
    },
    ask: (entity, { at, knownAt, position }) =>
      select.all(entity, at, knownAt, position).map(({ body }) => JSON.parse(body)),
    close: () => db.close(),
  };
}

function measure(count, ask) {
  const taken = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    ask(i);
    taken.push(performance.now() - start);
  }
  taken.sort((a, b) => a - b);
  return { p50: median(taken), p99: taken[Math.floor(count * 0.99)] };
}

const millis = (name, value) => ({ name, value, unit: 'ms' });

function measureSize(folder, size, tell) {
  tell(`${size} facts`);
  const index = TimelineIndex.open({ file: join(folder, `index-${size}.db`) });
  const table = plainTable(join(folder, `plain-${size}.db`));
  const small = size === SIZES[0] ? new History() : undefined;
  const started = performance.now();
  let built = 0;
  for (const batch of inBatches(timeline(size))) {
    const before = performance.now();
    index.apply(batch);
    built += performance.now() - before;
    table.add(batch);
    for (const event of small ? batch : []) small.apply(event);
  }
  tell(`built in ${Math.round((performance.now() - started) / 1000)} s`);
  const next = random(7);
  const head = { at: LAST_DAY, knownAt: LAST_DAY, position: size };
  const past = () => ({ ...head, position: Math.ceil(next() * size) });
  const anywhere = () => {
    const at = FIRST_DAY + next() * (LAST_DAY - FIRST_DAY);
    return { at, knownAt: at, position: Math.ceil(next() * size) };
  };
  const market = Array.from({ length: 500 }, () => entityAt(next));
  const one = measure(QUERIES, () => index.state(head, { entities: [entityAt(next)] }));
  const earlier = measure(QUERIES, () => index.state(past(), { entities: [entityAt(next)] }));
  const scattered = measure(QUERIES, () => index.state(anywhere(), { entities: [entityAt(next)] }));
  const many = measure(9, () => index.state(head, { entities: market }));
  const plain = measure(QUERIES, () => table.ask(entityAt(next), head));
  const figures = [
    { name: `${size}: index built`, value: (size / built) * 1_000, unit: 'events/s' },
    millis(`${size}: one entity p50`, one.p50),
    millis(`${size}: one entity p99`, one.p99),
    millis(`${size}: one entity at a past position p50`, earlier.p50),
    millis(`${size}: one entity at any clocks p99`, scattered.p99),
    millis(`${size}: 500 entities p50`, many.p50),
    millis(`${size}: plain table, rows of one entity p99`, plain.p99),
  ];
  if (small)
    figures.push(
      millis(`${size}: replay p50`, measure(3, () => marketState(small, head, { entities: [entityAt(next)] })).p50),
    );
  index.close();
  table.close();
  return figures;
}

export const bench = {
  run: (_, { tell }) => withScratch(async (folder) => SIZES.flatMap((size) => measureSize(folder, size, tell))),
  ratios(of) {
    const [small, large = small] = SIZES;
    const ratio = (name, a, b) => ({ name, value: Number((of.get(a) / of.get(b)).toPrecision(3)), unit: 'times' });
    return [
      ratio(`replay beside the index, ${small}`, `${small}: replay p50`, `${small}: one entity p50`),
      ratio('one entity p50, growth', `${large}: one entity p50`, `${small}: one entity p50`),
      ratio(
        'past positions beside the head',
        `${large}: one entity at a past position p50`,
        `${large}: one entity p50`,
      ),
    ];
  },
};
