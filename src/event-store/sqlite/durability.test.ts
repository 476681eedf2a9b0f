import { spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleContent, sampleFact } from '../../../test/event-samples.js';
import { NO_STREAM, StoreUnavailableError } from '../event-store.js';
import { logFile } from './schema.js';
import { SqliteEventStore } from './sqlite-event-store.js';
import { verifyDataDir } from './verify-data-dir.js';

const CHILD = resolve('test/children/append-until-killed.mjs');
const FULL = resolve('test/children/append-until-full.mjs');

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'factline-durability-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

/** Runs writers in a process of their own and kills it at once after the n-th acknowledgement. */
async function appendAndKill(writers: number, acknowledgements: number): Promise<Map<number, string>> {
  expect(existsSync(resolve('dist/src/event-store')), 'run "npm run build" first').toBe(true);
  const child = spawn(process.execPath, [CHILD, dataDir, String(writers)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const acknowledged = new Map<number, string>();
  for await (const line of createInterface({ input: child.stdout })) {
    const [position, name] = line.split(' ') as [string, string];
    acknowledged.set(Number(position), name);
    if (acknowledged.size === acknowledgements) child.kill('SIGKILL');
  }
  return acknowledged;
}

describe('after kill -9', () => {
  it.each([
    [1, 1],
    [1, 40],
    [16, 200],
  ])('of %i writers past %i acknowledged appends, everything acknowledged is there', async (writers, count) => {
    const acknowledged = await appendAndKill(writers, count);
    expect(acknowledged.size).toBeGreaterThanOrEqual(count);
    expect((await verifyDataDir(dataDir)).firstBad).toBeUndefined();
    const store = SqliteEventStore.open({ dataDir });
    const ids: string[] = [];
    for await (const event of store.readAll(0)) ids.push(event.id);
    for (const [position, name] of acknowledged) {
      expect(ids.slice(position - 2, position)).toEqual([name, `${name}b`]);
      const { sha256 } = sampleContent(name);
      expect((await store.contents(`fact-${name}`, [sha256])).get(sha256)).toBe(name);
    }
    expect(ids.length % 2).toBe(0);
    const { position } = await store.append('fact-next', NO_STREAM, [sampleFact('next')]);
    expect(position).toBe(ids.length + 1);
    expect(await store.verify()).toMatchObject({ positions: position });
    await store.close();
  });
});

describe('a write-ahead log that was changed after it was written', () => {
  const leftBehind = async (): Promise<Buffer> => {
    await appendAndKill(1, 10);
    return readFileSync(`${logFile(dataDir)}-wal`);
  };

  it.each([0, 17, 33, 60, 5_000])('at byte %i is found, and not taken for a shorter log', async (at) => {
    const wal = await leftBehind();
    wal[at] = wal[at]! ^ 0x01;
    writeFileSync(`${logFile(dataDir)}-wal`, wal);
    const found = await verifyDataDir(dataDir);
    expect(found.firstBad?.position).toBe(found.positions + 1);
    expect(found.firstBad?.problem).toMatch(/write-ahead log/);
    expect(() => SqliteEventStore.open({ dataDir })).toThrow(StoreUnavailableError);
  });

  it('is whole up to where the system tore its end', async () => {
    const wal = await leftBehind();
    writeFileSync(`${logFile(dataDir)}-wal`, wal.subarray(0, wal.length - 3_000));
    expect((await verifyDataDir(dataDir)).firstBad).toBeUndefined();
    const store = SqliteEventStore.open({ dataDir });
    expect((await store.head()).position).toBeGreaterThan(0);
    await store.close();
  });
});

describe('a byte changed by hand', () => {
  /** A closed log of 60 events in which every event and content has words of its own. */
  async function fill(): Promise<Buffer> {
    const store = SqliteEventStore.open({ dataDir });
    for (let i = 1; i <= 60; i++)
      await store.append(`fact-${i}`, NO_STREAM, [sampleFact(`claim number ${i}!`)], [sampleContent(`quote ${i}!`)]);
    await store.close();
    return readFileSync(logFile(dataDir));
  }

  const write = (bytes: Buffer): void => writeFileSync(logFile(dataDir), bytes);

  it.each([1, 2, 31, 60])('in event %i names that position', async (position) => {
    const bytes = await fill();
    const at = bytes.indexOf(`claim number ${position}!`);
    bytes.write('C', at);
    write(bytes);
    const found = await verifyDataDir(dataDir);
    expect(found).toMatchObject({ positions: position - 1, firstBad: { position } });
    const store = SqliteEventStore.open({ dataDir });
    expect((await store.verify()).firstBad?.position).toBe(position);
    await store.close();
  });

  it('in an event so that it is no JSON names that position', async () => {
    const bytes = await fill();
    bytes.write('\u0000', bytes.indexOf('{"data"', bytes.indexOf('claim number 20!') - 200));
    write(bytes);
    expect((await verifyDataDir(dataDir)).firstBad?.position).toBeGreaterThan(0);
  });

  it('in a content names the event that points to it, or the first of its stream', async () => {
    const bytes = await fill();
    bytes.write('Q', bytes.indexOf('quote 7!'));
    write(bytes);
    expect((await verifyDataDir(dataDir)).firstBad).toMatchObject({
      position: 7,
      problem: expect.stringMatching(/content/),
    });
  });

  /** All that a reader gets from the log: events by position and by stream, and contents. */
  async function answers(): Promise<unknown[]> {
    const store = SqliteEventStore.open({ dataDir, readOnly: true });
    const found: unknown[] = [];
    for await (const event of store.readAll(0)) found.push(event);
    for (let i = 1; i <= 60; i++) {
      for await (const event of store.readStream(`fact-${i}`)) found.push(event.position);
      found.push(await store.contents(`fact-${i}`, [sampleContent(`quote ${i}!`).sha256]));
    }
    await store.close();
    return found;
  }

  it('anywhere is seen by the verification, unless all answers are as before', async () => {
    const bytes = await fill();
    const before = await answers();
    for (let at = 0; at < bytes.length; at += 487) {
      const changed = Buffer.from(bytes);
      changed[at] = changed[at]! ^ 0xff;
      write(changed);
      const { firstBad } = await verifyDataDir(dataDir);
      if (firstBad) expect(firstBad.position).toBeGreaterThan(0);
      else expect(await answers(), `byte ${at}`).toEqual(before);
    }
  });

  it.each([
    ['a column is declared otherwise', 'position INTEGER PRIMARY', 'position INTEFER PRIMARY'],
    ['a table has another name', 'CREATE TABLE contents', 'CREATE TABLE contentz'],
  ])('so that %s is seen', async (_, declared, changed) => {
    const bytes = await fill();
    bytes.write(changed, bytes.indexOf(declared));
    write(bytes);
    expect((await verifyDataDir(dataDir)).firstBad?.position).toBe(1);
  });

  it('which takes rows away is told by the position of the first that is missing', async () => {
    await fill();
    const { DatabaseSync } = await import('@photostructure/sqlite');
    const db = new DatabaseSync(logFile(dataDir));
    db.exec('DELETE FROM events WHERE position IN (30, 31)');
    db.close();
    expect(await verifyDataDir(dataDir)).toMatchObject({ firstBad: { position: 30, problem: 'it is missing' } });
  });
});

describe('a disk without space', () => {
  // A process that may write no file beyond 400 blocks of 1 KiB meets the same refusals.
  it('refuses appends as unavailable, keeps all that was acknowledged, and goes on when there is space', async () => {
    const child = spawn('bash', ['-c', `ulimit -f 400 && exec "${process.execPath}" "${FULL}" "${dataDir}"`]);
    let told = '';
    for await (const chunk of child.stdout) told += chunk;
    const { acknowledged, read, refusal } = JSON.parse(told);
    expect(acknowledged).toBeGreaterThan(10);
    expect(read).toBe(acknowledged);
    expect(refusal).toMatchObject({ code: 'store_unavailable', message: expect.stringMatching(/disk/) });
    expect(await verifyDataDir(dataDir)).toMatchObject({ positions: acknowledged });
    const store = SqliteEventStore.open({ dataDir });
    expect(await store.append('fact-next', NO_STREAM, [sampleFact('next')])).toMatchObject({
      position: acknowledged + 1,
    });
    await store.close();
  });
});

describe('the data directory', () => {
  it('is written by one at a time', async () => {
    const store = SqliteEventStore.open({ dataDir });
    expect(() => SqliteEventStore.open({ dataDir })).toThrow(/another process writes to .*DATA_DIR/);
    await store.append('fact-a', NO_STREAM, [sampleFact('a')]);
    await store.close();
    const next = SqliteEventStore.open({ dataDir });
    expect((await next.head()).position).toBe(1);
    await next.close();
  });

  it('is refused to another process too', async () => {
    const store = SqliteEventStore.open({ dataDir });
    const child = spawn(process.execPath, [CHILD, dataDir, '1'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let told = '';
    for await (const chunk of child.stderr) told += chunk;
    expect(told).toMatch(/another process writes to/);
    expect((await store.head()).position).toBe(0);
    await store.close();
  });

  it('can be read while it is written', async () => {
    const store = SqliteEventStore.open({ dataDir });
    await store.append('fact-a', NO_STREAM, [sampleFact('a')]);
    const reader = SqliteEventStore.open({ dataDir, readOnly: true });
    expect((await reader.head()).position).toBe(1);
    await store.append('fact-b', NO_STREAM, [sampleFact('b')]);
    expect((await reader.head()).position).toBe(2);
    expect(await verifyDataDir(dataDir)).toMatchObject({ positions: 2 });
    await expect(reader.append('fact-c', NO_STREAM, [sampleFact('c')])).rejects.toThrow(/read only/);
    await reader.close();
    await store.close();
  });

  it('that holds no log, or another program’s, or cannot be made, is told so', async () => {
    expect(() => SqliteEventStore.open({ dataDir, readOnly: true })).toThrow(/there is no log/);
    await expect(verifyDataDir(dataDir)).rejects.toThrow(/there is no log/);
    writeFileSync(join(dataDir, 'file'), '');
    expect(() => SqliteEventStore.open({ dataDir: join(dataDir, 'file', 'data') })).toThrow(/cannot be made/);
    writeFileSync(logFile(dataDir), 'not a database, but long enough to be taken for one '.repeat(40));
    expect(() => SqliteEventStore.open({ dataDir })).toThrow(StoreUnavailableError);
  });

  it('copied while nobody writes is the same log', async () => {
    const store = SqliteEventStore.open({ dataDir });
    await store.append('fact-a', NO_STREAM, [sampleFact('a')]);
    const head = await store.head();
    await store.close();
    const copy = join(dataDir, 'copy');
    mkdirSync(copy);
    copyFileSync(logFile(dataDir), logFile(copy));
    const copied = SqliteEventStore.open({ dataDir: copy });
    expect(await copied.head()).toEqual(head);
    await copied.close();
  });
});

describe('an erasure', () => {
  const everyByte = (): string =>
    readdirSync(dataDir)
      .map((name) => readFileSync(join(dataDir, name), 'latin1'))
      .join('');

  it('leaves the words in no file of the data directory', async () => {
    const store = SqliteEventStore.open({ dataDir });
    const secret = (i: number, j: number) =>
      sampleContent(`secret-${i}-${j} ${'x'.repeat((i * 37 + j * 911) % 9_000)}`);
    for (let i = 0; i < 60; i++)
      await store.append(
        `article-${i}`,
        NO_STREAM,
        [sampleFact(`${i}`)],
        [0, 1, 2, 3].map((j) => secret(i, j)),
      );
    for (let i = 0; i < 60; i += 2) await store.eraseContents(`article-${i}`);
    for (let i = 60; i < 80; i++) await store.append(`article-${i}`, NO_STREAM, [sampleFact(`${i}`)], [secret(i, 0)]);
    for (let i = 1; i < 60; i += 4) await store.eraseContents(`article-${i}`);
    const bytes = everyByte();
    for (let i = 0; i < 60; i++) {
      const erased = i % 2 === 0 || i % 4 === 1;
      expect(bytes.includes(`secret-${i}-`), `article ${i}`).toBe(!erased);
    }
    expect((await store.verify()).firstBad).toBeUndefined();
    await store.close();
  });
});
