import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Registry } from 'prom-client';
import { Webhook as Verifier } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../test/support/eventually.js';
import { RandomLog } from '../../test/support/random-log.js';
import { type Receiver, startReceiver, status } from '../../test/support/receiver.js';
import { ProblemFilter } from '../api/problem-filter.js';
import { EventStore } from '../event-store/event-store.js';
import { EventStoreModule } from '../event-store/event-store.module.js';
import { FactViewsModule } from '../facts/fact-views.module.js';
import { MatchIndex } from '../matching/match-index.js';
import { MatchingModule } from '../matching/matching.module.js';
import { WebhooksModule } from './webhooks.module.js';

let dir: string;
let app: NestFastifyApplication;
let registry: Registry;
let log: RandomLog;
const receivers: Receiver[] = [];

async function start(allowed = true) {
  registry = new Registry();
  const modules = {
    module: class Root {},
    providers: [{ provide: APP_FILTER, useClass: ProblemFilter }],
    imports: [
      EventStoreModule.forRoot({ engine: 'sqlite', dataDir: dir }),
      FactViewsModule,
      MatchingModule.forRoot({ dataDir: dir }),
      WebhooksModule.forRoot({
        dataDir: dir,
        allowHttp: allowed,
        allowPrivate: allowed,
        retry: [0, 20],
        registry,
      }),
    ],
  };
  app = await NestFactory.create<NestFastifyApplication>(modules, new FastifyAdapter(), { logger: false });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
}

async function receiver(...args: Parameters<typeof startReceiver>) {
  const started = await startReceiver(...args);
  receivers.push(started);
  return started;
}

async function call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) {
  const url = `/v1/webhooks${path}`;
  const response = await app.inject({ method, url, ...(payload ? { payload } : {}) });
  return { status: response.statusCode, body: response.body ? response.json() : undefined };
}

async function create(payload: object) {
  const { status: code, body } = await call('POST', '', payload);
  expect(body).toHaveProperty('id');
  expect(code).toBe(201);
  return body;
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'factline-webhooks-http-'));
  await start();
  log = new RandomLog(app.get(EventStore), 11);
});

afterEach(async () => {
  await app.close();
  for (const { close } of receivers.splice(0)) close();
  rmSync(dir, { recursive: true });
});

describe('a webhook over HTTP', () => {
  it('is created, shown without its secret, listed and removed', async () => {
    const target = await receiver();
    const { secret, ...created } = await create({ url: target.url, entities: ['nvidia'], description: 'mine' });
    expect(secret).toMatch(/^whsec_/);
    expect(created).toMatchObject({ status: 'active', cursor: 0, entities: ['nvidia'], batch: 1 });
    const shown = (await call('GET', `/${created.id}`)).body;
    expect(shown).toMatchObject({ id: created.id, lastMatch: 0, head: 0, nextAttempt: null });
    expect(JSON.stringify(shown)).not.toContain('whsec_');
    expect((await call('GET', '')).body.items).toHaveLength(1);
    expect((await call('DELETE', `/${created.id}`)).status).toBe(204);
    expect((await call('GET', `/${created.id}`)).status).toBe(404);
    expect((await call('GET', '')).body.items).toEqual([]);
  });

  it.each([
    [{ url: 'nonsense' }, 'url'],
    [{ url: 'ftp://example.com/' }, 'url'],
    [{ types: ['ArticleCaptured'] }, 'types'],
    [{ types: ['NoSuchType'] }, 'types'],
    [{ entities: ['NVIDIA Corp'] }, 'entities'],
    [{ places: ['China'] }, 'places'],
    [{ batch: 0 }, 'batch'],
    [{ batch: 101 }, 'batch'],
    [{ after: 5 }, 'after'],
    [{ after: -1 }, 'after'],
    [{ colour: 'red' }, 'colour'],
  ])('is refused with %j, which names the field', async (fault, field) => {
    const { status: code, body } = await call('POST', '', { url: 'http://127.0.0.1:1/', ...fault });
    expect(code).toBe(422);
    expect(body.errors.map((error: { field: string }) => error.field)).toContain(field);
  });

  it('is refused at an address of the own network, and over http, unless these are allowed', async () => {
    await app.close();
    await start(false);
    for (const url of ['https://127.0.0.1/', 'https://10.0.0.1/', 'http://example.com/'])
      expect((await call('POST', '', { url })).status).toBe(422);
  });

  it('gets what is recorded from now on, and tells cursor, last match and head', async () => {
    await log.append(20);
    const target = await receiver();
    const { id, secret, cursor } = await create({ url: target.url });
    expect(cursor).toBe(20);
    await log.append(20);
    await eventually(async () => {
      const { body } = await call('GET', `/${id}`);
      return body.head === 40 && body.cursor === body.lastMatch;
    }, 'the cursor at the last match');
    expect(Math.min(...target.positions())).toBeGreaterThan(20);
    for (const { body, headers } of target.received) new Verifier(secret).verify(body, headers);
    expect(await registry.metrics()).toContain('factline_webhook_attempts_total{outcome="2xx"}');
  });

  it('is paused, and goes on where it stopped', async () => {
    const target = await receiver();
    const { id } = await create({ url: target.url });
    expect((await call('PATCH', `/${id}`, { status: 'paused' })).body.status).toBe('paused');
    await log.append(10);
    await app.get(MatchIndex).reached(10);
    expect(target.received).toHaveLength(0);
    expect((await call('PATCH', `/${id}`, { status: 'active', description: 'again' })).body.description).toBe('again');
    await eventually(() => target.received.length > 5, 'what was recorded meanwhile');
    expect((await call('PATCH', `/${id}`, { status: 'disabled' })).status).toBe(422);
    expect((await call('PATCH', `/${id}`, { types: ['SalesReported'] })).status).toBe(422);
  });

  it('is disabled by 410 and says why; activation goes on at once', async () => {
    const target = await receiver(status(410));
    const { id } = await create({ url: target.url });
    await log.append(6);
    await eventually(async () => (await call('GET', `/${id}`)).body.status === 'disabled', 'the end');
    expect((await call('GET', `/${id}`)).body.disabled.reason).toBe('gone');
    expect(await registry.metrics()).toContain('factline_webhook_disabled_total{reason="gone"} 1');
    target.replyWith(status(204));
    await call('PATCH', `/${id}`, { status: 'active' });
    await eventually(() => target.received.length > 3, 'deliveries');
  });

  it('sends a test event outside the cursor, even while paused', async () => {
    const target = await receiver();
    const { id, secret } = await create({ url: target.url });
    await call('PATCH', `/${id}`, { status: 'paused' });
    const { body } = await call('POST', `/${id}/ping`);
    expect(body).toMatchObject({ delivered: true, status: 204 });
    const [request] = target.received;
    expect(request!.events[0]!.type).toBe('factline.Ping');
    expect(request!.headers['webhook-id']).toBe(body.id);
    new Verifier(secret).verify(request!.body, request!.headers);
    expect((await call('GET', `/${id}/deliveries`)).body.items[0]).toMatchObject({ kind: 'ping', status: 204 });
  });

  it('signs with both secrets after a rotation', async () => {
    const target = await receiver();
    const { id, secret } = await create({ url: target.url, v1a: true });
    const { secret: next, publicKeys } = (await call('POST', `/${id}/rotate-secret`)).body;
    expect(publicKeys).toHaveLength(2);
    await call('POST', `/${id}/ping`);
    const [{ body, headers }] = target.received as [Receiver['received'][0]];
    for (const value of [secret, next]) new Verifier(value).verify(body, headers);
    expect(headers['webhook-signature']!.split(' ').map((part) => part.split(',')[0])).toEqual([
      'v1',
      'v1a',
      'v1',
      'v1a',
    ]);
  });

  it('replays the same ids and bodies, marked', async () => {
    const target = await receiver();
    const { id } = await create({ url: target.url, after: 0 });
    await log.append(12);
    await eventually(async () => (await call('GET', `/${id}`)).body.cursor === 12, 'all deliveries');
    const before = target.received.slice();
    expect((await call('POST', `/${id}/replay`, { after: 4 })).body).toMatchObject({ replayingUntil: 12 });
    const again = before.filter(({ events }) => Number(events[0]!.position) > 4);
    await eventually(() => target.received.length === before.length + again.length, 'the replay');
    const replayed = target.received.slice(before.length);
    expect(replayed.map(({ headers }) => headers['webhook-id'])).toEqual(
      again.map(({ headers }) => headers['webhook-id']),
    );
    const unmarked = replayed.map(({ body }) => body.replace(',"replay":true', ''));
    expect(unmarked).toEqual(again.map(({ body }) => body));
    expect(replayed.every(({ events }) => events[0]!.replay === true)).toBe(true);
    expect((await call('POST', `/${id}/replay`, { since: '2020-01-01T00:00:00Z' })).body.cursor).toBeLessThan(12);
    for (const fault of [{}, { after: 1, since: '2020-01-01' }, { after: 13 }, { since: 'yesterday' }])
      expect((await call('POST', `/${id}/replay`, fault)).status).toBe(422);
  });

  it('passes over an event that the receiver will never take, and says so', async () => {
    const target = await receiver(status(500));
    const { id } = await create({ url: target.url, after: 0 });
    await log.append(8);
    await eventually(() => target.received.length > 1, 'failed attempts');
    const position = Number(target.received[0]!.events[0]!.position);
    expect((await call('POST', `/${id}/skip`, { position: 999, reason: 'no' })).status).toBe(422);
    target.replyWith((request, response, incoming) =>
      status(request.events[0]!.position === String(position) ? 500 : 204)(request, response, incoming),
    );
    expect((await call('POST', `/${id}/skip`, { position, reason: 'breaks our parser' })).status).toBe(200);
    await eventually(async () => {
      const { body } = await call('GET', `/${id}`);
      return body.cursor === body.lastMatch;
    }, 'the rest');
    expect(target.received.at(-1)!.events[0]!.previous).not.toBe('0');
    const { items } = (await call('GET', `/${id}/deliveries?limit=100`)).body;
    expect(items).toContainEqual(expect.objectContaining({ kind: 'skip', position, reason: 'breaks our parser' }));
    expect((await call('POST', `/${id}/skip`, { position, reason: 'again' })).status).toBe(422);
  });

  it('pages its log of deliveries', async () => {
    const target = await receiver();
    const { id } = await create({ url: target.url, after: 0 });
    await log.append(12);
    await eventually(async () => (await call('GET', `/${id}`)).body.cursor === 12, 'all deliveries');
    const first = (await call('GET', `/${id}/deliveries?limit=4`)).body;
    expect(first.items).toHaveLength(4);
    expect(first.items[0]).toMatchObject({ kind: 'delivery', status: 204, position: 12, attempt: 1 });
    const second = (await call('GET', `/${id}/deliveries?limit=4&cursor=${first.nextCursor}`)).body;
    expect(second.items[0].sequence).toBe(first.items[3].sequence - 1);
    expect((await call('GET', `/${id}/deliveries?limit=0`)).status).toBe(422);
  });

  it('asks the receiver first where that is wanted', async () => {
    const willing = await receiver((_request, response) =>
      response.writeHead(200, { 'webhook-allowed-origin': '*' }).end(),
    );
    const silent = await receiver();
    await create({ url: willing.url, validate: true });
    expect(willing.received[0]!.headers['webhook-request-origin']).toBeTruthy();
    const { status: code, body } = await call('POST', '', { url: silent.url, validate: true });
    expect(code).toBe(422);
    expect(body.detail).toContain('WebHook-Allowed-Origin is missing');
  });
});
