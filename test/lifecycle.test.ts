import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyDataDir } from '../src/event-store/sqlite/verify-data-dir.js';
import { runFactline, ServeProcess } from './support/serve-process.js';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'factline-life-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const fact = (value: number) => ({
  type: 'SalesReported',
  data: {
    seller: 'nvidia',
    metric: 'units',
    value,
    unit: 'units',
    qualifier: 'exact',
    when: '2024',
    modality: 'asserted',
  },
  meta: { publishedAt: '2025-02-01', article: { publisher: `Wire ${value % 7}` } },
});

const post = (url: string, body: unknown) =>
  fetch(`${url}/v1/facts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** Posts facts until the service is gone; gives the ids that were answered with 201. */
async function postUntilGone(url: string, clients: number): Promise<string[]> {
  const acknowledged: string[] = [];
  let next = 0;
  const client = async () => {
    for (;;) {
      const answer = await post(url, fact(++next)).catch(() => undefined);
      if (answer?.status !== 201) return;
      const body = (await answer.json().catch(() => undefined)) as { facts: { id: string }[] } | undefined;
      if (body === undefined) return;
      acknowledged.push(body.facts[0]?.id as string);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return acknowledged;
}

/** The ids of all facts, page by page. */
async function everyId(url: string): Promise<Set<string>> {
  const found = new Set<string>();
  let cursor: string | null = '';
  while (cursor !== null) {
    const answer = await fetch(`${url}/v1/facts?limit=1000${cursor && `&cursor=${cursor}`}`);
    const page = (await answer.json()) as { items: { id: string }[]; nextCursor: string | null };
    for (const { id } of page.items) found.add(id);
    cursor = page.nextCursor;
  }
  return found;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A client that stays connected, having sent these bytes. */
async function connected(url: string, bytes: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    socket.write(bytes, () => resolve());
  });
  return socket;
}

describe('a service that is killed', () => {
  it('has everything that it acknowledged when it is back, and its log verifies', async () => {
    const first = await ServeProcess.start(dataDir);
    const writing = postUntilGone(first.url, 8);
    await pause(700);
    await first.end('SIGKILL');
    const acknowledged = await writing;
    expect(acknowledged.length).toBeGreaterThan(10);
    expect((await verifyDataDir(dataDir)).firstBad).toBeUndefined();
    const second = await ServeProcess.start(dataDir);
    const there = await everyId(second.url);
    expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
    await second.end('SIGTERM');
  });
});

describe('a service that is asked to end', () => {
  it('ends within 2 s with clients of every kind connected, and keeps what it acknowledged', async () => {
    const service = await ServeProcess.start(dataDir);
    const head = 'HTTP/1.1\r\nhost: x\r\n';
    const sockets = await Promise.all([
      connected(service.url, ''),
      connected(service.url, `GET /health/live ${head}\r\n`),
      connected(service.url, `GET /v1/stream ${head}\r\n`),
      connected(
        service.url,
        `POST /v1/facts ${head}content-type: application/json\r\ncontent-length: 999\r\n\r\n{"type":`,
      ),
    ]);
    const writing = postUntilGone(service.url, 4);
    await pause(500);
    const asked = performance.now();
    const { code } = await service.end('SIGTERM');
    const took = performance.now() - asked;
    const acknowledged = await writing;
    for (const socket of sockets) socket.destroy();
    expect(code).toBe(0);
    expect(took).toBeLessThan(2000);
    const again = await ServeProcess.start(dataDir);
    const there = await everyId(again.url);
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
    await again.end('SIGTERM');
  });
});

describe('a malformed setting', () => {
  it.each([
    ['PORT', 'eighty'],
    ['EVENT_STORE', 'oracle'],
    ['ALLOW_PRIVATE_WEBHOOKS', 'yes'],
    ['WEBHOOK_RETRY', 'soon'],
    ['EXTRACTOR', 'magic'],
    ['HOST', '0.0.0.0'],
    ['API_KEYS_FILE', '/nowhere/keys.json'],
  ])('stops the start with one line that names it: %s', async (setting, value) => {
    const { code, stderr } = await runFactline(['serve'], { PORT: '0', DATA_DIR: dataDir, [setting]: value });
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(setting);
  });
});
