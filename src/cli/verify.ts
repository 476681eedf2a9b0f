import { Command } from 'commander';
import type { Verification } from '../event-store/event-store.js';
import { print } from './client.js';

export const verifyCommand = (): Command =>
  new Command('verify')
    .description('walk the log and its hash chain; exits 1 and names the first bad position where one does not fit')
    .option('--data-dir <dir>', 'the data directory', process.env.DATA_DIR ?? './data')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', '\nExample:\n  factline verify --data-dir ./data')
    .action(async ({ dataDir, json }: { dataDir: string; json?: boolean }) => {
      const outcome = await verify(dataDir);
      const { firstBad, positions, head } = outcome;
      if (json) print(JSON.stringify(outcome));
      else if (firstBad) print(`position ${firstBad.position} does not fit: ${firstBad.problem}`);
      else print(`${positions} positions verified, head ${head}`);
      if (firstBad) process.exitCode = 1;
    });

/** Walks the log of the engine that EVENT_STORE names. */
async function verify(dataDir: string): Promise<Verification> {
  const { eventStoreOf } = await import('../config.js');
  const eventStore = eventStoreOf(process.env);
  if (eventStore.engine === 'sqlite') {
    const { verifyDataDir } = await import('../event-store/sqlite/verify-data-dir.js');
    return verifyDataDir(dataDir, progress);
  }
  const { verifyNode } = await import('../event-store/eventstoredb/verify-node.js');
  return verifyNode({ url: eventStore.url, dataDir }, progress);
}

const progress = (position: number): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r${position} positions`);
};
