// Requests per second of GET /v1/state?entity= and /v1/facts, beside bare Fastify that sends the same bytes.
import { join } from 'node:path';
import Fastify from 'fastify';
import { Pool } from 'undici';
import { factData } from './lib/facts.mjs';
import { withScratch } from './lib/scratch.mjs';
import { withService } from './lib/service.mjs';

const FACTS = 2_000;
const SECONDS = 3;
const CONNECTIONS = 16;

async function fill(url) {
  const meta = { publishedAt: '2025-02-25T09:00:00Z', article: { title: 'Figures', publisher: 'Example Wire' } };
  for (let from = 0; from < FACTS; from += 500) {
    const facts = Array.from({ length: 500 }, (_, i) => ({ ...factData(from + i), meta }));
    const answer = await fetch(`${url}/v1/facts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(facts),
    });
    if (!answer.ok) throw new Error(`POST /v1/facts answered ${answer.status}: ${await answer.text()}`);
  }
}

/** Requests per second over 16 connections, each asking again once it is answered. */
async function rate(url) {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, { connections: CONNECTIONS, pipelining: 1 });
  const end = performance.now() + SECONDS * 1_000;
  let answered = 0;
  const client = async () => {
    while (performance.now() < end) {
      const { statusCode, body } = await pool.request({ method: 'GET', path: pathname + search });
      await body.dump();
      if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`);
      answered++;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  await pool.close();
  return answered / SECONDS;
}

/** Bare Fastify, sending the bytes that the service sent. */
async function bareRate(url) {
  const answer = await fetch(url);
  const body = await answer.text();
  const fastify = Fastify();
  fastify.get('/', (_, reply) => reply.type('application/json; charset=utf-8').send(body));
  await fastify.listen({ port: 0, host: '127.0.0.1' });
  const measured = await rate(`http://127.0.0.1:${fastify.server.address().port}/`);
  await fastify.close();
  return { measured, bytes: body.length };
}

async function compare(name, url) {
  const bare = await bareRate(url);
  return [
    { name: `${name}: service`, value: await rate(url), unit: 'requests/s' },
    { name: `${name}: bare Fastify`, value: bare.measured, unit: 'requests/s' },
    { name: `${name}: answer`, value: bare.bytes, unit: 'bytes' },
  ];
}

const NAMES = ['/v1/state?entity=', '/v1/facts?limit=20'];

export const bench = {
  run: () =>
    withScratch((folder) =>
      withService(join(folder, 'service'), async (url) => {
        await fill(url);
        const { items } = await (await fetch(`${url}/v1/facts?limit=1`)).json();
        const [entity] = Object.values(items[0].data).filter((value) => typeof value === 'string');
        return [
          ...(await compare(NAMES[0], `${url}/v1/state?entity=${encodeURIComponent(entity)}`)),
          ...(await compare(NAMES[1], `${url}${NAMES[1]}`)),
        ];
      }),
    ),
  ratios: (of) =>
    NAMES.map((name) => ({
      name: `${name}: service of bare Fastify`,
      value: Math.round((100 * of.get(`${name}: service`)) / of.get(`${name}: bare Fastify`)),
      unit: '%',
    })),
};
