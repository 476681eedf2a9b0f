// What the service takes over a store that is there: time from the start of its process to its first answer, and memory
// while clients ask about many entities, days and lists, and articles come in.
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { requestsPerSecond } from './http/load.mjs';
import { questions } from './http/questions.mjs';
import { fillLog } from './lib/filled-log.mjs';
import { removeFolder, scratchFolder } from './lib/scratch.mjs';
import { MAIN, serviceUnder, settled, spawnService, withService } from './lib/service.mjs';
import { entityAt, random } from './lib/timeline.mjs';

const FACTS = Number(process.env.START_FACTS ?? 1_000_000);
/** A directory that holds so many facts already is copied; filling one takes minutes. */
const FILLED = process.env.START_DATA_DIR;
const SECONDS = 5;
const ARTICLES = 200;

/** A directory whose store and read models are whole. */
async function setup({ tell }) {
  const dataDir = scratchFolder();
  if (FILLED) cpSync(FILLED, dataDir, { recursive: true });
  else {
    tell(`writing and reading ${FACTS} facts`);
    await fillLog(dataDir, FACTS);
    execFileSync(process.execPath, [MAIN, 'rebuild', '--data-dir', dataDir], { stdio: 'ignore' });
  }
  await withService(dataDir, (url) => settled(serviceUnder(url), tell));
  return dataDir;
}

async function answerOf(url) {
  const answer = await fetch(url).catch(() => undefined);
  return answer?.ok ? answer.json() : undefined;
}

/** Milliseconds from the start of the process to the first answer about an entity. */
async function firstAnswer(dataDir, entity) {
  const start = performance.now();
  const service = await spawnService(dataDir);
  let answer;
  while (!answer && service.child.exitCode === null) {
    answer = await answerOf(`${service.url}/v1/state?entity=${entity}`);
    if (!answer) await sleep(5);
  }
  const taken = performance.now() - start;
  await service.stop();
  if (!answer) throw new Error('the service ended before it answered');
  return taken;
}

/** Watches a process's resident memory. */
function watch({ pid }) {
  let most = 0;
  const look = () => {
    const [, kibibytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    most = Math.max(most, Number(kibibytes) / 1024);
    return most;
  };
  const timer = setInterval(look, 100);
  return { most: look, stop: () => clearInterval(timer) };
}

async function capture(url) {
  for (let n = 0; n < ARTICLES; n++) {
    const text = `Tesla sold ${n + 1_000} cars in October 2025. BYD will invest $${n + 1} billion in a plant in Hungary.`;
    const article = { title: `Report ${n}`, publisher: 'Example Wire', publishedAt: '2025-12-01T09:00:00Z', text };
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/v1/articles`, { method: 'POST', headers, body: JSON.stringify(article) });
    if (answer.status >= 300) throw new Error(`POST /v1/articles answered ${answer.status}`);
  }
}

/** Most resident memory after each stage of use. */
async function memory(dataDir, { tell }) {
  return withService(dataDir, async (url, child) => {
    const watched = watch(child);
    const figures = [];
    const after = (name) => figures.push({ name: `memory: ${name}`, value: watched.most(), unit: 'MiB' });
    after('started');
    for (const [name, paths] of Object.entries(await questions(url, FACTS))) {
      tell(name);
      await requestsPerSecond(url, paths, { duration: SECONDS });
    }
    after('64 clients ask');
    await capture(url);
    after(`${ARTICLES} articles captured`);
    watched.stop();
    return figures;
  });
}

export const bench = {
  peers: ['autocannon'],
  setup,
  async run(dataDir, context) {
    const entity = entityAt(random(context.run));
    const taken = await firstAnswer(dataDir, entity);
    return [{ name: 'first answer after start', value: taken, unit: 'ms' }, ...(await memory(dataDir, context))];
  },
  teardown: removeFolder,
};
