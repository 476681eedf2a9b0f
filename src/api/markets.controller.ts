import { Body, Controller, Get, Param, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { EntitiesWriter } from '../entities/entities-writer.js';
import { notFound } from '../problem.js';
import { Projector } from '../read-models/projector.js';
import { type Authenticated, actorOf } from './actor.js';

/** Markets: named filters over entities and places. */
@Controller('v1/markets')
export class MarketsController {
  constructor(
    private readonly writer: EntitiesWriter,
    private readonly projector: Projector,
  ) {}

  @Get()
  list(): object {
    const names = this.projector.index.namesAt(this.projector.applied);
    const items = [...names.markets()].map(({ market, ...rest }) => ({ id: market, ...rest }));
    return { items: items.sort((a, b) => (a.id < b.id ? -1 : 1)) };
  }

  @Get(':id')
  one(@Param('id') id: string): object {
    const found = this.projector.index.namesAt(this.projector.applied).market(id);
    if (found === undefined) throw notFound(`there is no market ${id}`);
    const { market, ...rest } = found;
    return { id: market, ...rest };
  }

  @Put(':id')
  async define(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: Authenticated,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { position, created } = await this.writer.defineMarket(id, body, actorOf(request));
    reply.status(created ? 201 : 200).send({ position, ...this.one(id) });
  }
}
