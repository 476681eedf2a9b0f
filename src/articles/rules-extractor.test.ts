import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { RulesExtractor } from './rules-extractor.js';
import { type ReadingOptions, ReadingThreads } from './workers/reading-threads.js';

const compiled = pathToFileURL(resolve('dist/src/articles/workers/reading-worker.js'));
const article = {
  title: 'Cars',
  publishedAt: '2026-01-10T00:00:00.000Z',
  text: 'Tesla reported revenue of $25 billion for the third quarter of 2025. It launched the Model Q in Germany.',
};

let threads: ReadingThreads | undefined;
afterEach(() => threads?.onModuleDestroy());

function rules(options: ReadingOptions): RulesExtractor {
  threads = new ReadingThreads(options);
  return new RulesExtractor(threads);
}

/** A thread that hangs on one word, and answers all else. */
async function hanging<T>(use: (worker: URL) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'factline-worker-'));
  const file = join(folder, 'worker.mjs');
  writeFileSync(
    file,
    `import { parentPort } from 'node:worker_threads';
     parentPort.on('message', ({ article: { text } }) => {
       if (text === 'die') process.exit(1);
       while (text === 'hang');
       parentPort.postMessage({ result: { facts: [], entities: [] } });
     });`,
  );
  return use(pathToFileURL(file)).finally(() => rm(folder, { recursive: true }));
}

describe('the rules in threads', () => {
  it('find what they find in the caller’s thread', async () => {
    const extractor = rules({ worker: compiled, threads: 2 });
    const inThreads = await Promise.all([1, 2, 3].map(() => extractor.extract(article, () => undefined)));
    const inCaller = await new RulesExtractor(new ReadingThreads({ threads: 0 })).extract(article, () => undefined);
    expect(inCaller.facts.length).toBeGreaterThan(0);
    for (const found of inThreads) expect(found).toEqual(inCaller);
  });

  it('take the ids that the log gives to names', async () => {
    const extractor = rules({ worker: compiled, threads: 1 });
    const { facts, entities } = await extractor.extract(article, (name) =>
      name === 'Tesla' ? 'tesla-inc' : undefined,
    );
    expect(facts[0]?.data).toMatchObject({ seller: 'tesla-inc' });
    expect(entities.map(({ id }) => id)).not.toContain('tesla');
  });

  it('end an article that takes too long, and go on with the next in a new thread', () =>
    hanging(async (worker) => {
      const extractor = rules({ worker, threads: 1, deadlineMs: 500 });
      const late = extractor.extract({ ...article, text: 'hang' });
      const next = extractor.extract(article);
      await expect(late).rejects.toMatchObject({ status: 422, message: expect.stringContaining('longer than 0.5 s') });
      expect(await next).toEqual({ facts: [], entities: [] });
    }));

  it('give what waits behind a long article to another thread', () =>
    hanging(async (worker) => {
      const extractor = rules({ worker, threads: 2, deadlineMs: 3_000 });
      let ended = false;
      const late = extractor.extract({ ...article, text: 'hang' }).finally(() => {
        ended = true;
      });
      late.catch(() => undefined);
      const others = await Promise.all([1, 2, 3, 4, 5, 6].map(() => extractor.extract(article)));
      expect(others).toHaveLength(6);
      expect(ended).toBe(false);
      await expect(late).rejects.toMatchObject({ status: 422 });
    }));

  it('survive a thread that dies', () =>
    hanging(async (worker) => {
      const extractor = rules({ worker, threads: 1 });
      const dead = extractor.extract({ ...article, text: 'die' });
      const waiting = extractor.extract(article);
      await expect(dead).rejects.toThrow('the thread ended');
      expect(await waiting).toEqual({ facts: [], entities: [] });
      expect(await extractor.extract(article)).toEqual({ facts: [], entities: [] });
    }));
});
