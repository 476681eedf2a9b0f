import { join } from 'node:path';
import { Pool } from 'undici';
import { factData } from '../lib/facts.mjs';
import { withService } from '../lib/service.mjs';

const CLIENTS = [
  [1, 400],
  [16, 3_000],
  [64, 6_000],
];

/** One fact a request, each of another source. */
function body(n) {
  const meta = {
    publishedAt: '2025-02-25T09:00:00Z',
    article: { title: `Article ${n}`, publisher: 'Example Wire', url: `https://news.example/articles/${n}` },
  };
  return JSON.stringify({ ...factData(n), meta });
}

async function post(pool, n) {
  const answer = await pool.request({
    method: 'POST',
    path: '/v1/facts',
    headers: { 'content-type': 'application/json' },
    body: body(n),
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 201) throw new Error(`POST /v1/facts answered ${answer.statusCode}: ${text}`);
}

/** `clients` at once, each sending its next fact once the last is answered. */
async function throughput(url, clients, facts, first) {
  const pool = new Pool(url, { connections: clients, pipelining: 1 });
  let next = first;
  const client = async () => {
    while (next < first + facts) await post(pool, next++);
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: clients }, client));
  const taken = performance.now() - start;
  await pool.close();
  return { name: `HTTP, ${clients} client${clients > 1 ? 's' : ''}`, value: (facts / taken) * 1_000, unit: 'facts/s' };
}

export const measureHttp = (folder) =>
  withService(join(folder, 'service'), async (url) => {
    let sent = 0;
    const measure = async (clients, facts) => {
      const figure = await throughput(url, clients, facts, sent);
      sent += facts;
      return figure;
    };
    await measure(4, 400);
    const figures = [];
    for (const [clients, facts] of CLIENTS) figures.push(await measure(clients, facts));
    return figures;
  });
