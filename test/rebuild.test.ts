import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqliteEventStore } from '../src/event-store/sqlite/sqlite-event-store.js';
import { stampOf } from '../src/read-models/index-files.js';
import { factline } from './support/cli.js';
import { eventually } from './support/eventually.js';
import { RandomLog } from './support/random-log.js';
import { ServeProcess } from './support/serve-process.js';

const FACTS = 4000;

let dataDir: string;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'factline-rebuild-'));
  const store = SqliteEventStore.open({ dataDir });
  await new RandomLog(store, 7, { corrections: 10, retractions: 5, names: 1 }).appendTogether(FACTS);
  await store.close();
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const rebuild = async (...args: string[]) => {
  const { code, stdout, stderr } = await factline(['rebuild', '--data-dir', dataDir, '--json', ...args]);
  return { code, stderr, outcome: stdout ? JSON.parse(stdout) : stderr };
};

const live = () => join(dataDir, 'timeline.db');
const shadow = () => join(dataDir, 'timeline.rebuild.db');

function change(file: string, statement: string): void {
  const db = new DatabaseSync(file);
  db.exec(statement);
  db.close();
}

describe('a rebuild', () => {
  it('goes on from its checkpoint after it was killed, and gives what an undisturbed one gives', async () => {
    const child = spawn(process.execPath, [resolve('dist/command/factline.js'), 'rebuild', '--data-dir', dataDir]);
    const ended = once(child, 'exit');
    await eventually(() => (stampOf(shadow())?.position ?? 0) > 0, 'the first checkpoint');
    child.kill('SIGKILL');
    await ended;
    const { position = 0 } = stampOf(shadow()) ?? {};
    expect(position).toBeGreaterThan(0);
    expect(position).toBeLessThan(FACTS);
    expect(stampOf(live())).toBeUndefined();
    const { outcome } = await rebuild();
    expect(outcome).toMatchObject({ positions: FACTS, resumedAt: position, swapped: true });
    const again = await rebuild();
    expect(again.outcome).toMatchObject({ resumedAt: 0, swapped: true, hash: outcome.hash });
    expect(again.outcome.summary).toContain('equal to the live one');
  });

  it('says where it differs from the live one, and takes its place only if told to', async () => {
    const { outcome: first } = await rebuild();
    change(live(), 'DELETE FROM terms WHERE fact = (SELECT max(fact) FROM terms)');
    const refused = await rebuild();
    expect(refused.code).toBe(1);
    expect(refused.outcome).toMatchObject({ swapped: false, hash: first.hash });
    expect(refused.outcome.differs).toMatch(/^terms /);
    expect((await rebuild('--accept')).outcome).toMatchObject({ swapped: true, resumedAt: FACTS, hash: first.hash });
    expect((await rebuild()).outcome).toMatchObject({ swapped: true });
  });

  it('starts over where what an earlier one left is of another layout', async () => {
    const { outcome: first } = await rebuild();
    change(live(), 'UPDATE checkpoint SET schema = 0; DROP TABLE terms');
    const { outcome } = await rebuild();
    expect(outcome).toMatchObject({ resumedAt: 0, swapped: true, hash: first.hash });
  });

  it('is refused beside a running service', async () => {
    const service = await ServeProcess.start(dataDir);
    const { code, stderr } = await rebuild();
    await service.end('SIGTERM');
    expect(code).toBe(1);
    expect(stderr).toContain('another process writes');
  });
});
