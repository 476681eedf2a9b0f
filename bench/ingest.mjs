// Capture of articles with the rules through the whole service: articles and facts per second, beside the rules alone.
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

function rulesAlone() {
  const start = performance.now();
  let facts = 0;
  for (let n = 0; n < ARTICLES; n++) facts += extractFacts(article(n)).facts.length;
  return { perSecond: (ARTICLES / (performance.now() - start)) * 1_000, facts };
}

/** Seconds of processor time that a process has used, all its threads together. */
async function cpuSeconds(url) {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_cpu_seconds_total(?:\{[^}]*\})? (\S+)/m.exec(metrics)?.[1]);
}

async function capture(url) {
  let next = 0;
  let facts = 0;
  const client = async () => {
    while (next < ARTICLES) {
      const answer = await fetch(`${url}/v1/articles`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(article(next++)),
      });
      if (answer.status !== 201) throw new Error(`POST /v1/articles answered ${answer.status}`);
      facts += (await answer.json()).facts.length;
    }
  };
  const before = await cpuSeconds(url);
  const start = performance.now();
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const seconds = (performance.now() - start) / 1_000;
  const cores = ((await cpuSeconds(url)) - before) / seconds;
  return { articles: ARTICLES / seconds, facts: facts / seconds, cores };
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
        { name: 'the rules alone, one core', value: alone.perSecond, unit: 'articles/s' },
      ];
    }),
  ratios: (of) => [
    {
      name: 'service of the rules alone',
      value: Math.round((100 * of.get('through the service')) / of.get('the rules alone, one core')),
      unit: '%',
    },
  ],
};
