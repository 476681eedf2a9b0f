import { Controller, Get, Header, Headers, Query as QueryParams, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Query } from '../api/query.js';
import { atomFeed } from './atom.js';
import { feedLinks } from './feed-links.js';
import { type FeedPage, FeedPages } from './feed-pages.js';
import { jsonFeed } from './json-feed.js';
import { LiveService } from './live.service.js';

/** A browser waits so long before it connects again, in milliseconds. */
const RECONNECT_MS = 2000;

@ApiTags('live')
@Controller('v1')
export class LiveController {
  constructor(
    private readonly live: LiveService,
    private readonly pages: FeedPages,
  ) {}

  @Get('stream')
  @ApiOperation({ summary: 'Events as they are recorded, as server-sent events; resumes from Last-Event-ID' })
  async stream(
    @QueryParams() query: Query,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const opened = await this.live.open(query, lastEventId);
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    reply.raw.write(`retry: ${RECONNECT_MS}\n\n`);
    await this.live.serve(reply.raw, opened);
  }

  @Get('feed.atom')
  @Header('content-type', 'application/atom+xml; charset=utf-8')
  @ApiOperation({ summary: 'The newest facts as Atom, older ones in archived pages (RFC 5005)' })
  async atom(@QueryParams() query: Query, @Req() request: FastifyRequest): Promise<string> {
    return atomFeed(await this.page(query), feedLinks(baseOf(request), '/v1/feed.atom', query));
  }

  @Get('feed.json')
  @Header('content-type', 'application/feed+json; charset=utf-8')
  @ApiOperation({ summary: 'The newest facts as JSON Feed 1.1, older ones under next_url' })
  async json(@QueryParams() query: Query, @Req() request: FastifyRequest): Promise<string> {
    return JSON.stringify(jsonFeed(await this.page(query), feedLinks(baseOf(request), '/v1/feed.json', query)));
  }

  private page(query: Query): Promise<FeedPage> {
    const { page } = query;
    return typeof page === 'string' ? this.pages.archive(query, page) : this.pages.newest(query);
  }
}

const baseOf = ({ protocol, host }: FastifyRequest): string => `${protocol}://${host}`;
