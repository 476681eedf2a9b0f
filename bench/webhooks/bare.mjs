import { fileURLToPath } from 'node:url';
import { Channel } from './channel.mjs';

const FILE = fileURLToPath(new URL('./bare-process.mjs', import.meta.url));

/** Deliveries per second of a loop that does nothing but post bytes that were rendered and signed before. */
export async function measureBare(receivers, endpoints, facts) {
  const { channel } = await Channel.start(FILE);
  await channel.ask('prepare', { url: receivers.url, endpoints, facts });
  await run(channel, receivers, endpoints * facts);
  const rate = await run(channel, receivers, endpoints * facts);
  await channel.stop();
  return { name: `${endpoints} endpoints: bare undici`, value: rate, unit: 'deliveries/s' };
}

async function run(channel, receivers, events) {
  await receivers.reset();
  await channel.ask('post');
  const { first, last } = await receivers.reached(events);
  return (events * 1_000) / (last - first);
}
