import { Body, Controller, Get, HttpStatus, Param, Post, Query as QueryParams, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Corrections } from '../facts/corrections.js';
import { FactsWriter } from '../facts/facts-writer.js';
import { type Authenticated, actorOf } from './actor.js';
import { canonicalLink, send, sendSnapshot } from './answer.js';
import { factsTable, formatOf, write } from './formats.js';
import { one, type Query } from './query.js';
import { Timeline } from './timeline.js';

/** Facts: recorded, corrected, retracted; the timeline, and the history of one. */
@Controller('v1/facts')
export class FactsController {
  constructor(
    private readonly writer: FactsWriter,
    private readonly corrections: Corrections,
    private readonly timeline: Timeline,
  ) {}

  @Post()
  async record(@Body() body: unknown, @Req() request: Authenticated, @Res() reply: FastifyReply): Promise<void> {
    const { created, ...recorded } = await this.writer.record(body, actorOf(request));
    reply.status(created ? HttpStatus.CREATED : HttpStatus.OK).send(recorded);
  }

  @Post(':id/correction')
  async correct(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: Authenticated,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { created, ...revised } = await this.corrections.correct(id, body, actorOf(request));
    reply.status(created ? HttpStatus.CREATED : HttpStatus.OK).send(revised);
  }

  @Post(':id/retraction')
  async retract(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: Authenticated,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { created, ...revised } = await this.corrections.retract(id, body, actorOf(request));
    reply.status(created ? HttpStatus.CREATED : HttpStatus.OK).send(revised);
  }

  @Get()
  async list(@QueryParams() query: Query, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const format = formatOf(one(query, 'format'), request.headers.accept);
    const page = await this.timeline.page(query);
    const { knownAt, position } = page.asOf;
    const link = canonicalLink('/v1/facts', { knownAt, position }, query);
    if (format === 'json') return sendSnapshot(request, reply, page, link);
    if (page.nextCursor !== null) reply.header('x-next-cursor', page.nextCursor);
    const { body, type } = await write(format, factsTable(page.items));
    send(request, reply, body, type, link);
  }

  @Get(':id')
  async fact(
    @Param('id') id: string,
    @QueryParams() query: Query,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const answer = await this.timeline.fact(id, query);
    const { knownAt, position } = answer.asOf;
    sendSnapshot(request, reply, answer, canonicalLink(`/v1/facts/${id}`, { knownAt, position }, query));
  }
}
