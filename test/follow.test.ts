import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runFactline } from './support/serve-process.js';
import { TestService } from './support/service.js';

let service: TestService;
let site: Server;
let folder: string;
let validators: (string | undefined)[];
let items: string[];
let broken: Set<string>;
let encoding: BufferEncoding;

beforeEach(async () => {
  service = await TestService.start({ ALLOW_HTTP_WEBHOOKS: 'true', ALLOW_PRIVATE_WEBHOOKS: 'true' });
  folder = mkdtempSync(join(tmpdir(), 'factline-follow-'));
  validators = [];
  items = ['/1'];
  broken = new Set();
  encoding = 'utf8';
  site = createServer(({ url, headers }, response) => {
    if (broken.has(url ?? '')) {
      response.writeHead(500).end();
      return;
    }
    if (url !== '/feed') {
      response.setHeader('content-type', 'text/plain').end(`Tesla reported revenue of $25 billion, says page ${url}.`);
      return;
    }
    validators.push(headers['if-none-match']);
    const etag = `"${items.length}"`;
    if (headers['if-none-match'] === etag) response.writeHead(304).end();
    else response.writeHead(200, { etag }).end(Buffer.from(feed(), encoding));
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  site.closeAllConnections();
  site.close();
  await service.stop();
  rmSync(folder, { recursive: true });
});

const at = (path: string) => `http://127.0.0.1:${(site.address() as AddressInfo).port}${path}`;
const feed = () =>
  `<?xml version="1.0" encoding="${encoding === 'utf8' ? 'utf-8' : 'iso-8859-1'}"?><rss version="2.0"><channel><title>Télé</title>${items
    .map(
      (path) => `<item><title>T</title><link>${at(path)}</link><pubDate>Sat, 10 Jan 2026 08:00:00 GMT</pubDate></item>`,
    )
    .join('')}</channel></rss>`;
const look = () =>
  runFactline(['follow', at('/feed'), '--once', '--state', join(folder, 'state.json')], { FACTLINE_URL: service.url });
const captured = async () => (await service.get('/v1/articles')).body.items.length;

it('captures what is new in a feed, and asks for nothing that it has', async () => {
  expect(await look()).toMatchObject({ code: 0, stderr: '' });
  expect(await captured()).toBe(1);
  expect(await look()).toMatchObject({ code: 0, stderr: '' });
  items = ['/2', '/1'];
  expect(await look()).toMatchObject({ code: 0, stderr: '' });
  expect(await captured()).toBe(2);
  expect(validators).toEqual([undefined, '"1"', '"1"']);
});

it('tries again what failed, and doubles nothing meanwhile', async () => {
  items = ['/2', '/1'];
  broken.add('/1');
  expect(await look()).toMatchObject({ code: 1, stderr: expect.stringContaining('it answered 500') });
  expect(await captured()).toBe(1);
  broken.clear();
  expect(await look()).toMatchObject({ code: 0, stderr: '' });
  expect(await captured()).toBe(2);
});

it('reads a feed in its own charset', async () => {
  encoding = 'latin1';
  expect(await look()).toMatchObject({ code: 0, stderr: '' });
  expect((await service.get('/v1/articles')).body.items).toMatchObject([{ publisher: 'Télé' }]);
});

it('says what cannot be fetched, and that it is no feed', async () => {
  const follow = (path: string) =>
    runFactline(['follow', at(path), '--once', '--state', join(folder, 'other.json')], { FACTLINE_URL: service.url });
  broken.add('/gone');
  expect(await follow('/gone')).toMatchObject({ code: 1, stderr: `factline: ${at('/gone')}: it answered 500\n` });
  expect(await follow('/page')).toMatchObject({ code: 1, stderr: expect.stringMatching(/^factline: .*\/page: .*\n$/) });
});
