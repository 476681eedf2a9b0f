import { Command } from 'commander';
import { print } from './client.js';

export const rebuildCommand = (): Command =>
  new Command('rebuild')
    .description('build the read model anew beside the live one, compare the two, and swap it in')
    .option('--data-dir <dir>', 'the data directory', process.env.DATA_DIR ?? './data')
    .option('--accept', 'swap it in even where it differs')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', '\nExample:\n  factline rebuild --data-dir ./data')
    .action(async ({ dataDir, accept = false, json }: { dataDir: string; accept?: boolean; json?: boolean }) => {
      const { SqliteEventStore } = await import('../event-store/sqlite/sqlite-event-store.js');
      const { rebuild } = await import('../read-models/rebuild.js');
      const store = SqliteEventStore.open({ dataDir, readOnly: true });
      const outcome = await rebuild(store, dataDir, {
        accept,
        onProgress: (position, head) => {
          if (process.stderr.isTTY) process.stderr.write(`\r${position} of ${head}`);
        },
      });
      await store.close();
      if (json) print(JSON.stringify(outcome));
      else print(outcome.summary);
      if (!outcome.swapped) process.exitCode = 1;
    });
