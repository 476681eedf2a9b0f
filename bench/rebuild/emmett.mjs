const open = async (fileName) => (await import('@event-driven-io/emmett-sqlite')).getSQLiteEventStore({ fileName });

/** Appends events to Emmett's store, a hundred to a stream. */
export async function fillEmmett(file, events) {
  const store = await open(file);
  let batch = [];
  let streams = 0;
  const append = async () => {
    if (batch.length > 0) await store.appendToStream(`articles-${streams++}`, batch);
    batch = [];
  };
  for (const { type, data, meta } of events) {
    batch.push({ type, data, metadata: meta });
    if (batch.length === 100) await append();
  }
  await append();
}

/** Milliseconds in which Emmett's consumer hands over so many events, each folded as trivially as can be. */
export async function measureEmmett(file, count, processorId) {
  const store = await open(file);
  const consumer = store.consumer({ pulling: { batchSize: 500, pullingFrequencyInMs: 1 } });
  const counts = new Map();
  let handled = 0;
  consumer.processor({
    processorId,
    startFrom: 'BEGINNING',
    eachMessage: ({ type }) => {
      counts.set(type, (counts.get(type) ?? 0) + 1);
      handled++;
    },
    stopAfter: () => handled >= count,
  });
  const start = performance.now();
  await consumer.start();
  const taken = performance.now() - start;
  await consumer.close();
  if (handled < count) throw new Error(`Emmett's consumer handed over ${handled} of ${count} events`);
  return taken;
}
