import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SqliteEventStore } from '../../src/event-store/sqlite/sqlite-event-store.js';
import { factline } from '../support/cli.js';
import { RandomLog } from '../support/random-log.js';
import { type SingleServer, startNode } from './server.mjs';

const bin = process.env.EVENTSTOREDB_BIN;
const EVENTS = 10_000;

// The command copies a whole server's log, so it needs a server of its own.
describe.runIf(bin)('factline migrate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'factline-migrate-'));
  const [dataDir, back] = [join(folder, 'data'), join(folder, 'back')];
  let server: SingleServer;
  let head: { position: number; hash: string };

  beforeAll(async () => {
    server = await startNode(bin!);
    const log = SqliteEventStore.open({ dataDir });
    await new RandomLog(log, 11).append(EVENTS);
    head = await log.head();
    await log.close();
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('goes on after a kill, and keeps positions, chain and digests', async () => {
    const args = ['migrate', '--to', server.url, '--data-dir', dataDir];
    const child = spawn(process.execPath, ['dist/command/factline.js', ...args], { stdio: 'ignore' });
    await pause(4_000);
    child.kill('SIGKILL');
    const [code] = await once(child, 'exit');
    expect(code, 'it was done before it could be killed: raise EVENTS').toBeNull();
    const { code: done, stdout, stderr } = await factline(args);
    expect(stderr).toBe('');
    expect(done).toBe(0);
    expect(stdout).toContain(`${EVENTS} positions copied`);
    expect(stdout).toContain(`head ${head.hash}, 10 digests at random clocks agree`);
  });

  it('brings the same log back, with its chain', async () => {
    const { code, stdout } = await factline(['migrate', '--from', server.url, '--data-dir', back]);
    expect(stdout).toContain(`head ${head.hash}, 10 digests at random clocks agree`);
    expect(code).toBe(0);
    const log = SqliteEventStore.open({ dataDir: back, readOnly: true });
    expect(await log.head()).toEqual(head);
    expect(await log.verify()).toEqual({ positions: EVENTS, head: head.hash });
    await log.close();
  });

  it('is refused where the server holds another log', async () => {
    const other = join(folder, 'other');
    const log = SqliteEventStore.open({ dataDir: other });
    await new RandomLog(log, 12).append(3);
    await log.close();
    const { code, stderr } = await factline(['migrate', '--to', server.url, '--data-dir', other]);
    expect(code).not.toBe(0);
    expect(stderr).toContain('another log');
  });
});
