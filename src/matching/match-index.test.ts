import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EventType, isFactType } from '../../events/catalogue.js';
import type { LogEvent } from '../../events/envelope.js';
import { judge, passes } from '../../projections/filters.js';
import { History } from '../../projections/history.js';
import { COMPANIES, MARKETS, PLACES, PRODUCTS, RandomLog, seeded } from '../../test/support/random-log.js';
import { SqliteEventStore } from '../event-store/sqlite/sqlite-event-store.js';
import type { EventFilter } from './event-filter.js';
import type { Search } from './find-matches.js';
import { MatchIndex } from './match-index.js';

let dir: string;
let store: SqliteEventStore;
let stop: AbortController;
let index: MatchIndex;
let following: Promise<void>;

async function follow(path = ':memory:') {
  stop = new AbortController();
  index = await MatchIndex.open(store, path);
  following = index.follow(stop.signal);
}

async function unfollow() {
  stop.abort();
  await following;
  index.close();
}

const settled = async () => index.reached((await store.head()).position);

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'factline-matching-'));
  store = SqliteEventStore.open({ dataDir: dir });
  await follow();
});

afterEach(async () => {
  await unfollow();
  await store.close();
  rmSync(dir, { recursive: true });
});

async function all(search: Search): Promise<number[]> {
  const found: number[] = [];
  for (let after = 0; after < index.applied; ) {
    const step = index.matchesAfter(search, after);
    found.push(...step.matches.map(({ position }) => position));
    after = step.scannedTo;
  }
  return found;
}

/** The plain definition: every reading of the fact so far, judged with the names of that position. */
function matchesPlainly(history: History, event: LogEvent, { types, ...rest }: EventFilter): boolean {
  const names = history.namesAt(event.position);
  const { factId = event.id } = event.data as { factId?: string };
  const fact = history.fact(factId);
  if (!fact) return false;
  const ownTypes: EventType[] = [event.type, fact.first.type];
  if (types?.length && !ownTypes.some((type) => types.includes(type))) return false;
  return fact.entries
    .filter(({ position, data }) => position <= event.position && data)
    .some(({ data }) => passes(judge(data!, [(data!.places as string[] | undefined) ?? []]), rest, names));
}

function randomFilter(random: () => number): EventFilter {
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)]!;
  const types = ['ProductLaunched', 'PartnershipFormed', 'FactCorrected', 'FactRetracted'] as const;
  return {
    ...(random() < 0.4 ? { types: [pick(types), pick(types)] } : {}),
    ...(random() < 0.5 ? { entities: [pick([...COMPANIES, ...PRODUCTS]), pick(COMPANIES)] } : {}),
    ...(random() < 0.3 ? { places: [pick(PLACES)] } : {}),
    ...(random() < 0.4 ? { markets: [pick(MARKETS)] } : {}),
  };
}

describe('the match index', () => {
  it.each([1, 2, 3, 4])('finds what a plain walk over the log finds (seed %i)', async (seed) => {
    await new RandomLog(store, seed).append(300);
    await settled();
    const history = new History();
    const events: LogEvent[] = [];
    for await (const event of store.readAll(0)) {
      history.apply(event);
      events.push(event);
    }
    const random = seeded(seed * 7919);
    for (let i = 0; i < 60; i++) {
      const search = { filter: randomFilter(random), ofFactOnly: true };
      const plain = events.filter((event) => matchesPlainly(history, event, search.filter)).map((e) => e.position);
      const hint = JSON.stringify(search.filter);
      expect(await all(search), hint).toEqual(plain);
      expect(await index.lastMatch(search), hint).toBe(plain.at(-1) ?? 0);
      expect(await index.lastMatch(search, 150), hint).toBe(plain.findLast((position) => position <= 150) ?? 0);
    }
  });

  it('takes what came while its file was locked, and judges it by the names of its position', async () => {
    const path = join(dir, 'match.db');
    await unfollow();
    await follow(path);
    const log = new RandomLog(store, 6);
    await log.append(40);
    await settled();
    const read = index.applied;
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    await log.append(60);
    await setTimeout(700);
    expect(index.applied).toBe(read);
    other.exec('ROLLBACK');
    other.close();
    await settled();
    const random = seeded(11);
    const searches = Array.from({ length: 40 }, () => ({ filter: randomFilter(random), ofFactOnly: true }));
    const found = await Promise.all(searches.map(all));
    await unfollow();
    await follow();
    await settled();
    expect(found).toEqual(await Promise.all(searches.map(all)));
  });

  it('judges an event as it comes like one read back', async () => {
    const seen: number[] = [];
    const search = { filter: { entities: ['company-1'] }, ofFactOnly: true };
    index.onEvents((events) => seen.push(...events.filter((e) => index.matches(search, e)).map((e) => e.position)));
    await new RandomLog(store, 5).append(200);
    await settled();
    expect(seen).toEqual(await all(search));
  });

  it('answers alike after a restart, and after its file is thrown away', async () => {
    const path = join(dir, 'match-index.db');
    const log = new RandomLog(store, 6);
    await log.append(150);
    await unfollow();
    await follow(path);
    await settled();
    await unfollow();
    await log.append(150);
    await follow(path);
    await settled();
    const search = { filter: { markets: ['market-0'], types: ['ProductLaunched'] as EventType[] }, ofFactOnly: true };
    const resumed = await all(search);
    await unfollow();
    rmSync(path);
    await follow(path);
    await settled();
    expect(await all(search)).toEqual(resumed);
    expect(resumed.length).toBeGreaterThan(0);
  });

  it('starts anew where its file was written for another log', async () => {
    const path = join(dir, 'match-index.db');
    await new RandomLog(store, 7).append(40);
    await unfollow();
    await follow(path);
    await settled();
    await unfollow();
    await store.close();
    const other = join(dir, 'other');
    store = SqliteEventStore.open({ dataDir: other });
    await new RandomLog(store, 8).append(60);
    await follow(path);
    expect(index.applied).toBe(0);
    await settled();
    expect(index.applied).toBe(60);
  });

  it('finds bookkeeping where it is asked for, by the entities that it names', async () => {
    await new RandomLog(store, 9).append(200);
    await settled();
    const found = await all({ filter: { entities: ['company-1'] }, ofFactOnly: false });
    const types = new Set<string>();
    for (const position of found) types.add(index.event(position)!.types[0]!);
    expect([...types].some((type) => type.startsWith('Entit'))).toBe(true);
    expect([...types].some((type) => isFactType(type))).toBe(true);
    expect(await all({ filter: {}, ofFactOnly: false })).toHaveLength(200);
  });
});
