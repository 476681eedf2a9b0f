import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Installs what bench/package.json locks, where a peer that a benchmark needs is missing. */
export function installPeers(folder, peers, tell) {
  if (peers.every((peer) => existsSync(join(folder, 'node_modules', peer, 'package.json')))) return;
  tell(`installing ${peers.join(', ')} into bench/node_modules`);
  const { status } = spawnSync('npm', ['ci'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`the peers of this benchmark could not be installed: run "npm ci" in ${folder}`);
}
