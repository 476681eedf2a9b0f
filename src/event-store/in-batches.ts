const nextTurn = (): Promise<undefined> => new Promise((resolve) => setImmediate(() => resolve(undefined)));

/** Gathers what an iterable yields without waiting into lists of at most `max`, so that each is handled at once. */
export async function* inBatches<T>(items: AsyncIterable<T>, max: number): AsyncIterable<T[]> {
  const iterator = items[Symbol.asyncIterator]();
  try {
    for (let next = iterator.next(); ; ) {
      const first = await next;
      if (first.done) return;
      const batch = [first.value];
      next = iterator.next();
      const turn = nextTurn();
      while (batch.length < max) {
        const item = await Promise.race([next, turn]);
        if (!item || item.done) break;
        batch.push(item.value);
        next = iterator.next();
      }
      // Or else who reads a long log would let nobody else have a turn: what is read without waiting takes none.
      await turn;
      yield batch;
    }
  } finally {
    await iterator.return?.();
  }
}
