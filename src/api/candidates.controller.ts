import { Body, Controller, Get, HttpStatus, Param, Post, Query as QueryParams, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type FactType, factTypes } from '../../events/catalogue.js';
import { notFound } from '../problem.js';
import { STATUSES } from '../review/candidate-index.js';
import { type CandidatePage, Candidates, type CandidateView } from '../review/candidates.js';
import { type Decided, Decisions } from '../review/decisions.js';
import { type Authenticated, actorOf } from './actor.js';
import { integer, one, only, type Query, words } from './query.js';

const TYPES = Object.keys(factTypes) as FactType[];
const DECIDED = { status: 409, description: 'It was decided otherwise before, or its words were erased' };
const UNKNOWN = { status: 404, description: 'There is no such candidate' };

class Acceptance {
  /** The whole payload of the fact, where it is not to be as proposed. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  data?: object;

  @ApiPropertyOptional({ maxLength: 2000 })
  reason?: string;
}

class Rejection {
  @ApiProperty({ maxLength: 2000 })
  reason!: string;
}

/** Facts that wait for a person: listed, accepted, edited and rejected. */
@ApiTags('candidates')
@Controller('v1/candidates')
export class CandidatesController {
  constructor(
    private readonly candidates: Candidates,
    private readonly decisions: Decisions,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Candidates in the order in which they were proposed; those that wait unless status says' })
  @ApiQuery({ name: 'status', enum: STATUSES, required: false })
  @ApiQuery({ name: 'type', enum: TYPES, required: false })
  @ApiQuery({ name: 'article', required: false })
  @ApiQuery({ name: 'after', required: false, description: 'A position: `next` of the page before' })
  @ApiQuery({ name: 'limit', required: false, description: '1 to 1000, default 100' })
  list(@QueryParams() query: Query): Promise<CandidatePage> {
    only(query, ['status', 'type', 'article', 'after', 'limit']);
    one(query, 'status');
    one(query, 'type');
    const asked = {
      status: words(query, 'status', STATUSES)?.[0] ?? 'held',
      type: words(query, 'type', TYPES)?.[0],
      article: one(query, 'article'),
    };
    const after = integer(query, 'after', 0, Number.MAX_SAFE_INTEGER) ?? 0;
    return this.candidates.page(asked, after, integer(query, 'limit', 1, 1000) ?? 100);
  }

  @Get(':id')
  @ApiOperation({ summary: 'A candidate, and what was decided on it' })
  @ApiResponse(UNKNOWN)
  async candidate(@Param('id') id: string): Promise<CandidateView> {
    const candidate = await this.candidates.candidate(id);
    if (candidate === undefined) throw notFound(`there is no candidate ${id}`);
    return candidate;
  }

  @Post(':id/acceptance')
  @ApiOperation({ summary: 'Make a fact of it, as proposed or with other data' })
  @ApiBody({ type: Acceptance, required: false })
  @ApiResponse({ status: 201, description: 'The fact is recorded' })
  @ApiResponse({ status: 200, description: 'It was accepted like that before; nothing is appended' })
  @ApiResponse(UNKNOWN)
  @ApiResponse(DECIDED)
  async accept(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: Authenticated,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendDecided(reply, await this.decisions.accept(id, body, actorOf(request)));
  }

  @Post(':id/rejection')
  @ApiOperation({ summary: 'Set it aside for good' })
  @ApiBody({ type: Rejection })
  @ApiResponse({ status: 201, description: 'It is rejected' })
  @ApiResponse({ status: 200, description: 'It was rejected before; nothing is appended' })
  @ApiResponse(UNKNOWN)
  @ApiResponse(DECIDED)
  async reject(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: Authenticated,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendDecided(reply, await this.decisions.reject(id, body, actorOf(request)));
  }
}

function sendDecided(reply: FastifyReply, { created, ...decided }: Decided): void {
  reply.status(created ? HttpStatus.CREATED : HttpStatus.OK).send(decided);
}
