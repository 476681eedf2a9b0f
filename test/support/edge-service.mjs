// The part of the built service that subscribers see, as a process of its own that can be killed: the log, webhooks and
// the event stream. Appends come over the process's channel. Settings: DATA_DIR, WEBHOOK_RETRY, ANSWER_TIMEOUT_MS.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { EventStore } from '../../dist/src/event-store/event-store.js';
import { EventStoreModule } from '../../dist/src/event-store/event-store.module.js';
import { FactViewsModule } from '../../dist/src/facts/fact-views.module.js';
import { LiveModule } from '../../dist/src/live/live.module.js';
import { MatchIndex } from '../../dist/src/matching/match-index.js';
import { MatchingModule } from '../../dist/src/matching/matching.module.js';
import { parseRetrySchedule } from '../../dist/src/webhooks/retry-schedule.js';
import { WebhooksModule } from '../../dist/src/webhooks/webhooks.module.js';

const { DATA_DIR: dataDir, WEBHOOK_RETRY: retry = '0s,50ms,200ms', ANSWER_TIMEOUT_MS: timeout = '15000' } = process.env;

const root = {
  module: class Root {},
  imports: [
    EventStoreModule.forRoot({ engine: 'sqlite', dataDir }),
    FactViewsModule,
    MatchingModule.forRoot({ dataDir }),
    WebhooksModule.forRoot({
      dataDir,
      allowHttp: true,
      allowPrivate: true,
      retry: parseRetrySchedule(retry),
      answerTimeoutMs: Number(timeout),
    }),
    LiveModule.forRoot(),
  ],
};

const app = await NestFactory.create(root, new FastifyAdapter(), { logger: ['error', 'fatal'] });
await app.listen(0, '127.0.0.1');
const store = app.get(EventStore);
const index = app.get(MatchIndex);

/** What the other process may ask for. */
const answers = {
  append: async ({ appends }) => {
    const results = await Promise.all(
      appends.map(({ stream, expected, events }) => store.append(stream, expected, events)),
    );
    return results.map(({ position, revision }) => ({ position, revision }));
  },
  indexed: async () => {
    const { position } = await store.head();
    await index.reached(position);
    return position;
  },
  memory: async () => {
    globalThis.gc?.();
    return process.memoryUsage();
  },
  stop: async () => {
    setImmediate(() => app.close().then(() => process.exit(0)));
  },
};

process.on('message', ({ ref, ask, ...rest }) => {
  answers[ask](rest).then(
    (answer) => process.send({ ref, answer }),
    (error) => process.send({ ref, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
process.send({ url: await app.getUrl() });
