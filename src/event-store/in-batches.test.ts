import { expect, it } from 'vitest';
import { inBatches } from './in-batches.js';

const after = (ms: number, outcome: string) => new Promise((resolve) => setTimeout(() => resolve(outcome), ms));

it('gathers what is there, at most so many, and waits for the rest', async () => {
  async function* source() {
    yield* [1, 2, 3, 4, 5];
    await after(20, '');
    yield 6;
  }
  const batches: number[][] = [];
  for await (const batch of inBatches(source(), 3)) batches.push(batch);
  expect(batches).toEqual([[1, 2, 3], [4, 5], [6]]);
});

it('ends at once where no more is taken, though its source waits', async () => {
  const ended = new AbortController();
  async function* source() {
    yield 1;
    await new Promise((resolve) => ended.signal.addEventListener('abort', resolve));
  }
  const failing = (async () => {
    for await (const _ of inBatches(source(), 3, () => ended.abort())) throw new Error('cannot be taken');
  })();
  await expect(Promise.race([failing, after(2000, 'still waiting')])).rejects.toThrow('cannot be taken');
});

it('fails with nothing but what was thrown where its source fails later', async () => {
  async function* source() {
    yield 1;
    await after(20, '');
    throw new Error('the source failed');
  }
  const failing = (async () => {
    for await (const _ of inBatches(source(), 3)) throw new Error('cannot be taken');
  })();
  await expect(failing).rejects.toThrow('cannot be taken');
});
