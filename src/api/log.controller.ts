import { once } from 'node:events';
import { Controller, Get, Query as QueryParams, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type EventType, eventTypes, isEventType } from '../../events/catalogue.js';
import type { ChainedEvent } from '../../events/envelope.js';
import { EventStore } from '../event-store/event-store.js';
import type { Search } from '../matching/find-matches.js';
import { MatchIndex } from '../matching/match-index.js';
import { invalidField } from '../problem.js';
import { integer, many, only, type Query } from './query.js';

/** The filters of webhooks; the singular, as other routes spell it, is taken as well. */
const FILTERS = ['types', 'entities', 'places', 'markets', 'type', 'entity', 'place', 'market', 'key'];

/** The raw log in order, with the chain's hash of every event. */
@Controller('v1/log')
export class LogController {
  constructor(
    private readonly store: EventStore,
    private readonly index: MatchIndex,
  ) {}

  @Get()
  async log(@QueryParams() query: Query, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    only(query, [...FILTERS, 'after', 'limit']);
    const after = integer(query, 'after', 0, Number.MAX_SAFE_INTEGER) ?? 0;
    const search = searchOf(query);
    if (request.headers.accept?.includes('application/x-ndjson')) return this.stream(search, after, reply);
    const limit = integer(query, 'limit', 1, 1000) ?? 100;
    const { position: head } = await this.store.head();
    const items: ChainedEvent[] = [];
    for await (const event of this.events(search, after, head)) {
      items.push(event);
      if (items.length === limit) break;
    }
    const next = items.length === limit ? (items.at(-1)?.position ?? head) : Math.max(after, head);
    reply.type('application/json').send(JSON.stringify({ items, next, head }));
  }

  private async stream(search: Search | undefined, after: number, reply: FastifyReply): Promise<void> {
    const { position: head } = await this.store.head();
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'application/x-ndjson' });
    for await (const event of this.events(search, after, head)) {
      if (reply.raw.destroyed) return;
      if (!reply.raw.write(`${JSON.stringify(event)}\n`))
        await Promise.race([once(reply.raw, 'drain'), once(reply.raw, 'close')]);
    }
    reply.raw.end();
  }

  private async *events(search: Search | undefined, after: number, head: number): AsyncIterable<ChainedEvent> {
    if (search === undefined) return yield* this.store.readAll(after, {}, { raw: true });
    await this.index.reached(head);
    for (let from = after; from < head; ) {
      const { matches, scannedTo } = this.index.matchesAfter(search, from, head);
      for (const { position } of matches) yield* this.store.readAll(position - 1, {}, { limit: 1, raw: true });
      from = scannedTo;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function searchOf(query: Query): Search | undefined {
  const types = either(query, 'types', 'type');
  for (const type of types ?? [])
    if (!isEventType(type))
      throw invalidField('types', `is "${type}": give one of ${Object.keys(eventTypes).join(', ')}`);
  const filter = {
    ...(types && { types: types as EventType[] }),
    ...list(query, 'entity', 'entities'),
    ...list(query, 'place', 'places'),
    ...list(query, 'market', 'markets'),
    ...list(query, 'key', 'keys'),
  };
  return Object.keys(filter).length === 0 ? undefined : { filter, ofFactOnly: false };
}

/** The values of a filter under either of its names. */
function either(query: Query, field: string, singular: string): readonly string[] | undefined {
  const values = [...(many(query, field) ?? []), ...(many(query, singular) ?? [])];
  return values.length === 0 ? undefined : values;
}

function list(query: Query, singular: string, field: string): object {
  const values = either(query, field, singular);
  return values === undefined ? {} : { [field]: values };
}
