// Deliveries of webhooks: 50 endpoints beside a bare undici loop that posts the same signed bytes with the same number
// outstanding, the time from append to receipt, one webhook in batches, and signing beside the standardwebhooks package.
import { join } from 'node:path';
import { round } from './lib/medians.mjs';
import { withScratch } from './lib/scratch.mjs';
import { measureBare } from './webhooks/bare.mjs';
import { measureCatchUp, measureFanOut } from './webhooks/catch-up.mjs';
import { EdgeService } from './webhooks/edge-service.mjs';
import { measureLatency } from './webhooks/latency.mjs';
import { Receivers } from './webhooks/receivers.mjs';
import { measureSigning } from './webhooks/signing.mjs';

const ENDPOINTS = 50;
/** Facts that every endpoint is sent, one a request. */
const FACTS = 1_500;
/** Facts that the webhook with `batch: 100` catches up on. */
const BACKLOG = 100_000;

export const bench = {
  run: (_, { tell }) =>
    withScratch(async (folder) => {
      const receivers = await Receivers.start();
      const figures = [];
      try {
        tell('50 endpoints');
        const service = await EdgeService.start(join(folder, 'fan-out'));
        await service.appendFacts(0, FACTS);
        figures.push(...(await measureFanOut(service, receivers, ENDPOINTS, FACTS)));
        tell('append to receipt');
        figures.push(...(await measureLatency(service, receivers, ENDPOINTS, FACTS)));
        await service.stop();
        tell('bare undici');
        figures.push(await measureBare(receivers, ENDPOINTS, FACTS));
        tell('batches');
        const backlog = await EdgeService.start(join(folder, 'backlog'));
        await backlog.appendFacts(0, BACKLOG);
        figures.push(await measureCatchUp(backlog, receivers, BACKLOG));
        await backlog.stop();
        tell('signing');
        figures.push(...measureSigning());
      } finally {
        receivers.stop();
      }
      return figures;
    }),
  ratios: (of) => [
    {
      name: '50 endpoints: service of bare undici',
      value: round((of.get('50 endpoints: service') / of.get('50 endpoints: bare undici')) * 100),
      unit: '%',
    },
    {
      name: 'signing: node:crypto beside standardwebhooks',
      value: round(of.get('signing: node:crypto') / of.get('signing: standardwebhooks')),
      unit: 'times',
    },
  ],
};
