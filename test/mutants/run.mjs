// Puts each mutant into a copy of the tree, runs the tests of the rules and of the fast path there, and prints how many
// they find: npm run mutants -- [PART OF A FILE'S NAME OR OF WHAT STANDS THERE]
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { mutants } from './mutants.mjs';

const COPIED = ['events', 'projections', 'src', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts'];
/** Cheapest first: what the first finds is not shown to the next. */
const TESTS = ['projections/rules.test.ts', 'test/literal-rules.property.test.ts', 'test/fast-path.property.test.ts'];
/** The tests of the rules know nothing of the fast path. */
const TESTS_OF_FAST_PATH = TESTS.slice(2);
const VITEST = ['run', '--root=.', '--config=test/mutants/vitest.config.ts'];
const SETTINGS = { FAST_PATH_RUNS: '300', LITERAL_RULES_RUNS: '150' };
/** A mutant that loops for ever is found too. */
const PATIENCE_MS = 300_000;
const AT_ONCE = 2;

const only = process.argv[2] ?? '';
const list = Object.entries(mutants)
  .flatMap(([file, changes]) => changes.map(([from, to, equivalent]) => ({ file, from, to, equivalent })))
  .filter(({ file, from }) => file.includes(only) || from.includes(only));

function check({ file, from }) {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} has no "${from}" any more: mend the list of mutants`);
}

function copyTree() {
  const folder = mkdtempSync(join(tmpdir(), 'factline-mutants-'));
  for (const each of COPIED) cpSync(each, join(folder, each), { recursive: true });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  return folder;
}

function passes(folder, test) {
  const child = spawn('node_modules/.bin/vitest', [...VITEST, test], {
    cwd: folder,
    env: { ...SETTINGS, ...process.env },
    stdio: 'ignore',
    detached: true,
  });
  return new Promise((done) => {
    const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), PATIENCE_MS);
    child.on('exit', (code) => {
      clearTimeout(timer);
      done(code === 0);
    });
  });
}

/** The test that finds a mutant, if one does. */
async function finder(folder, { file, from, to }) {
  const original = readFileSync(join(folder, file), 'utf8');
  writeFileSync(
    join(folder, file),
    original.replace(from, () => to),
  );
  try {
    for (const test of file.startsWith('src/') ? TESTS_OF_FAST_PATH : TESTS)
      if (!(await passes(folder, test))) return test;
    return undefined;
  } finally {
    writeFileSync(join(folder, file), original);
  }
}

const inOneLine = (text) => JSON.stringify(text.trim().replace(/\s+/g, ' '));

async function work(queue, found) {
  const folder = copyTree();
  try {
    for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
      const by = await finder(folder, mutant);
      found.push({ ...mutant, by });
      const { file, from, to, equivalent } = mutant;
      const verdict = by ?? (equivalent ? `equivalent: ${equivalent}` : 'SURVIVES');
      process.stdout.write(`${file}: ${inOneLine(from)} -> ${inOneLine(to)}: ${verdict}\n`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

for (const mutant of list) check(mutant);
for (const test of TESTS)
  if (spawnSync('node_modules/.bin/vitest', [...VITEST, test], { env: { ...SETTINGS, ...process.env } }).status !== 0)
    throw new Error(`${test} fails without any mutant`);

const found = [];
const queue = list.filter(({ equivalent }) => equivalent === undefined || process.argv.includes('--all'));
const equal = list.length - queue.length;
const count = queue.length;
await Promise.all(Array.from({ length: AT_ONCE }, () => work(queue, found)));
const killed = found.filter(({ by }) => by).length;
process.stdout.write(`${killed} of ${count} mutants found (${Math.round((100 * killed) / count)} %)`);
process.stdout.write(equal > 0 ? `; ${equal} more change no answer\n` : '\n');
process.exitCode = killed === count ? 0 : 1;
