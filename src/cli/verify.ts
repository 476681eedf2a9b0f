import { Command } from 'commander';
import { eventStoreOf } from '../config.js';
import { print } from './client.js';

export const verifyCommand = (): Command =>
  new Command('verify')
    .description('walk the log and its hash chain; exits 1 and names the first bad position where one does not fit')
    .option('--data-dir <dir>', 'the data directory', process.env.DATA_DIR ?? './data')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', '\nExample:\n  factline verify --data-dir ./data')
    .action(async ({ dataDir, json }: { dataDir: string; json?: boolean }) => {
      const eventStore = eventStoreOf(process.env);
      const outcome =
        eventStore.engine === 'sqlite'
          ? await (await import('../event-store/sqlite/verify-data-dir.js')).verifyDataDir(dataDir, progress)
          : await (await import('../event-store/eventstoredb/verify-node.js')).verifyNode(
              { url: eventStore.url, dataDir },
              progress,
            );
      const { firstBad, positions, head } = outcome;
      if (json) print(JSON.stringify(outcome));
      else if (firstBad) print(`position ${firstBad.position} does not fit: ${firstBad.problem}`);
      else print(`${positions} positions verified, head ${head}`);
      if (firstBad) process.exitCode = 1;
    });

const progress = (position: number): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r${position} positions`);
};
