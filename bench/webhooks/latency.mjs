import { setTimeout as sleep } from 'node:timers/promises';
import { factEvent } from '../lib/facts.mjs';

/** Appends a second; with 50 endpoints that is 500 deliveries a second. */
const APPENDS_PER_SECOND = 10;
const SECONDS = 10;

/** Milliseconds from the start of an append to its receipt, for each endpoint, while they keep up. */
export async function measureLatency(service, receivers, endpoints, firstFact) {
  const appends = APPENDS_PER_SECOND * SECONDS;
  await receivers.reset();
  const webhooks = await Promise.all(
    Array.from({ length: endpoints }, (_, i) => service.subscribe({ url: `${receivers.url}/hook/${i}` })),
  );
  const startedAt = new Map();
  for (let i = 0; i < appends; i++) {
    const start = performance.timeOrigin + performance.now();
    const [{ position }] = await service.append([factEvent(firstFact + i)]);
    startedAt.set(String(position), start);
    await sleep(1_000 / APPENDS_PER_SECOND);
  }
  await receivers.reached(endpoints * appends);
  const arrivals = await receivers.arrivals();
  for (const { id } of webhooks) await service.unsubscribe(id);
  const times = [...startedAt].flatMap(([position, start]) => arrivals[position].map((at) => at - start));
  times.sort((a, b) => a - b);
  const quantile = (part) => times[Math.min(times.length - 1, Math.floor(times.length * part))];
  return [
    { name: 'append to receipt at 500 deliveries/s: median', value: quantile(0.5), unit: 'ms' },
    { name: 'append to receipt at 500 deliveries/s: p99', value: quantile(0.99), unit: 'ms' },
  ];
}
