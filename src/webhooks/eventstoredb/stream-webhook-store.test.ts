import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventStoreDouble } from '../../../test/support/eventstoredb/double.js';
import { DbConnection } from '../../event-store/eventstoredb/db-connection.js';
import { Leadership } from '../leadership.js';
import { newWebhook } from '../webhook.js';
import { StreamLease } from './stream-lease.js';
import { StreamWebhookStore } from './stream-webhook-store.js';

describe('webhooks in streams (on a double of EventStoreDB)', () => {
  let double: EventStoreDouble;
  let connection: DbConnection;

  beforeEach(async () => {
    double = await new EventStoreDouble().start();
    connection = new DbConnection(double.url);
  });
  afterEach(async () => {
    await connection.close();
    await double.stop();
  });

  const webhook = newWebhook({ url: 'https://receiver.example/', filter: {}, cursor: 3 });
  const entry = (sequence: number) => ({ webhook: webhook.id, sequence, at: sequence, kind: 'delivery' }) as const;

  it('are found by another node as they were saved last, with their log newest first', async () => {
    const store = new StreamWebhookStore(connection);
    await store.save([webhook], []);
    await store.save([{ ...webhook, cursor: 4 }], [entry(1), entry(2)]);
    await store.save([{ ...webhook, cursor: 5 }], [entry(3)]);
    const other = new StreamWebhookStore(connection);
    expect(await other.all()).toEqual([{ ...webhook, cursor: 5 }]);
    expect((await other.entries(webhook.id, { limit: 2 })).map(({ sequence }) => sequence)).toEqual([3, 2]);
    expect((await other.entries(webhook.id, { before: 2, limit: 9 })).map(({ sequence }) => sequence)).toEqual([1]);
    await other.remove(webhook.id);
    expect(await store.all()).toEqual([]);
  });

  it('cannot be written over by a node whose successor has written', async () => {
    const [old, successor] = [new StreamWebhookStore(connection), new StreamWebhookStore(connection)];
    await old.save([webhook], []);
    await successor.all();
    await successor.save([{ ...webhook, cursor: 9 }], []);
    await expect(old.save([{ ...webhook, cursor: 4 }], [])).rejects.toMatchObject({ code: 'store_unavailable' });
    expect((await successor.all())[0]!.cursor).toBe(9);
  });

  it('are delivered by one node, and by another one once the first has left or its term has passed', async () => {
    const [first, second] = [new StreamLease(connection), new StreamLease(connection)];
    expect(await first.hold()).toBe(true);
    expect(await second.hold()).toBe(false);
    expect(await first.hold()).toBe(true);
    await first.leave();
    expect(await second.hold()).toBe(true);
    expect(await first.hold()).toBe(false);
    const started = Date.now();
    await expect.poll(() => first.hold(), { timeout: 15_000, interval: 1_000 }).toBe(true);
    expect(Date.now() - started).toBeGreaterThan(5_000);
    expect(await second.hold()).toBe(false);
  });

  it('start and stop with the lease', async () => {
    const told: string[] = [];
    const node = (name: string) =>
      new Leadership(
        new StreamLease(connection),
        { start: async () => void told.push(`${name} starts`), stop: async () => void told.push(`${name} stops`) },
        () => undefined,
      );
    const [a, b] = [node('a'), node('b')];
    a.start();
    await expect.poll(() => told).toEqual(['a starts']);
    b.start();
    await a.stop();
    await expect.poll(() => told, { timeout: 6_000 }).toEqual(['a starts', 'a stops', 'b starts']);
    await b.stop();
  });
});
