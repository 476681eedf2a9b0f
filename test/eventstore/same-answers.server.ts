import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareAnswers } from '../../src/event-store/compare-logs.js';
import type { EventStore } from '../../src/event-store/event-store.js';
import { EventStoreDbEventStore } from '../../src/event-store/eventstoredb/eventstoredb-event-store.js';
import { SqliteEventStore } from '../../src/event-store/sqlite/sqlite-event-store.js';
import { RandomLog } from '../support/random-log.js';
import { runOn, TestService } from '../support/service.js';

const EVENTS = 10_000;
const SEED = 7;

const server = () => ({ url: process.env.EVENTSTORE_URL!, namespace: `${randomUUID()}.` });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'factline-same-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function idsOf(store: EventStore): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id, position } of store.readAll(0)) ids.push(`${position} ${id}`);
  return ids;
}

describe('the same input, by either engine', () => {
  it(`gives the same positions and digests over ${EVENTS} events with corrections, retractions and merges`, async () => {
    const file = SqliteEventStore.open({ dataDir: join(folder, 'file') });
    const followed = await EventStoreDbEventStore.open({ ...server(), dataDir: join(folder, 'followed') });
    for (const store of [file, followed]) await new RandomLog(store, SEED).append(EVENTS);
    expect(await idsOf(followed)).toEqual(await idsOf(file));
    expect(await compareAnswers(file, followed)).toBe(10);
    await file.close();
    await followed.close();
  });

  it('gives the same positions and digests over the sample articles', async () => {
    const embedded = await TestService.start();
    runOn({ engine: 'eventstoredb', ...server() });
    const distributed = await TestService.start();
    for (const name of readdirSync('samples').filter((name) => name.endsWith('.json') && name !== 'facts.json')) {
      const article = JSON.parse(readFileSync(join('samples', name), 'utf8'));
      const [one, other] = await Promise.all([embedded, distributed].map((node) => node.post('/v1/articles', article)));
      expect(one!.status, JSON.stringify(one!.body)).toBe(201);
      expect(other!.body.position).toBe(one!.body.position);
      expect(other!.body.facts.map(({ id }: { id: string }) => id)).toEqual(
        one!.body.facts.map(({ id }: { id: string }) => id),
      );
    }
    for (const clocks of [
      'knownAt=2025-03-01',
      'knownAt=2025-09-01&at=2025-06-30',
      'knownAt=2026-06-01',
      'knownAt=2026-06-01&position=20',
    ]) {
      const [one, other] = await Promise.all([embedded, distributed].map((node) => node.get(`/v1/state?${clocks}`)));
      expect(one!.status).toBe(200);
      expect(other!.body.digest).toBe(one!.body.digest);
      expect(other!.body.sections).toEqual(one!.body.sections);
    }
    await embedded.stop();
    await distributed.stop();
  });
});
