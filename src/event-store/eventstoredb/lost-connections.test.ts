import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleFact } from '../../../test/event-samples.js';
import { EventStoreDouble } from '../../../test/support/eventstoredb/double.js';
import { NO_STREAM } from '../event-store.js';
import { EventStoreDbEventStore } from './eventstoredb-event-store.js';

describe('the engine on EventStoreDB, when the server goes away (on its double)', () => {
  let double: EventStoreDouble;
  let dataDir: string;
  let store: EventStoreDbEventStore;

  beforeEach(async () => {
    double = await new EventStoreDouble().start();
    dataDir = mkdtempSync(join(tmpdir(), 'factline-followed-'));
    store = await EventStoreDbEventStore.open({ url: double.url, dataDir });
  });
  afterEach(async () => {
    await store.close();
    await double.stop();
    rmSync(dataDir, { recursive: true });
  });

  it('refuses writes with a time to retry, answers reads, and catches up by itself', async () => {
    await store.append('fact-a', NO_STREAM, [sampleFact('a')]);
    await double.stop();
    await expect(store.append('fact-b', NO_STREAM, [sampleFact('b')])).rejects.toMatchObject({
      code: 'store_unavailable',
      retryAfterSeconds: 2,
    });
    expect((await store.head()).position).toBe(1);
    expect(store.freshness).toMatchObject({ ageMs: expect.any(Number), problem: expect.any(String) });
    expect(store.freshness.ageMs).toBeGreaterThan(3_000);
    await double.start();
    await expect.poll(() => store.freshness, { timeout: 10_000 }).toEqual({ ageMs: 0 });
    expect(await store.append('fact-b', NO_STREAM, [sampleFact('b')])).toMatchObject({ position: 2 });
  });

  it('appends once through a dropped connection, and follows on from where it stood', async () => {
    for (let i = 0; i < 5; i++) {
      const appended = store.append(`fact-${i}`, NO_STREAM, [sampleFact(`${i}-1`), sampleFact(`${i}-2`)]);
      await double.dropConnections();
      expect((await appended).revision).toBe(1);
    }
    const seen: number[] = [];
    for await (const event of store.readAll(0)) seen.push(event.position);
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await store.verify()).toMatchObject({ positions: 10 });
  });

  it('goes to the leader that a follower names', async () => {
    const follower = await new EventStoreDouble(double.log).start();
    follower.leader = double.address;
    const dataDir = mkdtempSync(join(tmpdir(), 'factline-followed-'));
    const other = await EventStoreDbEventStore.open({ url: follower.url, dataDir });
    expect(await other.append('fact-a', NO_STREAM, [sampleFact('a')])).toMatchObject({ position: 1 });
    await other.close();
    await follower.stop();
    rmSync(dataDir, { recursive: true });
  });

  it('counts an id once where a batch was written again', async () => {
    const record = (id: string) => ({
      id: sampleFact(id).id,
      metadata: new Map([
        ['type', 'StatementMade'],
        ['content-type', 'application/json'],
      ]),
      custom: Buffer.from(JSON.stringify({ recordedAt: '2025-01-01T00:00:00.000Z', schemaVersion: 1, meta: {} })),
      data: Buffer.from(JSON.stringify(sampleFact(id).data)),
    });
    double.log.append('fact-a', 'any', [record('a1'), record('a2')]);
    double.log.append('fact-a', 'any', [record('a2'), record('a3')]);
    await expect.poll(async () => (await store.head()).position).toBe(3);
    expect(await store.append('fact-a', 2, [sampleFact('a4')])).toMatchObject({ position: 4, revision: 3 });
  });

  it('rebuilds from an empty directory, and throws away what it knew of another log', async () => {
    await store.append('fact-a', NO_STREAM, [sampleFact('a')]);
    const head = await store.head();
    await store.close();
    rmSync(dataDir, { recursive: true });
    store = await EventStoreDbEventStore.open({ url: double.url, dataDir });
    expect(await store.head()).toEqual(head);
    await store.close();
    const another = await new EventStoreDouble().start();
    store = await EventStoreDbEventStore.open({ url: another.url, dataDir });
    expect((await store.head()).position).toBe(0);
    await another.stop();
  });
});
