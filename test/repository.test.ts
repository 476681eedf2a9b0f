import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sharedFolder } from './support/shared.js';

/** So many words in a row that two texts share are a sentence taken over. */
const RUN = 8;

const tracked = execFileSync('git', ['ls-files', '-z', '--', ':!package-lock.json', ':!bench/package-lock.json'])
  .toString()
  .split('\0')
  .filter((file) => file !== '' && existsSync(file) && /\.(ts|mjs|cjs|json|md|yml)$|Dockerfile|run$/.test(file));

const words = (text: string): string[] =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

function* runsOf(text: string): Iterable<string> {
  const all = words(text);
  for (let i = 0; i + RUN <= all.length; i++) yield all.slice(i, i + RUN).join(' ');
}

describe('the repository', () => {
  it('holds no sentence of the annotated articles', ({ annotate }) => {
    if (sharedFolder === undefined) return annotate('not compared: there is no folder of annotated articles');
    const corpus = join(sharedFolder, 'corpus');
    const theirs = new Set<string>();
    for (const file of readdirSync(corpus).filter((name) => name.endsWith('.json')))
      for (const run of runsOf(JSON.parse(readFileSync(join(corpus, file), 'utf8')).text)) theirs.add(run);
    const taken = tracked.flatMap((file) =>
      [...runsOf(readFileSync(file, 'utf8'))].filter((run) => theirs.has(run)).map((run) => `${file}: ${run}`),
    );
    expect(theirs.size).toBeGreaterThan(1000);
    expect(taken).toEqual([]);
  });

  it('is set up by exactly two commands of the README', () => {
    const commands = readFileSync('README.md', 'utf8').match(/^npm .*$/gm);
    expect(commands).toEqual(['npm ci && npm run demo', 'npm ci && npm test']);
  });

  it('links in its pages to what is there', () => {
    const broken = tracked
      .filter((file) => file.endsWith('.md'))
      .flatMap((file) =>
        [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)]
          .map(([, target]) => resolve(dirname(file), target!))
          .filter((target) => !existsSync(target))
          .map((target) => `${file}: ${target}`),
      );
    expect(broken).toEqual([]);
  });

  it('is locked without the address of a registry', () => {
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
    expect(Object.values(packages).filter((entry) => 'resolved' in (entry as object))).toEqual([]);
  });
});
