import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { EventStore } from '../event-store/event-store.js';
import { Projector } from '../read-models/projector.js';
import { Requires } from './keys.js';

/** Whether the process lives, and whether it can answer. */
@Controller('health')
@Requires('none')
export class HealthController {
  constructor(
    private readonly store: EventStore,
    private readonly projector: Projector,
  ) {}

  @Get('live')
  live(): object {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const head = await this.store.head().then(
      ({ position }) => position,
      () => undefined,
    );
    const { applied, poison, problem: failure, rebuilding } = this.projector;
    const readModels = {
      position: applied,
      lag: head === undefined ? null : head - applied,
      skipped: this.projector.index.skipped(),
      ...(rebuilding && { rebuilding }),
      ...(failure && { problem: failure }),
      ...(poison && { stoppedAt: poison.position, problem: poison.message }),
    };
    const { ageMs, problem } = this.store.freshness;
    const log = { ageSeconds: Math.ceil(ageMs / 1_000), ...(problem && { problem }) };
    const ready = head !== undefined && !poison && !failure;
    reply
      .status(ready ? 200 : 503)
      .send({ status: ready ? 'ready' : 'not ready', head: head ?? null, log, readModels });
  }
}
