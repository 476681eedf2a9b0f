import { Body, Controller, Get, HttpStatus, Param, Post, Query as QueryParams, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Corrections } from '../facts/corrections.js';
import type { FactView } from '../facts/fact-views.js';
import { FactsWriter } from '../facts/facts-writer.js';
import { type Authenticated, actorOf } from './actor.js';
import { canonicalLink, fingerprint, sendSnapshot } from './answer.js';
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
    const { asOf, items, nextCursor, total } = page;
    const canonical = canonicalLink('/v1/facts', { knownAt: asOf.knownAt, position: asOf.position }, query);
    if (format === 'json') {
      const [start, end] = [
        `{"asOf":${JSON.stringify(asOf)},"items":[`,
        `],"nextCursor":${JSON.stringify(nextCursor)},"total":${total}}`,
      ];
      const body = start + items + end;
      return sendSnapshot(request, reply, { body, canonical, tag: fingerprint(start + page.fingerprint + end) });
    }
    if (nextCursor !== null) reply.header('x-next-cursor', nextCursor);
    const table = factsTable(JSON.parse(`[${items}]`) as FactView[]);
    sendSnapshot(request, reply, { ...(await write(format, table)), canonical });
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
    const canonical = canonicalLink(`/v1/facts/${id}`, { knownAt, position }, query);
    sendSnapshot(request, reply, { body: JSON.stringify(answer), canonical });
  }
}
