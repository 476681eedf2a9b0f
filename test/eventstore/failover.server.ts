import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_STREAM } from '../../src/event-store/event-store.js';
import { EventStoreDbEventStore } from '../../src/event-store/eventstoredb/eventstoredb-event-store.js';
import { sampleFact } from '../event-samples.js';
import { startCluster } from './server.mjs';

const bin = process.env.EVENTSTOREDB_BIN;

// Without an executable there are no nodes to kill: run.mjs says so.
describe.runIf(bin)('a cluster of three whose leader is killed under load', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'factline-failover-'));
  let cluster: Awaited<ReturnType<typeof startCluster>>;
  let store: EventStoreDbEventStore;

  beforeAll(async () => {
    cluster = await startCluster(bin!);
    await cluster.leader();
    store = await EventStoreDbEventStore.open({ url: cluster.url, dataDir });
  });
  afterAll(async () => {
    await store?.close();
    await cluster?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('loses nothing acknowledged, doubles nothing, and takes writes again within 15 s', async () => {
    const acknowledged = new Set<string>();
    let gap = 0;
    let last = Date.now();
    const until = Date.now() + 40_000;
    const writer = async (w: number): Promise<void> => {
      for (let i = 0; Date.now() < until; ) {
        const fact = sampleFact(`${w}-${i}`);
        try {
          await store.append(`fact-${w}-${i}`, NO_STREAM, [fact]);
          acknowledged.add(fact.id);
          gap = Math.max(gap, Date.now() - last);
          last = Date.now();
          i++;
        } catch (error) {
          expect(error).toMatchObject({ code: 'store_unavailable' });
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
      }
    };
    const kill = setTimeout(async () => (await cluster.leader())!.stop('SIGKILL'), 5_000);
    await Promise.all([1, 2, 3, 4].map(writer));
    clearTimeout(kill);
    const seen: string[] = [];
    for await (const event of store.readAll(0)) seen.push(event.id);
    process.stdout.write(`acknowledged ${acknowledged.size}, longest pause of writes ${gap} ms\n`);
    expect(new Set(seen).size).toBe(seen.length);
    const kept = new Set(seen);
    expect([...acknowledged].filter((id) => !kept.has(id))).toEqual([]);
    expect(gap).toBeLessThan(15_000);
    expect(await store.verify()).toMatchObject({ positions: seen.length });
  });
});
