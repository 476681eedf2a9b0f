import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleContent, sampleFact } from '../../test/event-samples.js';
import { EventStoreDouble } from '../../test/support/eventstoredb/double.js';
import { compareLogs } from './compare-logs.js';
import { copyLog } from './copy-log.js';
import { NO_STREAM } from './event-store.js';
import { EventStoreDbEventStore } from './eventstoredb/eventstoredb-event-store.js';
import { SqliteEventStore } from './sqlite/sqlite-event-store.js';

describe('a copy of a log, to EventStoreDB (its double) and back', () => {
  let folder: string;
  let double: EventStoreDouble;
  let source: SqliteEventStore;
  let server: EventStoreDbEventStore;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'factline-copy-'));
    double = await new EventStoreDouble().start();
    source = SqliteEventStore.open({ dataDir: join(folder, 'source') });
    server = await EventStoreDbEventStore.open({ url: double.url, dataDir: join(folder, 'server') });
  });
  afterEach(async () => {
    await source.close();
    await server.close();
    await double.stop();
    rmSync(folder, { recursive: true });
  });

  const quote = sampleContent('a quote');
  const quoted = (name: string) => {
    const fact = sampleFact(name);
    return { ...fact, meta: { ...fact.meta, evidence: { sha256: quote.sha256 } } };
  };

  async function fill(from: number, to: number): Promise<void> {
    for (let i = from; i < to; i++) {
      await source.append(`article-${i}`, NO_STREAM, [quoted(`${i}-1`), quoted(`${i}-2`)], [quote]);
      await source.append(`article-${i}`, 1, [sampleFact(`${i}-3`)]);
    }
  }

  it('keeps positions, record times, the chain, contents and digests, and goes on where it was broken off', async () => {
    await fill(0, 5);
    expect(await copyLog(source, server)).toBe(15);
    await fill(5, 10);
    expect(await copyLog(source, server)).toBe(30);
    expect(await compareLogs(source, server)).toEqual({ positions: 30, hash: (await source.head()).hash, clocks: 10 });
    expect((await server.contents('article-7', [quote.sha256])).get(quote.sha256)).toBe('a quote');

    const back = SqliteEventStore.open({ dataDir: join(folder, 'back') });
    await copyLog(server, back);
    expect(await back.head()).toEqual(await source.head());
    expect((await back.contents('article-7', [quote.sha256])).get(quote.sha256)).toBe('a quote');
    await back.close();
  });

  it('is refused where the target holds another log', async () => {
    await fill(0, 1);
    await server.append('article-x', NO_STREAM, [sampleFact('x')]);
    await expect(copyLog(source, server)).rejects.toMatchObject({ code: 'logs_differ' });
  });
});
