import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EventStore } from '../event-store/event-store.js';

/**
 * Answers to reads say in `Age` (seconds; RFC 9111, 5.1) how old what this node knows may be, while it does not hear from
 * the log. A header, for the bytes of an answer do not depend on when it is asked for.
 */
export function tellAge(app: NestFastifyApplication): void {
  const store = app.get(EventStore);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      const { ageMs } = store.freshness;
      if (ageMs > 0 && request.method === 'GET' && request.url.startsWith('/v1/'))
        reply.header('age', String(Math.ceil(ageMs / 1_000)));
      done();
    });
}
