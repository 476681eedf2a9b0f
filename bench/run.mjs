// Runs one benchmark by name: npm run bench -- append --json
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine, versions } from './lib/machine.mjs';
import { medians } from './lib/medians.mjs';
import { installPeers } from './lib/peers.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const names = readdirSync(here)
  .filter((file) => file.endsWith('.mjs') && file !== 'run.mjs')
  .map((file) => file.slice(0, -4));

const HELP = `Usage: npm run bench -- NAME [--json] [--runs N]

  NAME     one of: ${names.join(', ')}
  --json   one last line {bench, machine, versions, figures}
  --large  the largest size too, where a benchmark has one
  --runs   how often to measure, at least 3 (default 3); the figures are medians
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean' },
    runs: { type: 'string', default: '3' },
    large: { type: 'boolean', default: false },
    help: { type: 'boolean' },
  },
});
const [name] = positionals;
const runs = Number(values.runs);

if (values.help || !names.includes(name) || !Number.isInteger(runs) || runs < 3) {
  process.stderr.write(HELP);
  process.exit(values.help ? 0 : 2);
}
if (!existsSync(join(here, '../dist')))
  throw new Error('the benchmarks measure what is built: run "npm run build" first');

/** Progress goes to standard error, figures to standard output. */
const tell = (line) => process.stderr.write(`${line}\n`);

const { bench } = await import(`./${name}.mjs`);
if (bench.peers) installPeers(here, bench.peers, tell);

const context = await bench.setup?.({ tell, large: values.large });
const measured = [];
try {
  for (let run = 1; run <= runs; run++) {
    tell(`run ${run} of ${runs}`);
    measured.push(await bench.run(context, { tell, run }));
    for (const { name: figure, value, unit } of measured.at(-1)) tell(`  ${figure}: ${value.toPrecision(3)} ${unit}`);
  }
} finally {
  await bench.teardown?.(context);
}

const figures = medians(measured);
figures.push(...(bench.ratios?.(new Map(figures.map((figure) => [figure.name, figure.value]))) ?? []));

const width = Math.max(...figures.map((figure) => figure.name.length));
for (const { name: figure, value, unit } of figures)
  process.stdout.write(`${figure.padEnd(width)}  ${value.toLocaleString('en').padStart(12)} ${unit}\n`);
if (values.json)
  process.stdout.write(
    `${JSON.stringify({ bench: name, machine: machine(), versions: versions(bench.peers), figures })}\n`,
  );
