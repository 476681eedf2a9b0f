import { spawn } from 'node:child_process';
import { startNode } from './server.mjs';

const { EVENTSTORE_URL: url, EVENTSTOREDB_BIN: bin } = process.env;

/** Runs the suites that need a server: the contract, and (with an executable to start) what happens when nodes fail. */
async function main() {
  if (!url && !bin) {
    process.stdout.write(
      'no EventStoreDB found: set EVENTSTORE_URL or EVENTSTOREDB_BIN; not run, on a real server: the contract, the acceptance tests, migration, holes, two nodes, a server away, failover\n',
    );
    return 0;
  }
  const node = url ? undefined : await startNode(bin);
  try {
    return await vitest({ ...process.env, EVENTSTORE_URL: url ?? node.url });
  } finally {
    await node?.stop();
  }
}

const vitest = (env) =>
  new Promise((resolve) => {
    const args = ['vitest', 'run', '--config', 'test/eventstore/vitest.config.ts', ...process.argv.slice(2)];
    spawn('npx', args, { stdio: 'inherit', env }).on('exit', (code) => resolve(code ?? 1));
  });

process.exitCode = await main();
