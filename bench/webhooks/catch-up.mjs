const MEBIBYTE = 2 ** 20;

/** Events per second while many endpoints, one request outstanding each, are sent the whole log. */
export async function measureFanOut(service, receivers, endpoints, facts) {
  const before = await service.memory();
  await fanOut(service, receivers, endpoints, facts);
  const warm = await service.memory();
  const rate = await fanOut(service, receivers, endpoints, facts);
  const after = await service.memory();
  return [
    { name: `${endpoints} endpoints: service`, value: rate, unit: 'deliveries/s' },
    { name: 'memory before', value: before.rss / MEBIBYTE, unit: 'MiB' },
    { name: 'memory after a first run', value: warm.rss / MEBIBYTE, unit: 'MiB' },
    { name: 'memory after a second', value: after.rss / MEBIBYTE, unit: 'MiB' },
    { name: 'heap after a first run', value: warm.heapUsed / MEBIBYTE, unit: 'MiB' },
    { name: 'heap after a second', value: after.heapUsed / MEBIBYTE, unit: 'MiB' },
  ];
}

async function fanOut(service, receivers, endpoints, facts) {
  await receivers.reset();
  const webhooks = await Promise.all(
    Array.from({ length: endpoints }, (_, i) => service.subscribe({ url: `${receivers.url}/hook/${i}`, after: 0 })),
  );
  const { first, last } = await receivers.reached(endpoints * facts);
  for (const { id } of webhooks) await service.unsubscribe(id);
  return (endpoints * facts * 1_000) / (last - first);
}

/** Events per second of one webhook that takes batches of 100 and is behind by the whole log. */
export async function measureCatchUp(service, receivers, facts) {
  await receivers.reset();
  const start = performance.timeOrigin + performance.now();
  const { id } = await service.subscribe({ url: `${receivers.url}/hook/0`, after: 0, batch: 100 });
  const { last } = await receivers.reached(facts);
  await service.unsubscribe(id);
  return { name: 'one webhook, batch 100, catching up', value: (facts * 1_000) / (last - start), unit: 'events/s' };
}
