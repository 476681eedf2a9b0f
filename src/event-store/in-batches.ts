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
      while (batch.length < max) {
        const item = await Promise.race([next, nextTurn()]);
        if (!item || item.done) break;
        batch.push(item.value);
        next = iterator.next();
      }
      yield batch;
    }
  } finally {
    await iterator.return?.();
  }
}
