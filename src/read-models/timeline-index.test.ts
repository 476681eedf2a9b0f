import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { factsAsOf } from '../../projections/facts.js';
import { evidenceOfItem, words } from '../../projections/item.js';
import { marketState } from '../../projections/market-state.js';
import { LogBuilder } from '../../test/support/log-builder.js';
import { PlainIndex } from './plain-index.js';
import type { FactOrder, FactsFilter, FactsPage } from './timeline/facts-filter.js';
import { PoisonEventError, TimelineIndex } from './timeline-index.js';

let log: LogBuilder;
let index: TimelineIndex;
beforeEach(() => {
  log = new LogBuilder();
  index = TimelineIndex.open({ file: ':memory:' });
});
afterEach(() => index.close());

const sale = (seller: string, value: number, when?: string) => ({
  seller,
  metric: 'units',
  unit: 'units',
  qualifier: 'exact',
  value,
  ...(when ? { when } : {}),
});

const read = ({ listed }: FactsPage) => listed.map((fact) => fact.read());

const ask = (filter: Partial<FactsFilter> = {}, order: FactOrder = 'position', limit = 100) =>
  index.facts(
    { knownAt: Date.UTC(2030, 0), position: log.head, statuses: ['current', 'corrected'], ...filter },
    order,
    limit,
  );

describe('the state', () => {
  it('names a denial once in a forecast that both share several keys with', () => {
    const lifting = { authority: 'us', targets: ['cn', 'ru'], measure: 'exportControl' };
    log.fact('SanctionLifted', '2024-01-01', { ...lifting, when: '2024-06/', modality: 'expected' });
    const denial = log.fact('SanctionLifted', '2024-02-01', { ...lifting, modality: 'denied' });
    index.apply(log.events);
    const clocks = { at: Date.UTC(2024, 2), knownAt: Date.UTC(2024, 2), position: log.head };
    const { forecasts = [] } = index.state(clocks, {});
    expect(forecasts.flatMap(({ deniedBy }) => deniedBy?.map(({ factId }) => factId))).toEqual([denial]);
    expect(index.state(clocks, {})).toEqual(marketState(log.history, clocks, {}));
  });
});

describe('a forecast under names that change', () => {
  it.each([
    ['kept in memory', false],
    ['stored', true],
  ])('is at a past position what it was under the names of then, whatever of the head is %s', (_, stores) => {
    const act = { authority: 'us', targets: ['cn'], measure: 'exportControl' };
    log.describe('us', 'jurisdiction');
    log.describe('agency', 'agency');
    log.fact('SanctionImposed', '2024-01-01', { ...act, authority: 'agency', when: '2024', modality: 'expected' });
    log.fact('SanctionImposed', '2024-02-01', { ...act, when: '2024-02-01' });
    log.describe('agency', 'agency', 'us');
    index.apply(log.events);
    const today = Date.UTC(2024, 5);
    if (stores) while (index.storeHeads(today, 1000));
    const asked = [log.head, log.head - 1].map((position) => {
      const clocks = { at: today, knownAt: today, position };
      const filters = { entities: ['agency'], sections: ['forecasts' as const] };
      return [index.state(clocks, filters), marketState(log.history, clocks, filters)] as const;
    });
    expect(asked.map(([, plain]) => plain.forecasts?.length)).toEqual([0, 1]);
    for (const [fast, plain] of asked) expect(fast).toEqual(plain);
  });
});

describe('what is stored of the head', () => {
  const today = Date.UTC(2025, 5);
  const clocks = () => ({ at: today, knownAt: today, position: log.head });
  const storeAll = (of: TimelineIndex) => {
    let slices = 1;
    while (of.storeHeads(today, 0.01)) slices++;
    return slices;
  };
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'factline-heads-'));
    for (const [i, seller] of ['byd', 'tesla', 'nio', 'xpeng'].entries())
      log.fact('SalesReported', '2025-01-01', sale(seller, i, '2024'), { evidence: { sha256: `${i}`.repeat(64) } });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const rowsOf = (file: string) => {
    const db = new DatabaseSync(file);
    const rows = db.prepare('SELECT entity FROM head_items ORDER BY entity').all() as { entity: string }[];
    db.close();
    return rows.map(({ entity }) => entity);
  };

  it('is made a little at a time, outlives the process, and goes where a key changes', () => {
    const file = join(folder, 'timeline.db');
    const first = TimelineIndex.open({ file });
    first.apply(log.events);
    expect(storeAll(first)).toBeGreaterThan(2);
    first.close();
    expect(rowsOf(file)).toEqual(['byd', 'nio', 'tesla', 'xpeng']);

    const again = TimelineIndex.open({ file });
    log.fact('SalesReported', '2025-02-01', sale('byd', 7, '2025-01'));
    again.apply(log.events);
    expect(rowsOf(file)).toEqual(['nio', 'tesla', 'xpeng']);
    for (const entity of ['byd', 'nio'])
      expect(again.state(clocks(), { entities: [entity] })).toEqual(
        marketState(log.history, clocks(), { entities: [entity] }),
      );
    storeAll(again);
    expect(rowsOf(file)).toEqual(['byd', 'nio', 'tesla', 'xpeng']);
    again.close();
  });

  it('keeps where the words of its evidence are found', () => {
    const file = join(folder, 'timeline.db');
    index.apply(log.events);
    const fresh = index.state(clocks(), { entities: ['byd'] });
    const stored = TimelineIndex.open({ file });
    stored.apply(log.events);
    storeAll(stored);
    const told = (sections: typeof fresh) =>
      Object.values(sections).flatMap((items) => items.flatMap(evidenceOfItem).map((each) => each[words]));
    expect(told(fresh)).toEqual([{ streamId: 'stream-1', sha256: '0'.repeat(64) }]);
    expect(told(stored.state(clocks(), { entities: ['byd'] }))).toEqual(told(fresh));
    stored.close();
  });
});

describe('the timeline', () => {
  it('gives each fact in its standing reading, as the plain fold does, at every clock', () => {
    const first = log.fact('SalesReported', '2025-01-01', sale('byd', 1, '2024'));
    log.fact('SalesReported', '2025-02-01', sale('tesla', 2));
    log.correct(first, sale('byd', 3, '2024'), '2025-03-01');
    log.retract(first, '2025-04-01');
    log.correct(first, sale('byd', 4, '2024'), '2025-04-01');
    index.apply(log.events);
    for (let position = 0; position <= log.head; position++)
      for (const knownAt of ['2025-01-02', '2025-02-02', '2025-03-02', '2025-05-01'].map((day) => Date.parse(day))) {
        const page = ask({ knownAt, position, statuses: ['current', 'corrected', 'retracted'] });
        const readings = read(page);
        expect(readings).toEqual(factsAsOf(log.history, { knownAt, position }));
        expect(page.total).toBe(readings.length);
      }
  });

  it('filters, orders and turns pages without a gap', () => {
    log.describe('byd-auto', 'company', 'byd');
    for (let i = 0; i < 25; i++)
      log.fact('SalesReported', '2025-06-01', sale(i % 2 ? 'byd-auto' : 'tesla', i, `20${10 + (i % 7)}`));
    index.apply(log.events);
    const whole = read(ask({ entities: ['byd'] }, '-when'));
    expect(whole).toHaveLength(12);
    const filter: FactsFilter = {
      knownAt: Date.UTC(2030, 0),
      position: log.head,
      statuses: ['current'],
      entities: ['byd'],
    };
    const pages = [];
    let page = index.facts(filter, '-when', 5);
    for (pages.push(...read(page)); page.next; pages.push(...read(page))) {
      expect(page.total).toBe(12);
      page = index.facts(filter, '-when', 5, page.next);
    }
    expect(pages).toEqual(whole);
    expect(ask({ from: Date.UTC(2016, 0), to: Date.UTC(2016, 5) }).total).toBe(3);
  });

  it('lists from packed blocks what it listed before its file was closed', () => {
    const ids = Array.from({ length: 30 }, (_, i) =>
      log.fact(
        'SalesReported',
        `2025-01-${String(1 + ((i * 7) % 28)).padStart(2, '0')}`,
        sale('byd', i, `20${10 + (i % 9)}`),
      ),
    );
    log.correct(ids[3] as string, sale('byd', 99, '2024'));
    log.retract(ids[20] as string, '2025-02-01');
    const directory = mkdtempSync(join(tmpdir(), 'factline-'));
    const options = { file: join(directory, 'index.db'), block: 8 };
    const written = TimelineIndex.open(options);
    written.apply(log.events);
    written.close();
    const reopened = TimelineIndex.open(options);
    const plain = new PlainIndex();
    plain.apply(log.events);
    for (const order of ['when', '-publishedAt', '-position'] as const)
      for (const position of [7, 8, 25, log.head])
        for (const knownAt of [Date.UTC(2025, 0, 15), Date.UTC(2030, 0)]) {
          const filter: FactsFilter = { knownAt, position, statuses: ['current', 'corrected'] };
          const [page, expected] = [reopened, plain].map((index) => index.facts(filter, order, 10));
          expect(read(page as FactsPage)).toEqual(read(expected as FactsPage));
          expect(page?.total).toBe(expected?.total);
        }
    reopened.close();
    rmSync(directory, { recursive: true });
  });

  it('finds what an agency does under its government, whose act it is', () => {
    log.describe('us', 'jurisdiction');
    log.describe('bis', 'organisation', 'us');
    log.fact('SanctionImposed', '2025-01-01', { authority: 'bis', targets: ['cn'], measure: 'exportControl' });
    index.apply(log.events);
    expect(['us', 'cn', 'bis'].map((id) => ask({ entities: [id] }).total)).toEqual([1, 1, 0]);
  });

  it('finds every fact that ever fed an item', () => {
    const moved = log.fact('SalesReported', '2025-01-01', sale('byd', 1, '2024'));
    log.fact('SalesReported', '2025-01-01', sale('byd', 2, '2023'));
    log.correct(moved, sale('tesla', 1, '2024'));
    index.apply(log.events);
    expect(ask({ keys: ['sales/byd/*/*/units/units/*/year-12'] }).total).toBe(2);
  });
});

describe('the index', () => {
  it('stops before an event that it cannot read, keeps what came before, and goes on past it when told', () => {
    log.fact('SalesReported', '2025-01-01', sale('byd', 1, '2024'));
    log.describe('byd', 'company');
    log.append('FactRetracted', { factId: 'unknown', reason: 'x' }, { publishedAt: '2025-01-01T00:00:00.000Z' });
    log.fact('SalesReported', '2025-01-01', sale('byd', 2, '2023'));
    const apply = () => index.apply(log.events);
    expect(apply).toThrow(PoisonEventError);
    expect(apply).toThrow(/position 3/);
    expect(index.position).toBe(2);
    expect(index.namesAt(2).description('byd')?.kind).toBe('company');
    index.skip(3, 'names no fact');
    apply();
    expect(index.position).toBe(4);
    expect(index.skipped()).toMatchObject([{ position: 3, reason: 'names no fact' }]);
  });

  it('answers from where it stood when its file is opened again', () => {
    log.fact('PartnershipFormed', '2025-01-01', { parties: ['a', 'b'], when: '2024' });
    log.merge(['a'], 'c');
    const directory = mkdtempSync(join(tmpdir(), 'factline-'));
    const file = join(directory, 'index.db');
    const written = TimelineIndex.open({ file });
    written.apply(log.events);
    written.close();
    const reopened = TimelineIndex.open({ file });
    const asOf = { at: Date.UTC(2025, 5), knownAt: Date.UTC(2025, 5), position: log.head };
    expect(reopened.position).toBe(log.head);
    expect(reopened.state(asOf)).toEqual(marketState(log.history, asOf));
    reopened.close();
    rmSync(directory, { recursive: true });
  });
});

it('answers as the plain fold does after a disk without space, and goes on when there is some', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'factline-'));
  const file = join(directory, 'index.db');
  // A process that may write no file beyond 4,000 blocks of 1 KiB meets the same refusals.
  const script = `ulimit -S -f 4000 && exec "${process.execPath}" "${resolve('test/children/index-until-full.mjs')}" "${file}"`;
  const { stdout } = await promisify(execFile)('bash', ['-c', script]);
  const { refused, whileFull, goesOn, after, position } = JSON.parse(stdout);
  expect(refused.length).toBeGreaterThan(1);
  for (const { message } of refused) expect(message).toMatch(/disk/);
  expect({ whileFull, goesOn, after }).toEqual({ whileFull: [], goesOn: [true, true], after: [] });
  expect(position).toBeGreaterThan(100);
  rmSync(directory, { recursive: true });
});
