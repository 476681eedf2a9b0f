// Requests per second of GET /v1/state?entity= and /v1/facts through the whole service, beside bare Fastify that sends
// the same bytes and headers: each a process of its own, in turn within every run, asked a different
// question each time. Processor time says what each costs where other work disturbs the rates.
import { startBare } from './http/bare.mjs';
import { requestsPerSecond } from './http/load.mjs';
import { CASES, questions } from './http/questions.mjs';
import { fillLog } from './lib/filled-log.mjs';
import { round } from './lib/medians.mjs';
import { removeFolder, scratchFolder } from './lib/scratch.mjs';
import { serviceUnder, settled, withService } from './lib/service.mjs';

const FACTS = Number(process.env.HTTP_FACTS ?? 100_000);
/** Requests after which the code of a server is compiled. */
const WARM_UP = 6_000;
const SECONDS = Number(process.env.HTTP_SECONDS ?? 3);

async function measure({ url, cpuMicros }, paths) {
  await requestsPerSecond(url, paths, { amount: WARM_UP });
  const before = await cpuMicros();
  const { rate, total } = await requestsPerSecond(url, paths, { duration: SECONDS });
  return { rate, micros: ((await cpuMicros()) - before) / total };
}

async function compare(name, service, paths) {
  const bare = await startBare(service.url, paths);
  try {
    const of = { service: await measure(service, paths), 'bare Fastify': await measure(bare, paths) };
    return [
      ...Object.entries(of).flatMap(([who, { rate, micros }]) => [
        { name: `${name}: ${who}`, value: rate, unit: 'requests/s' },
        { name: `${name}: ${who}, processor time`, value: micros, unit: 'µs a request' },
      ]),
      { name: `${name}: answer`, value: bare.bytes, unit: 'bytes' },
    ];
  } finally {
    await bare.stop();
  }
}

const percent = (name, part, whole) => ({ name, value: round((100 * part) / whole), unit: '%' });

/** Writes a log and has the service read it, so that every run starts over the same index. */
async function setup({ tell }) {
  const dataDir = scratchFolder();
  tell(`${FACTS} facts`);
  await fillLog(dataDir, FACTS);
  await withService(dataDir, (url) => settled(serviceUnder(url), tell));
  return dataDir;
}

async function run(dataDir, { tell }) {
  return withService(dataDir, async (url) => {
    const service = serviceUnder(url);
    await settled(service, tell);
    const figures = [];
    for (const [name, paths] of Object.entries(await questions(url, FACTS))) {
      tell(name);
      figures.push(...(await compare(name, service, paths)));
    }
    return figures;
  });
}

export const bench = {
  peers: ['autocannon'],
  setup,
  run,
  teardown: removeFolder,
  ratios: (of) =>
    CASES.flatMap((name) => [
      percent(`${name}: service of bare Fastify`, of.get(`${name}: service`), of.get(`${name}: bare Fastify`)),
      percent(
        `${name}: bare Fastify of service, processor time`,
        of.get(`${name}: bare Fastify, processor time`),
        of.get(`${name}: service, processor time`),
      ),
    ]),
};
