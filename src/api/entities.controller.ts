import { Body, Controller, Get, HttpCode, Param, Post, Put, Query as QueryParams, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ENTITY_KINDS } from '../../events/entity-described.js';
import { EntitiesWriter } from '../entities/entities-writer.js';
import { notFound } from '../problem.js';
import { Projector } from '../read-models/projector.js';
import type { NamesAt } from '../read-models/timeline/names-history.js';
import { type Authenticated, actorOf } from './actor.js';
import { canonicalLink, fingerprint, sendSnapshot } from './answer.js';
import { Clocks } from './clocks.js';
import { flag, integer, one, only, type Query, words } from './query.js';
import { StateAnswers } from './state-answers.js';

/** Entities: their names, what they are part of, merges, and their part of the state. */
@Controller('v1/entities')
export class EntitiesController {
  constructor(
    private readonly writer: EntitiesWriter,
    private readonly projector: Projector,
    private readonly clocks: Clocks,
    private readonly answers: StateAnswers,
  ) {}

  @Get()
  list(@QueryParams() query: Query): object {
    only(query, ['q', 'kind', 'limit']);
    const q = one(query, 'q')?.toLowerCase();
    const kinds = words(query, 'kind', ENTITY_KINDS);
    const limit = integer(query, 'limit', 1, 10_000) ?? 1000;
    const names = this.projector.index.namesAt(this.projector.applied);
    const found = [...names.described()]
      .filter(({ kind }) => kinds === undefined || kinds.includes(kind))
      .filter(
        ({ entity, name, aliases }) =>
          q === undefined || [entity, name, ...aliases].some((each) => each.toLowerCase().includes(q)),
      )
      .sort((a, b) => (a.entity < b.entity ? -1 : 1));
    return { items: found.slice(0, limit).map(({ entity }) => viewOf(entity, names)), total: found.length };
  }

  @Get(':id')
  async entity(
    @Param('id') id: string,
    @QueryParams() query: Query,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    only(query, ['at', 'knownAt', 'position', 'recordedAt', 'undated']);
    const asOf = await this.clocks.resolve({
      at: one(query, 'at'),
      knownAt: one(query, 'knownAt'),
      position: one(query, 'position'),
      recordedAt: one(query, 'recordedAt'),
    });
    const names = this.projector.index.namesAt(asOf.position);
    const state = await this.answers.state(
      asOf,
      { entities: [id], undated: flag(query, 'undated') },
      query.knownAt !== undefined,
    );
    const named = names.description(names.canonical(id)) ?? names.description(id);
    if (named === undefined && state.size === 0) throw notFound(`there is no entity ${id} as of these clocks`);
    const { at, knownAt, position } = state.asOf;
    const path = `/v1/entities/${encodeURIComponent(id)}`;
    const canonical = canonicalLink(path, { at, knownAt, position }, query);
    const view = JSON.stringify(viewOf(id, names));
    const body = `${view.slice(0, -1)},${state.members}}`;
    sendSnapshot(request, reply, { body, canonical, tag: fingerprint(view + state.tag) });
  }

  @Put(':id')
  async describe(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: Authenticated,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { position, created } = await this.writer.describe(id, body, actorOf(request));
    const names = this.projector.index.namesAt(position);
    reply.status(created ? 201 : 200).send({ position, ...viewOf(id, names) });
  }

  @Post(':id/merge')
  @HttpCode(201)
  async merge(@Param('id') id: string, @Body() body: unknown, @Req() request: Authenticated): Promise<object> {
    const { position } = await this.writer.merge(id, body, actorOf(request));
    return { position, ...viewOf(id, this.projector.index.namesAt(position)) };
  }
}

/** An entity as the log names it; one that is not described has its id alone. */
function viewOf(id: string, names: NamesAt): object {
  const canonical = names.canonical(id);
  const described = names.description(id) ?? names.description(canonical);
  const { entity: _, ...rest } = described ?? { entity: id, name: id, kind: null, aliases: [] };
  return { id, ...rest, ...(canonical === id ? {} : { mergedInto: canonical }) };
}
