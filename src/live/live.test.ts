import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { parseAtomFeed, parseJsonFeed } from 'feedsmith';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../test/support/eventually.js';
import { RandomLog } from '../../test/support/random-log.js';
import { readStream } from '../../test/support/sse-client.js';
import { ProblemFilter } from '../api/problem-filter.js';
import { EventStore } from '../event-store/event-store.js';
import { EventStoreModule } from '../event-store/event-store.module.js';
import { FactViewsModule } from '../facts/fact-views.module.js';
import { MatchIndex } from '../matching/match-index.js';
import { MatchingModule } from '../matching/matching.module.js';
import { LiveModule } from './live.module.js';
import { LiveService } from './live.service.js';

let dir: string;
let app: NestFastifyApplication;
let base: string;
let log: RandomLog;
let store: EventStore;

async function start(limits = { heartbeatMs: 15_000, maxStallMs: 30_000 }) {
  const modules = {
    module: class Root {},
    providers: [{ provide: APP_FILTER, useClass: ProblemFilter }],
    imports: [
      EventStoreModule.forRoot({ engine: 'sqlite', dataDir: dir }),
      FactViewsModule,
      MatchingModule.forRoot({ dataDir: dir }),
      LiveModule.forRoot(limits),
    ],
  };
  app = await NestFactory.create<NestFastifyApplication>(modules, new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  base = await app.getUrl();
  store = app.get(EventStore);
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'factline-live-'));
  await start();
  log = new RandomLog(store, 21);
});

afterEach(async () => {
  await app.close();
  rmSync(dir, { recursive: true });
});

const upTo = (last: number, from = 1) => Array.from({ length: last - from + 1 }, (_, i) => from + i);

async function logged(keep: (event: { type: string; data: object }) => boolean): Promise<number[]> {
  const positions: number[] = [];
  for await (const event of store.readAll(0)) if (keep(event)) positions.push(event.position);
  return positions;
}

describe('the event stream', () => {
  it('sends every event as it is recorded, under its position', async () => {
    await log.append(5);
    const reader = await readStream(`${base}/v1/stream`);
    expect(reader.response.headers['content-type']).toBe('text/event-stream');
    await log.append(30);
    await eventually(() => reader.ids.length === 30, 'the events');
    expect(reader.ids).toEqual(upTo(35, 6));
    expect(reader.data.map(({ position }) => position)).toEqual(reader.ids);
    const fact = reader.data.find(({ type }) => type === 'ProductLaunched')!;
    expect(fact).toMatchObject({ status: 'current', revision: expect.any(Number) });
    const correction = reader.data.find(({ type }) => type === 'FactCorrected')!;
    expect(correction.fact).toMatchObject({ id: (correction.data as { factId: string }).factId });
    reader.close();
  });

  it('resumes from the last id and misses nothing', async () => {
    await log.append(400);
    const first = await readStream(`${base}/v1/stream`, 0);
    await eventually(() => first.ids.length > 100, 'the beginning');
    first.close();
    await first.closed;
    const second = await readStream(`${base}/v1/stream`, first.ids.at(-1)!);
    await log.append(50);
    await eventually(() => second.ids.at(-1) === 450, 'the rest');
    expect([...first.ids, ...second.ids]).toEqual(upTo(450));
    second.close();
  });

  it('sends what the filters of /v1/facts let pass, and only facts then', async () => {
    await log.append(200);
    const types = await readStream(`${base}/v1/stream?type=PartnershipFormed&place=CN&place=US`, 0);
    const retracted = await readStream(`${base}/v1/stream?status=retracted`, 0);
    const words = await readStream(`${base}/v1/stream?q=CLAIM&type=StatementMade&publishedTo=2025-06`, 0);
    const expected = await logged(
      ({ type, data }) =>
        type === 'PartnershipFormed' &&
        ((data as { places?: string[] }).places ?? []).some((place) => ['CN', 'US'].includes(place)),
    );
    await eventually(() => types.ids.at(-1)! >= expected.at(-1)! && retracted.ids.length > 0, 'the matches');
    expect(types.ids.filter((_, i) => types.data[i]!.type === 'PartnershipFormed')).toEqual(expected);
    expect(types.data.every(({ type }) => type !== 'EntityDescribed')).toBe(true);
    expect(retracted.data.every(({ fact }) => (fact as { status: string }).status === 'retracted')).toBe(true);
    await eventually(() => words.ids.length > 0, 'words');
    for (const { meta } of words.data.filter(({ type }) => type === 'StatementMade'))
      expect((meta as { publishedAt: string }).publishedAt < '2025-07').toBe(true);
    for (const reader of [types, retracted, words]) reader.close();
  });

  it('sends facts by the key of an item that they bear on', async () => {
    await log.append(150);
    const key = encodeURIComponent('products/product-1');
    const reader = await readStream(`${base}/v1/stream?key=${key}&type=ProductLaunched`, 0);
    const expected = await logged(
      ({ type, data }) => type === 'ProductLaunched' && (data as { product: string }).product === 'product-1',
    );
    await eventually(() => reader.ids.length >= expected.length, 'the facts of the key');
    expect(reader.ids).toEqual(expect.arrayContaining(expected));
    reader.close();
  });

  it.each([
    ['type=Nonsense', {}],
    ['place=China', {}],
    ['from=yesterday', {}],
    ['status=gone', {}],
    ['', { 'last-event-id': '99' }],
    ['', { 'last-event-id': 'x' }],
  ])('is refused for %s %j', async (query, headers) => {
    const response = await fetch(`${base}/v1/stream?${query}`, { headers });
    expect(response.status).toBe(422);
  });

  it('is never silent for long', async () => {
    await app.close();
    await start({ heartbeatMs: 20, maxStallMs: 30_000 });
    const reader = await readStream(`${base}/v1/stream`);
    await eventually(() => reader.comments.length > 2, 'heartbeats');
    reader.close();
    await eventually(() => app.get(LiveService).readers === 0, 'the end');
  });

  it('cuts off a reader that takes nothing, holds little for it, and lets it resume', async () => {
    await app.close();
    await start({ heartbeatMs: 15_000, maxStallMs: 200 });
    log = new RandomLog(store, 22, { corrections: 0, retractions: 0, names: 0 });
    await log.appendTogether(20_000);
    const stalled = connect(Number(new URL(base).port), '127.0.0.1');
    stalled.write('GET /v1/stream HTTP/1.1\r\nhost: x\r\nlast-event-id: 0\r\n\r\n');
    stalled.pause();
    await eventually(() => app.get(LiveService).readers === 1, 'the reader');
    await eventually(() => app.get(LiveService).readers === 0, 'the cut');
    stalled.destroy();
    const reader = await readStream(`${base}/v1/stream`, 19_000);
    await eventually(() => reader.ids.length === 1000, 'the rest');
    reader.close();
  }, 60_000);
});

describe('the feeds', () => {
  beforeEach(async () => {
    await log.append(350);
    await app.get(MatchIndex).reached(350);
  });

  const feed = async (path: string) => {
    const response = await fetch(path.startsWith('http') ? path : `${base}${path}`);
    expect(response.status).toBe(200);
    return { type: response.headers.get('content-type'), text: await response.text() };
  };

  const linkOf = (atom: { links?: { rel?: string; href?: string }[] }, rel: string) =>
    atom.links?.find((link) => link.rel === rel)?.href;

  it('hold the newest facts as Atom, and every older one in archived pages', async () => {
    const { type, text } = await feed('/v1/feed.atom?type=ProductLaunched');
    expect(type).toContain('application/atom+xml');
    const seen = new Set<string>();
    let page = parseAtomFeed(text);
    expect(linkOf(page, 'self')).toBe(`${base}/v1/feed.atom?type=ProductLaunched`);
    for (;;) {
      const updated = (page.entries ?? []).map((entry) => entry.updated!);
      expect([...updated].sort().reverse()).toEqual(updated);
      for (const { id } of page.entries ?? []) seen.add(id!);
      const older = linkOf(page, 'prev-archive');
      if (!older) break;
      const archived = await feed(older);
      expect(archived.text).toContain('<fh:archive/>');
      page = parseAtomFeed(archived.text);
      expect(linkOf(page, 'current')).toBe(`${base}/v1/feed.atom?type=ProductLaunched`);
    }
    const facts: string[] = [];
    for await (const event of store.readAll(0))
      if (event.type === 'ProductLaunched') facts.push(`urn:uuid:${event.id}`);
    expect([...seen].sort()).toEqual(facts.sort());
  });

  it('hold the newest facts as JSON Feed, and older ones under next_url', async () => {
    const { type, text } = await feed('/v1/feed.json?entity=company-2');
    expect(type).toContain('application/feed+json');
    const newest = parseJsonFeed(text);
    expect(JSON.parse(text).version).toBe('https://jsonfeed.org/version/1.1');
    expect(newest.items?.[0]).toMatchObject({ id: expect.stringMatching(/^urn:uuid:/), tags: expect.any(Array) });
    expect(newest.next_url).toBe(`${base}/v1/feed.json?entity=company-2&page=2`);
    const older = parseJsonFeed((await feed(newest.next_url!)).text);
    expect(older.feed_url).toBe(newest.next_url);
    expect(JSON.parse(text).items[0]._factline.fact).toHaveProperty('status');
  });

  it('do not change in an archived page once it is one', async () => {
    const before = await feed('/v1/feed.atom?page=1');
    await log.append(120);
    await app.get(MatchIndex).reached(470);
    expect((await feed('/v1/feed.atom?page=1')).text).toBe(before.text);
    expect((await fetch(`${base}/v1/feed.atom?page=4`)).status).toBe(404);
    expect((await fetch(`${base}/v1/feed.json?page=x`)).status).toBe(404);
  });
});
