// Capture of articles with the rules through the whole service: articles and facts per second, beside the rules alone.
import { cpus } from 'node:os';
import { join } from 'node:path';
import { extractFacts } from '../dist/src/articles/extraction/extract-facts.js';
import { withScratch } from './lib/scratch.mjs';
import { withService } from './lib/service.mjs';

const ARTICLES = 1_000;
const CLIENTS = 8;

const COMPANIES = ['Nvidia', 'AMD', 'Intel', 'Tesla', 'BYD', 'CATL', 'Samsung', 'TSMC', 'Huawei', 'Micron'];
const pick = (list, n) => list[n % list.length];

/** An article of some ten sentences; another number is another article. */
function article(n) {
  const [one, other] = [pick(COMPANIES, n), pick(COMPANIES, n + 3)];
  const text = [
    `${one} said on Monday that its revenue came to $${(n % 90) + 1}.${n % 10} billion in the third quarter of 2025.`,
    `The company shipped ${n + 1000} units in October 2025, more than analysts had thought.`,
    `${other} will invest $${(n % 40) + 2} billion in a new plant in Germany.`,
    `Washington imposed export controls on chips for China in October 2022.`,
    `${one} signed a supply agreement with ${other} in November 2025.`,
    `Shares moved little on the day, and nobody in the hall seemed surprised by report number ${n}.`,
  ].join(' ');
  return { title: `Report ${n}`, publisher: 'Example Wire', publishedAt: '2025-12-01T09:00:00Z', text };
}

/** The same rules over the same articles in one thread of this process, and nothing else. */
function rulesAlone() {
  for (let n = 0; n < 50; n++) extractFacts(article(ARTICLES + n));
  const before = process.cpuUsage();
  const start = performance.now();
  for (let n = 0; n < ARTICLES; n++) extractFacts(article(n));
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(before);
  return { articles: ARTICLES / seconds, millis: (user + system) / 1_000 / ARTICLES };
}

/** Seconds of processor time that the service has used, all its threads together. */
async function cpuSeconds(url) {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_cpu_seconds_total(?:\{[^}]*\})? (\S+)/m.exec(metrics)?.[1]);
}

/** Seconds for which the processors of this machine have had nothing to do. */
const idleSeconds = () => cpus().reduce((sum, { times }) => sum + times.idle, 0) / 1_000;

async function captureAll(url, from, count) {
  let next = from;
  let facts = 0;
  const client = async () => {
    while (next < from + count) {
      const answer = await fetch(`${url}/v1/articles`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(article(next++)),
      });
      if (answer.status !== 201) throw new Error(`POST /v1/articles answered ${answer.status}`);
      facts += (await answer.json()).facts.length;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return facts;
}

async function capture(url) {
  await captureAll(url, ARTICLES, 50);
  const [cpu, idle, start] = [await cpuSeconds(url), idleSeconds(), performance.now()];
  const facts = await captureAll(url, 0, ARTICLES);
  const seconds = (performance.now() - start) / 1_000;
  const used = (await cpuSeconds(url)) - cpu;
  return {
    articles: ARTICLES / seconds,
    facts: facts / seconds,
    cores: used / seconds,
    idle: (idleSeconds() - idle) / seconds,
    millis: (1_000 * used) / ARTICLES,
  };
}

export const bench = {
  run: () =>
    withScratch(async (folder) => {
      const alone = rulesAlone();
      const through = await withService(join(folder, 'service'), capture);
      return [
        { name: 'through the service', value: through.articles, unit: 'articles/s' },
        { name: 'through the service, facts', value: through.facts, unit: 'facts/s' },
        { name: 'processors used by the service', value: through.cores, unit: 'cores' },
        { name: 'processors idle meanwhile', value: through.idle, unit: 'cores' },
        { name: 'processor time through the service', value: through.millis, unit: 'ms/article' },
        { name: 'the rules alone, one thread', value: alone.articles, unit: 'articles/s' },
        { name: 'processor time of the rules alone', value: alone.millis, unit: 'ms/article' },
      ];
    }),
  ratios: (of) => [
    ratio('service of the rules alone', of.get('through the service') / of.get('the rules alone, one thread')),
    ratio(
      'the rules of the processor time',
      of.get('processor time of the rules alone') / of.get('processor time through the service'),
    ),
  ],
};

const ratio = (name, value) => ({ name, value: Math.round(100 * value), unit: '%' });
