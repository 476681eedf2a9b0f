import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { compareLogs } from '../event-store/compare-logs.js';
import { copyLog } from '../event-store/copy-log.js';
import type { EventStore } from '../event-store/event-store.js';
import { SqliteEventStore } from '../event-store/sqlite/sqlite-event-store.js';
import { print } from './client.js';

interface Options {
  readonly dataDir: string;
  readonly to?: string;
  readonly from?: string;
}

export const migrateCommand = (): Command =>
  new Command('migrate')
    .description('copy the log to EventStoreDB, or back, and compare; broken off, it goes on where it stood')
    .option('--to <url>', 'copy the data directory to this EventStoreDB (esdb://...)')
    .option('--from <url>', 'copy from this EventStoreDB to the data directory')
    .option('--data-dir <dir>', 'the data directory', process.env.DATA_DIR ?? './data')
    .addHelpText('after', '\nExample:\n  factline migrate --to "esdb://localhost:2113?tls=false"')
    .action(async ({ dataDir, to, from }: Options) => {
      const url = to ?? from;
      if (!url || (to && from)) throw new Error('give either --to or --from, with a connection string (esdb://...)');
      await withStores(url, dataDir, to !== undefined, async (source, target) => {
        const copied = await copyLog(source, target, progress);
        const { positions, hash, clocks } = await compareLogs(source, target);
        print(
          `${copied} positions copied; ${positions} compared: head ${hash}, ${clocks} digests at random clocks agree`,
        );
      });
    });

const progress = (position: number): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r${position} positions`);
};

async function withStores(
  url: string,
  dataDir: string,
  toServer: boolean,
  work: (source: EventStore, target: EventStore) => Promise<void>,
): Promise<void> {
  const { EventStoreDbEventStore } = await import('../event-store/eventstoredb/eventstoredb-event-store.js');
  const folder = mkdtempSync(join(tmpdir(), 'factline-migrate-'));
  const server = await EventStoreDbEventStore.open({ url, dataDir: folder });
  try {
    const file = SqliteEventStore.open({ dataDir, readOnly: toServer });
    try {
      await (toServer ? work(file, server) : work(server, file));
    } finally {
      await file.close();
    }
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
