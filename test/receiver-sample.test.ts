import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newSecret, signatures } from '../src/webhooks/signing.js';

const secret = newSecret();
let dir: string;
let child: ChildProcess;
let url: string;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'factline-receiver-'));
  await start();
});

afterEach(async () => {
  await stop('SIGTERM');
  rmSync(dir, { recursive: true });
});

async function start() {
  const env = { ...process.env, SECRET: secret, DATABASE: join(dir, 'received.db'), PORT: '0' };
  child = spawn(process.execPath, ['samples/receiver/receiver.mjs'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  url = line.toString().match(/http:\S+/)![0];
}

async function stop(signal: NodeJS.Signals) {
  child.kill(signal);
  await once(child, 'exit');
}

const event = (position: number, previous: number) => ({
  type: 'factline.ProductLaunched',
  position: String(position),
  previous: String(previous),
  data: { id: `fact-${position}`, status: 'current' },
});

async function send(body: object, { forge = false, late = 0 } = {}) {
  const text = JSON.stringify(body);
  const message = { id: 'm1', timestamp: Math.floor(Date.now() / 1000) - late, body: Buffer.from(text) };
  const headers = {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestamp),
    'webhook-signature': signatures([{ value: forge ? newSecret() : secret }], message),
  };
  return (await fetch(url, { method: 'POST', headers, body: text })).status;
}

function stored() {
  const db = new DatabaseSync(join(dir, 'received.db'), { readOnly: true });
  const progress = db.prepare('SELECT position FROM progress').get() as { position: number } | undefined;
  const facts = db.prepare('SELECT position FROM facts ORDER BY position').all() as { position: number }[];
  db.close();
  return { position: progress?.position, facts: facts.map(({ position }) => position) };
}

it('takes what follows, knows what it has, and refuses a gap, a forgery and an old request', async () => {
  expect(await send(event(3, 0))).toBe(204);
  expect(await send([event(5, 3), event(8, 5)])).toBe(204);
  expect(await send(event(5, 3))).toBe(204);
  expect(await send(event(12, 10))).toBe(409);
  expect(await send([event(9, 8), event(12, 10)])).toBe(409);
  expect(await send(event(9, 8), { forge: true })).toBe(401);
  expect(await send(event(9, 8), { late: 1000 })).toBe(401);
  expect(stored()).toEqual({ position: 8, facts: [3, 5, 8] });
  expect(await send({ type: 'factline.Ping' })).toBe(204);
});

it('stands where it stood after it is killed', async () => {
  expect(await send(event(3, 0))).toBe(204);
  await stop('SIGKILL');
  await start();
  expect(await send(event(7, 3))).toBe(204);
  expect(stored()).toEqual({ position: 7, facts: [3, 7] });
});
