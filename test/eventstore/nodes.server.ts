import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factline } from '../support/cli.js';
import { eventually } from '../support/eventually.js';
import { type ReceivedEvent, startReceiver } from '../support/receiver.js';
import { type SingleServer, startNode } from './server.mjs';
import { fact, median, ServiceNode } from './service-node.js';

const bin = process.env.EVENTSTOREDB_BIN;

// Nodes are processes that are killed, on a server that nothing else writes to.
describe.runIf(bin)('two service nodes on one server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'factline-nodes-'));
  let server: SingleServer;
  let a: ServiceNode;
  let b: ServiceNode;

  beforeAll(async () => {
    server = await startNode(bin!);
    a = await ServiceNode.start(join(folder, 'a'), server.url);
    b = await ServiceNode.start(join(folder, 'b'), server.url);
  });
  afterAll(async () => {
    await Promise.all([a?.end('SIGKILL'), b?.end('SIGKILL')]);
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('facts posted to one are readable on the other within 200 ms at the median', async () => {
    const waits: number[] = [];
    for (let i = 0; i < 60; i++) {
      const [writer, reader] = i % 2 ? [a, b] : [b, a];
      const { status, body } = await writer.post('/v1/facts', fact(`latency-${i}`));
      expect(status).toBe(201);
      const posted = performance.now();
      await eventually(async () => (await reader.get(`/v1/facts/${body.facts[0].id}`)).status === 200, 'the fact');
      waits.push(performance.now() - posted);
    }
    process.stdout.write(`readable on the other node after ${median(waits).toFixed(1)} ms (median)\n`);
    expect(median(waits)).toBeLessThan(200);
  });

  it('each restarted from an empty DATA_DIR rebuilds and answers the same', async () => {
    const { body } = await a.post('/v1/facts', fact('before', { value: 1 }));
    const [{ id, data }] = body.facts;
    await b.post(`/v1/facts/${id}/correction`, { data: { ...data, value: 2 }, reason: 'misread' });
    await b.ask('PUT', '/v1/entities/after', { name: 'After', kind: 'company' });
    await a.post('/v1/entities/after/merge', { from: ['before'], reason: 'renamed' });
    const { head } = (await a.get('/v1/log?limit=1')).body;
    const question = `/v1/state?knownAt=2026-01-01&position=${head}`;
    const before = await a.get(question);
    expect(before.status).toBe(200);
    for (const node of [a, b]) {
      await node.restartEmpty();
      expect((await node.get(question)).body).toEqual(before.body);
    }
  });

  it('verify the log on the server while they run', async () => {
    const { head } = (await a.get('/v1/log?limit=1')).body;
    const env = { EVENT_STORE: 'eventstoredb', EVENTSTORE_URL: server.url };
    const { code, stdout } = await factline(['verify', '--data-dir', join(folder, 'a')], { env });
    expect(stdout).toContain(`${head} positions verified`);
    expect(code).toBe(0);
  });

  it('lose, reorder and skip nothing when the node that delivers is killed mid-stream', async () => {
    const arrived: { event: ReceivedEvent; at: number }[] = [];
    const receiver = await startReceiver(async ({ events }, response) => {
      for (const event of events) arrived.push({ event, at: Date.now() });
      await new Promise((resolve) => setTimeout(resolve, 10));
      response.writeHead(204).end();
    });
    const delivers = await ServiceNode.delivering([a, b]);
    const other = delivers === a ? b : a;
    const created = await delivers.post('/v1/webhooks', { url: receiver.url });
    expect(created.status).toBe(201);

    const posted: string[] = [];
    let killed: number | undefined;
    for (let i = 0; i < 600; i++) {
      const { status, body } = await other.post('/v1/facts', fact(`stream-${i}`));
      expect(status).toBe(201);
      posted.push(body.facts[0].id);
      if (arrived.length < 200 || killed) continue;
      await delivers.end('SIGKILL');
      killed = Date.now();
    }
    expect(killed, 'nothing was under way when all was posted').toBeDefined();
    const seen = () => new Map(arrived.map(({ event }) => [event.id, event]));
    await eventually(() => seen().size >= posted.length, 'every fact', 60_000);

    const delivered = [...seen().values()];
    expect(delivered.map(({ data }) => data.id)).toEqual(posted);
    const links = delivered.slice(1).map(({ previous }, i) => previous === delivered[i]!.position);
    expect(links.every(Boolean)).toBe(true);
    const repeated = arrived.length - delivered.length;
    const takenOver = arrived.find(({ at }) => at > killed! + 100)!.at - killed!;
    process.stdout.write(`another node delivered ${takenOver} ms after the kill; ${repeated} events arrived twice\n`);
    expect(takenOver).toBeLessThan(15_000);
    expect((await ServiceNode.delivering([other])) === other).toBe(true);
    receiver.close();
    await delivers.restart();
  });
});
