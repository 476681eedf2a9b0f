import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { startReceiver } from '../support/receiver.js';
import { type SingleServer, startNode } from './server.mjs';
import { fact, ServiceNode } from './service-node.js';

const bin = process.env.EVENTSTOREDB_BIN;
const AWAY_MS = 60_000;

describe.runIf(bin)('a server that goes away', () => {
  const folder = mkdtempSync(join(tmpdir(), 'factline-away-'));
  let server: SingleServer;
  let a: ServiceNode;
  let b: ServiceNode;

  beforeAll(async () => {
    server = await startNode(bin!, { onDisk: true });
    a = await ServiceNode.start(join(folder, 'a'), server.url);
    b = await ServiceNode.start(join(folder, 'b'), server.url);
  });
  afterAll(async () => {
    await Promise.all([a?.end('SIGKILL'), b?.end('SIGKILL')]);
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const question = (head: number) => `/v1/state?knownAt=2026-01-01&position=${head}`;

  async function expectNoWrite(node: ServiceNode, seller: string): Promise<void> {
    const { status, headers, body } = await node.post('/v1/facts', fact(seller));
    expect(status).toBe(503);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(body.code).toBe('unavailable');
  }

  it('for a minute: writes answer 503, reads go on and say how old they are, and all catches up by itself', async () => {
    const receiver = await startReceiver();
    await (await ServiceNode.delivering([a, b])).post('/v1/webhooks', { url: receiver.url });
    const { body: first } = await a.post('/v1/facts', fact('first'));
    const before = await b.get(question(first.position));
    expect(before.status).toBe(200);
    expect(before.headers.get('age')).toBeNull();

    await server.kill();
    const left = Date.now();
    for (let round = 0; Date.now() - left < AWAY_MS; round++) {
      await expectNoWrite(a, `away-${round}`);
      const gone = (Date.now() - left) / 1_000;
      const { status, headers, body } = await b.get(question(first.position));
      expect(status).toBe(200);
      expect(body).toEqual(before.body);
      expect(Number(headers.get('age'))).toBeGreaterThan(gone - 3);
      expect(Number(headers.get('age'))).toBeLessThan(gone + 15);
      const health = await b.get('/health/ready');
      expect(health.status).toBe(200);
      expect(health.body.log).toMatchObject({ ageSeconds: expect.any(Number), problem: expect.any(String) });
    }

    await server.start();
    const back = Date.now();
    const posts: Awaited<ReturnType<ServiceNode['post']>>[] = [];
    await eventually(
      async () => posts.push(await a.post('/v1/facts', fact('after'))) && posts.at(-1)?.status === 201,
      'a write',
      30_000,
    );
    const written = posts.at(-1)!.body;
    process.stdout.write(`writes go on ${Date.now() - back} ms after the server was live again\n`);
    expect(written.position).toBe(first.position + 1);
    await eventually(async () => (await b.get(`/v1/facts/${written.facts[0].id}`)).status === 200, 'b', 30_000);
    expect((await b.get(question(first.position + 1))).headers.get('age')).toBeNull();
    await eventually(() => receiver.positions().includes(first.position + 1), 'its delivery', 30_000);
    expect([...new Set(receiver.positions())]).toEqual([first.position, first.position + 1]);
    receiver.close();
  });

  it('without closing its connections: likewise', async () => {
    const { head } = (await a.get('/v1/log?limit=1')).body;
    server.freeze();
    try {
      await expectNoWrite(a, 'frozen');
      await pause(1_000);
      const { status, headers } = await b.get(question(head));
      expect(status).toBe(200);
      expect(Number(headers.get('age'))).toBeGreaterThan(3);
    } finally {
      server.thaw();
    }
    await eventually(async () => (await a.post('/v1/facts', fact('thawed'))).status === 201, 'a write', 30_000);
    await eventually(async () => (await b.get('/v1/log?limit=1')).headers.get('age') === null, 'b', 30_000);
  });
});
