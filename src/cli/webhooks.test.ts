import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { webhooksCommand } from './webhooks.js';

let requests: { method: string; path: string; body: unknown }[];
let answer: { status: number; body: object };
let url: string;
let close: () => void;

beforeEach(async () => {
  requests = [];
  answer = { status: 200, body: {} };
  const server = createServer(async (incoming, response) => {
    let text = '';
    for await (const chunk of incoming) text += chunk;
    requests.push({ method: incoming.method!, path: incoming.url!, body: text ? JSON.parse(text) : undefined });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => server.close();
});

afterEach(() => close());

async function run(...args: string[]): Promise<string> {
  let output = '';
  const command = webhooksCommand((text) => {
    output += text;
  });
  command.exitOverride();
  await command.parseAsync(['--url', url, ...args], { from: 'user' });
  return output;
}

describe('factline webhooks', () => {
  it('lists', async () => {
    const shown = { id: 'wh_1', status: 'active', cursor: 12, failures: 2, url: 'https://example.com/' };
    answer.body = { items: [shown] };
    expect(await run('list')).toBe('wh_1  active    cursor 12  2 failed attempts  https://example.com/\n');
    expect(JSON.parse(await run('--json', 'list'))).toEqual({ items: [shown] });
  });

  it('adds with all filters and prints the secret', async () => {
    answer = { status: 201, body: { id: 'wh_1', secret: 'whsec_x' } };
    const output = await run(
      ...['add', 'https://example.com/', '--type', 'SalesReported', '--entity', 'nvidia', '--entity', 'amd'],
      ...['--place', 'CN', '--after', '0', '--batch', '10', '--v1a'],
    );
    expect(output).toBe('id      wh_1\nsecret  whsec_x\n');
    expect(requests[0]).toEqual({
      method: 'POST',
      path: '/v1/webhooks',
      body: {
        url: 'https://example.com/',
        types: ['SalesReported'],
        entities: ['nvidia', 'amd'],
        places: ['CN'],
        markets: [],
        after: 0,
        batch: 10,
        v1a: true,
      },
    });
  });

  it('pings, replays and skips', async () => {
    answer.body = { delivered: true, status: 204, durationMs: 5 };
    expect(await run('ping', 'wh_1')).toBe('204 in 5 ms\n');
    answer.body = { id: 'wh_1', status: 'active', cursor: 3 };
    expect(await run('replay', 'wh_1', '--after', '3')).toBe('wh_1  active  cursor 3\n');
    await run('skip', 'wh_1', '7', '--reason', 'broken');
    expect(requests.map(({ path, body }) => [path, body])).toEqual([
      ['/v1/webhooks/wh_1/ping', undefined],
      ['/v1/webhooks/wh_1/replay', { after: 3 }],
      ['/v1/webhooks/wh_1/skip', { position: 7, reason: 'broken' }],
    ]);
  });

  it('shows the log of deliveries', async () => {
    answer.body = {
      items: [
        { at: 'T1', kind: 'delivery', position: 9, attempt: 2, status: 500, durationMs: 12, nextAttempt: 'T2' },
        { at: 'T0', kind: 'skip', position: 8, status: null, durationMs: null, nextAttempt: null, reason: 'broken' },
      ],
    };
    expect(await run('deliveries', 'wh_1', '--limit', '2')).toBe(
      'T1  delivery  position 9  attempt 2  500  12 ms  next T2\nT0  skip      position 8  broken\n',
    );
    expect(requests[0]!.path).toBe('/v1/webhooks/wh_1/deliveries?limit=2');
  });

  it('says what the service says, and where none answers', async () => {
    answer = { status: 404, body: { detail: 'there is no webhook wh_9' } };
    await expect(run('ping', 'wh_9')).rejects.toThrow('there is no webhook wh_9');
    close();
    url = 'http://127.0.0.1:1';
    await expect(run('list')).rejects.toThrow('no service answers at http://127.0.0.1:1');
  });
});
