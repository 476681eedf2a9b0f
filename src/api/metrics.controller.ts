import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Gauge, Registry } from 'prom-client';
import { EventStore } from '../event-store/event-store.js';
import { Projector } from '../read-models/projector.js';

/** What operators watch, in the text format of Prometheus. */
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly registry: Registry,
    store: EventStore,
    projector: Projector,
  ) {
    const registers = [registry];
    new Gauge({
      name: 'factline_log_head',
      help: 'The position of the last event of the log',
      registers,
      async collect() {
        this.set((await store.head()).position);
      },
    });
    new Gauge({
      name: 'factline_log_age_seconds',
      help: 'Time since this node last heard from the log; 0 while it does',
      registers,
      collect() {
        this.set(store.freshness.ageMs / 1_000);
      },
    });
    new Gauge({
      name: 'factline_read_model_position',
      help: 'The position up to which this node has read the log',
      registers,
      collect() {
        this.set(projector.applied);
      },
    });
  }

  @Get()
  async metrics(@Res() reply: FastifyReply): Promise<void> {
    reply.type(this.registry.contentType).send(await this.registry.metrics());
  }
}
