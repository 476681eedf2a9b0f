import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SqliteEventStore } from '../../src/event-store/sqlite/sqlite-event-store.js';
import { plainMatches } from './plain-matches.js';
import { type SoakSize, soak } from './soak.js';

/** `SOAK=full` runs the whole: 200 webhooks, 20,000 events, five kills. */
const SIZE: SoakSize =
  process.env.SOAK === 'full'
    ? { webhooks: 200, events: 20_000, kills: 5, companies: 150, timeoutMs: 900_000 }
    : { webhooks: 24, events: 1_500, kills: 2, companies: 30, timeoutMs: 90_000 };

/** What a kill can cut off was taken at most so long before it, in milliseconds. */
const AROUND_KILL_MS = 2_000;

it(
  'every receiver ends with all its events, in order and verified, though the service is killed',
  async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'factline-soak-'));
    const { receivers, filters, killedAt, seconds } = await soak(dataDir, SIZE);
    const store = SqliteEventStore.open({ dataDir, readOnly: true });
    const expected = await plainMatches(store.readAll(0), filters);
    await store.close();
    rmSync(dataDir, { recursive: true });

    const duplicates = receivers.flatMap((receiver) => receiver.duplicates);
    const requests = receivers.reduce((sum, receiver) => sum + receiver.requests, 0);
    const events = receivers.reduce((sum, receiver) => sum + receiver.positions.length, 0);
    process.stdout.write(
      `soak: ${SIZE.webhooks} webhooks, ${SIZE.events} events, ${killedAt.length} kills, ${seconds.toFixed(1)} s; ` +
        `${requests} requests, ${events} events taken, ${duplicates.length} duplicates\n`,
    );
    expect(killedAt).toHaveLength(SIZE.kills);
    receivers.forEach((receiver, i) => {
      const which = `receiver ${i} (${receiver.temper}) ${JSON.stringify(filters[i])}`;
      expect(receiver.faults, which).toEqual([]);
      expect(receiver.positions, which).toEqual(expected[i]);
    });
    for (const { position, firstTakenAt } of duplicates)
      expect(
        killedAt.some((at) => firstTakenAt > at - AROUND_KILL_MS && firstTakenAt <= at + AROUND_KILL_MS),
        `position ${position} was taken twice far from a kill`,
      ).toBe(true);
  },
  SIZE.timeoutMs + 60_000,
);
