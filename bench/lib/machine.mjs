import { existsSync, readFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { DatabaseSync } from '@photostructure/sqlite';

export const machine = () => ({
  cpu: cpus()[0].model.trim(),
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${platform()} ${release()} ${arch()}`,
});

const packageVersion = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')).version;

function sqliteVersion() {
  const db = new DatabaseSync(':memory:');
  const { version } = db.prepare('SELECT sqlite_version() AS version').get();
  db.close();
  return version;
}

/** Of the product, what it runs on, and the peers. */
export const versions = (peers = []) => ({
  factline: packageVersion('../../package.json'),
  node: process.versions.node,
  sqlite: sqliteVersion(),
  '@photostructure/sqlite': packageVersion('../../node_modules/@photostructure/sqlite/package.json'),
  ...Object.fromEntries(
    peers
      .map((peer) => [peer, `../node_modules/${peer}/package.json`])
      .filter(([, path]) => existsSync(new URL(path, import.meta.url)))
      .map(([peer, path]) => [peer, packageVersion(path)]),
  ),
});
