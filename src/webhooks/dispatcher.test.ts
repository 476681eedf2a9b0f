import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook as Verifier } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../test/support/eventually.js';
import { RandomLog } from '../../test/support/random-log.js';
import { type Receiver, startReceiver, status } from '../../test/support/receiver.js';
import { SqliteEventStore } from '../event-store/sqlite/sqlite-event-store.js';
import { FactViews } from '../facts/fact-views.js';
import { factAt } from '../matching/fact-at.js';
import { MatchIndex } from '../matching/match-index.js';
import { AddressGuard } from '../net/address-guard.js';
import { guardedAgent } from '../net/guarded-agent.js';
import { Words } from '../read-models/words.js';
import { Dispatcher } from './dispatcher.js';
import { EventRenderer } from './event-renderer.js';
import type { Notice } from './lane.js';
import { GIVE_UP_AFTER_MS, parseRetrySchedule } from './retry-schedule.js';
import { Sender } from './sender.js';
import { SqliteWebhookStore } from './sqlite/sqlite-webhook-store.js';
import { type NewWebhook, newWebhook, unhindered, type Webhook } from './webhook.js';

let dir: string;
let store: SqliteEventStore;
let log: RandomLog;
let service: Awaited<ReturnType<typeof start>>;
let receivers: Receiver[];

async function start(retry = '0s,20ms') {
  const stop = new AbortController();
  const index = await MatchIndex.open(store, join(dir, 'matches.db'));
  const webhooks = SqliteWebhookStore.open(join(dir, 'webhooks.db'));
  const agent = guardedAgent(new AddressGuard({ allowHttp: true, allowPrivate: true }));
  const notices: Notice[] = [];
  const dispatcher = new Dispatcher({
    store: webhooks,
    index,
    renderer: new EventRenderer(store, factAt(store, new FactViews(store, new Words(store)))),
    sender: new Sender(agent, 300),
    schedule: parseRetrySchedule(retry)!,
    told: (notice) => notices.push(notice),
    onWriteError: (error) => {
      throw error;
    },
  });
  const following = index.follow(stop.signal);
  await dispatcher.start();
  return {
    dispatcher,
    webhooks,
    index,
    notices,
    async stop() {
      await dispatcher.stop();
      stop.abort();
      await following;
      index.close();
      await webhooks.close();
      await agent.destroy();
    },
  };
}

async function receiver(...args: Parameters<typeof startReceiver>) {
  const started = await startReceiver(...args);
  receivers.push(started);
  return started;
}

const subscribe = async (url: string, more: Partial<NewWebhook> = {}) =>
  service.dispatcher.add(newWebhook({ url, filter: {}, cursor: 0, ...more }));

/** Positions of all events of facts that a plain walk over the log finds. */
async function factPositions(): Promise<number[]> {
  const positions: number[] = [];
  for await (const event of store.readAll(0)) if (event.meta.publishedAt !== undefined) positions.push(event.position);
  return positions;
}

const entriesOf = async (webhook: Webhook) => {
  await service.dispatcher.settled();
  return service.webhooks.entries(webhook.id, { limit: 1000 });
};

/** Checks that every event names the one before as its previous, and returns the positions. */
function chainOf({ received }: Receiver): number[] {
  const events = received.flatMap((request) => request.events);
  let previous = '0';
  for (const event of events) {
    expect(event.previous).toBe(previous);
    previous = event.position;
  }
  return events.map((event) => Number(event.position));
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'factline-webhooks-'));
  store = SqliteEventStore.open({ dataDir: dir });
  log = new RandomLog(store, 42);
  receivers = [];
  service = await start();
});

afterEach(async () => {
  await service.stop();
  for (const { close } of receivers) close();
  await store.close();
  rmSync(dir, { recursive: true });
});

describe('delivery', () => {
  it('sends the history and then what is recorded, in order, signed, each naming the one before', async () => {
    await log.append(60);
    const target = await receiver();
    const lane = await subscribe(target.url);
    await log.append(60);
    const expected = await factPositions();
    await eventually(() => target.positions().length >= expected.length, 'all deliveries');
    expect(chainOf(target)).toEqual(expected);
    const verifier = new Verifier(lane.webhook.secrets[0]!.value);
    for (const { body, headers } of target.received) expect(() => verifier.verify(body, headers)).not.toThrow();
    expect(target.received[0]!.headers['content-type']).toBe('application/cloudevents+json');
    expect(target.received[0]!.headers['webhook-id']).toBe(target.received[0]!.events[0]!.id);
  });

  it('sends only what matches, from the head by default of its cursor', async () => {
    await log.append(50);
    const head = (await store.head()).position;
    await service.index.reached(head);
    const target = await receiver();
    await subscribe(target.url, { filter: { entities: ['company-3'] }, cursor: head });
    const search = { filter: { entities: ['company-3'] }, ofFactOnly: true };
    const before = await service.index.lastMatch(search, head);
    await log.append(150);
    await service.index.reached((await store.head()).position);
    const expected = service.index.matchesAfter(search, head).matches.map(({ position }) => position);
    await eventually(() => target.positions().length >= expected.length, 'all matches');
    expect(target.positions()).toEqual(expected);
    expect(target.received[0]!.events[0]!.previous).toBe(String(before));
  });

  it('batches whatever waits, under an id that names its ends', async () => {
    await log.append(120);
    const target = await receiver();
    const lane = await subscribe(target.url, { batch: 25 });
    const expected = await factPositions();
    await eventually(() => target.positions().length >= expected.length, 'all batches');
    expect(chainOf(target)).toEqual(expected);
    const [first] = target.received;
    expect(first!.events).toHaveLength(25);
    expect(first!.headers['content-type']).toBe('application/cloudevents-batch+json');
    const ends = [first!.events[0]!.position, first!.events[24]!.position];
    expect(first!.headers['webhook-id']).toBe(`${lane.webhook.id}-${ends[0]}-${ends[1]}`);
    expect(() => new Verifier(lane.webhook.secrets[0]!.value).verify(first!.body, first!.headers)).not.toThrow();
  });

  it('is not held up by an endpoint that stalls', async () => {
    const stalled = await receiver(() => undefined);
    const quick = await receiver();
    const slowLane = await subscribe(stalled.url);
    await subscribe(quick.url);
    await log.append(40);
    const expected = await factPositions();
    await eventually(() => quick.positions().length >= expected.length, 'the quick one', 1000);
    expect(stalled.received.length).toBeLessThan(8);
    await eventually(async () => (await entriesOf(slowLane.webhook)).length > 0, 'the failed attempt');
    expect((await entriesOf(slowLane.webhook)).at(-1)).toMatchObject({ error: 'timeout: no answer within 0.3 s' });
  });
});

describe('failure', () => {
  it('is tried again with the same id and body and a new signature, and the rest waits', async () => {
    let failures = 3;
    const target = await receiver((request, response) =>
      status(failures-- > 0 ? 500 : 200)(request, response, {} as never),
    );
    const lane = await subscribe(target.url);
    await log.append(20);
    const expected = await factPositions();
    await eventually(() => target.received.length >= expected.length + 3, 'the retries');
    expect(target.positions()).toEqual([...Array(3).fill(expected[0]), ...expected]);
    expect(new Set(target.received.slice(0, 4).map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(target.received.slice(0, 4).map(({ body }) => body)).size).toBe(1);
    const entries = [...(await entriesOf(lane.webhook))].reverse();
    expect(entries.slice(0, 4).map(({ attempt, status: code }) => [attempt, code])).toEqual([
      [1, 500],
      [2, 500],
      [3, 500],
      [4, 200],
    ]);
    expect(entries[0]).toMatchObject({ answer: 'status 500', firstPosition: expected[0] });
    expect(entries[1]!.nextAttemptAt! - entries[1]!.at).toBeGreaterThanOrEqual(20);
  });

  it('keeps the make-up of a batch over its attempts', async () => {
    const target = await receiver(status(500));
    await log.append(5);
    await subscribe(target.url, { batch: 100 });
    await eventually(() => target.received.length > 1, 'a retry');
    await log.append(5);
    target.replyWith(status(200));
    const expected = await factPositions();
    await eventually(() => target.positions().at(-1) === expected.at(-1), 'the rest');
    const ids = target.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids.slice(0, -1)).size).toBe(1);
  });

  it('waits for what Retry-After asks', async () => {
    const target = await receiver(status(429, { 'retry-after': '1' }));
    await log.append(3);
    const started = Date.now();
    const lane = await subscribe(target.url);
    await eventually(() => target.received.length === 1, 'the first attempt');
    target.replyWith(status(200));
    await eventually(() => lane.webhook.failures === 0 && target.received.length > 1, 'the second attempt');
    expect(Date.now() - started).toBeGreaterThanOrEqual(1000);
  });

  it('of 410 disables at once, and activation goes on where it stopped', async () => {
    await log.append(10);
    const target = await receiver(status(410));
    const lane = await subscribe(target.url);
    await eventually(() => lane.webhook.status === 'disabled', 'the end');
    expect(lane.webhook.disabled?.reason).toBe('gone');
    expect(service.notices.some(({ kind }) => kind === 'disabled')).toBe(true);
    expect((await entriesOf(lane.webhook))[0]).toMatchObject({ kind: 'disabled', reason: 'gone' });
    target.replyWith(status(200));
    lane.change({ ...unhindered(lane.webhook), status: 'active' });
    const expected = await factPositions();
    await eventually(() => target.received.length === expected.length + 1, 'all deliveries');
  });

  it('for five days disables, even while nothing is due', async () => {
    await log.append(5);
    const target = await receiver(status(500, { 'retry-after': '1000000' }));
    const lane = await subscribe(target.url);
    await eventually(() => lane.webhook.failures === 1, 'the failure');
    lane.change({ ...lane.webhook, failingSince: Date.now() - GIVE_UP_AFTER_MS + 50 });
    await eventually(() => lane.webhook.status === 'disabled', 'the end');
    expect(lane.webhook.disabled?.reason).toBe('failing');
    expect(target.received).toHaveLength(1);
  });
});

describe('a restart', () => {
  it('takes cursors and the retry schedule up where they stood', async () => {
    await service.stop();
    service = await start('0s,600ms');
    await log.append(10);
    const target = await receiver(status(500));
    const { id } = (await subscribe(target.url)).webhook;
    await eventually(() => target.received.length === 2, 'two attempts');
    await eventually(() => service.dispatcher.lane(id)!.webhook.failures === 2, 'the second failure');
    const due = service.dispatcher.lane(id)!.webhook.nextAttemptAt!;
    await service.stop();
    target.replyWith(status(200));
    service = await start('0s,600ms');
    expect(service.dispatcher.lane(id)!.webhook).toMatchObject({ failures: 2, nextAttemptAt: due });
    const expected = await factPositions();
    await eventually(() => target.received.length === 2 + expected.length, 'all deliveries');
    expect(Date.now()).toBeGreaterThanOrEqual(due);
    await service.stop();
    service = await start();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(target.received.length).toBe(2 + expected.length);
  });

  it('with the match index thrown away sends nothing again', async () => {
    await log.append(30);
    const target = await receiver();
    const lane = await subscribe(target.url);
    const expected = await factPositions();
    await eventually(() => lane.webhook.cursor === expected.at(-1), 'all answers');
    expect(target.positions()).toHaveLength(expected.length);
    await service.stop();
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(dir, `matches.db${suffix}`), { force: true });
    service = await start();
    await service.index.reached((await store.head()).position);
    await log.append(10);
    const more = await factPositions();
    await eventually(() => target.positions().length >= more.length, 'what is new');
    expect(chainOf(target)).toEqual(more);
  });
});
