import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_STREAM } from '../../src/event-store/event-store.js';
import { EventStoreDbEventStore } from '../../src/event-store/eventstoredb/eventstoredb-event-store.js';
import { sampleFact } from '../event-samples.js';

const url = process.env.EVENTSTORE_URL!;

describe('a stream of the log that the server does not keep whole', () => {
  const namespace = `${randomUUID()}.`;
  let client: EventStoreDBClient;
  let folder: string;

  beforeEach(() => {
    client = EventStoreDBClient.connectionString(url);
    folder = mkdtempSync(join(tmpdir(), 'factline-holes-'));
  });
  afterEach(async () => {
    await client.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (node: string, told: string[]) =>
    EventStoreDbEventStore.open({
      url,
      namespace,
      dataDir: join(folder, node),
      onProblem: (problem) => told.push(problem),
    });

  it('is reported at every start as a hole in the record, by nodes that read it before and by new ones', async () => {
    const store = await open('old', []);
    for (const name of ['aged', 'counted', 'cut', 'deleted', 'whole'])
      await store.append(
        `fact-${name}`,
        NO_STREAM,
        [1, 2, 3].map((i) => sampleFact(`${namespace}${name}-${i}`)),
      );
    await client.setStreamMetadata(`${namespace}fact-aged`, { maxAge: 3_600 });
    await client.setStreamMetadata(`${namespace}fact-counted`, { maxCount: 2 });
    await client.setStreamMetadata(`${namespace}fact-cut`, { truncateBefore: 2 });
    await client.tombstoneStream(`${namespace}fact-deleted`);
    await expect.poll(() => store.holes().length, { timeout: 5_000 }).toBe(4);
    expect((await store.verify()).firstBad?.problem).toContain('fact-aged');
    await store.close();

    for (const node of ['old', 'new']) {
      const told: string[] = [];
      const again = await open(node, told);
      const holes = told.filter((problem) => problem.startsWith('a hole in the record'));
      for (const [stream, limit] of [
        ['aged', '$maxAge'],
        ['counted', '$maxCount'],
        ['cut', '$tb'],
        ['deleted', 'deleted'],
      ])
        expect(holes.find((hole) => hole.includes(`fact-${stream}`))).toContain(limit);
      expect(holes.join()).not.toContain('fact-whole');
      await again.close();
    }
  });
});
