import { Controller, Get, Query as QueryParams, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sectionNames } from '../../projections/item.js';
import type { StateFilters } from '../../projections/market-state.js';
import { invalidField } from '../problem.js';
import { canonicalLink, sendSnapshot } from './answer.js';
import { Clocks } from './clocks.js';
import { formatOf, stateTable, write } from './formats.js';
import { flag, many, one, only, type Query, words } from './query.js';
import { type StateAnswer, StateAnswers } from './state-answers.js';
import { StateDiff } from './state-diff.js';

const CLOCKS = ['at', 'knownAt', 'position', 'recordedAt'];
const FILTERS = ['section', 'market', 'entity', 'place', 'undated'];

export function stateFilters(query: Query): StateFilters {
  const sections = words(query, 'section', sectionNames);
  const markets = many(query, 'market');
  const entities = many(query, 'entity');
  const places = many(query, 'place');
  return {
    ...(sections && { sections }),
    ...(markets && { markets }),
    ...(entities && { entities }),
    ...(places && { places }),
    undated: flag(query, 'undated'),
  };
}

/** The market as of three clocks, and what changed between two such moments. */
@Controller('v1/state')
export class StateController {
  constructor(
    private readonly clocks: Clocks,
    private readonly answers: StateAnswers,
    private readonly diffs: StateDiff,
  ) {}

  @Get()
  async state(@QueryParams() query: Query, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    only(query, [...CLOCKS, ...FILTERS, 'format']);
    const filters = stateFilters(query);
    const format = formatOf(one(query, 'format'), request.headers.accept);
    if (format !== 'json' && filters.sections?.length !== 1)
      throw invalidField('section', `name one section: ${format} is a table of one`);
    const asOf = await this.clocks.resolve({
      at: one(query, 'at'),
      knownAt: one(query, 'knownAt'),
      position: one(query, 'position'),
      recordedAt: one(query, 'recordedAt'),
    });
    const { asOf: view, members, tag } = await this.answers.state(asOf, filters, query.knownAt !== undefined);
    const { at, knownAt, position } = view;
    const canonical = canonicalLink('/v1/state', { at, knownAt, position }, query);
    const body = `{${members}}`;
    if (format === 'json') return sendSnapshot(request, reply, { body, canonical, tag });
    const { sections } = JSON.parse(body) as StateAnswer;
    const table = stateTable(Object.values(sections)[0] ?? []);
    sendSnapshot(request, reply, { ...(await write(format, table)), canonical });
  }

  @Get('diff')
  async diff(@QueryParams() query: Query, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const named = ['At', 'KnownAt', 'Position'].flatMap((clock) => [`from${clock}`, `to${clock}`]);
    only(query, [...named, ...FILTERS]);
    const side = (prefix: string) => ({
      at: one(query, `${prefix}At`),
      knownAt: one(query, `${prefix}KnownAt`),
      position: one(query, `${prefix}Position`),
    });
    const from = await this.clocks.resolve(side('from'), 'from');
    const to = await this.clocks.resolve(side('to'), 'to');
    const answer = await this.diffs.between(from, to, stateFilters(query));
    const clocks = {
      fromAt: answer.from.at,
      fromKnownAt: answer.from.knownAt,
      fromPosition: answer.from.position,
      toAt: answer.to.at,
      toKnownAt: answer.to.knownAt,
      toPosition: answer.to.position,
    };
    const canonical = canonicalLink('/v1/state/diff', clocks, query);
    sendSnapshot(request, reply, { body: JSON.stringify(answer), canonical });
  }
}
