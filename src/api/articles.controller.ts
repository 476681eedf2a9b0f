import { Body, Controller, Get, HttpStatus, Inject, Param, Post, Query as QueryParams, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ArticleLists } from '../articles/article-lists.js';
import { Capture } from '../articles/capture.js';
import { Erasure } from '../articles/erasure.js';
import { Pages } from '../articles/pages.js';
import { REVIEW } from '../articles/review-setting.js';
import { readArticle } from '../articles/submitted-article.js';
import { ReadingThreads } from '../articles/workers/reading-threads.js';
import { notFound } from '../problem.js';
import { type Authenticated, actorOf } from './actor.js';
import { flag, integer, only, type Query } from './query.js';

/** Articles: captured with their facts, listed, and erased. */
@Controller('v1/articles')
export class ArticlesController {
  constructor(
    private readonly captures: Capture,
    private readonly lists: ArticleLists,
    private readonly erasures: Erasure,
    private readonly pages: Pages,
    private readonly threads: ReadingThreads,
    @Inject(REVIEW) private readonly review: boolean,
  ) {}

  @Post()
  async capture(
    @Body() body: unknown,
    @QueryParams() query: Query,
    @Req() request: Authenticated,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    only(query, ['dryRun', 'review']);
    const article = await readArticle(await this.pages.filled(body), (html) => this.threads.page(html));
    const dryRun = flag(query, 'dryRun');
    const review = flag(query, 'review', this.review);
    const result = dryRun
      ? await this.captures.dryRun(article)
      : await this.captures.capture(article, { actor: actorOf(request), review });
    const created = !dryRun && !result.deduplicated;
    if (created) reply.header('location', `/v1/articles/${result.articleId}`);
    reply.status(created ? HttpStatus.CREATED : HttpStatus.OK).send(result);
  }

  @Get()
  list(@QueryParams() query: Query): Promise<object> {
    only(query, ['limit', 'after']);
    return this.lists.list(
      integer(query, 'after', 0, Number.MAX_SAFE_INTEGER) ?? 0,
      integer(query, 'limit', 1, 1000) ?? 100,
    );
  }

  @Get(':id')
  async article(@Param('id') id: string): Promise<object> {
    const article = await this.lists.article(id);
    if (article === undefined) throw notFound(`no article ${id} was captured`);
    return article;
  }

  @Post(':id/erasure')
  async erase(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: Authenticated,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { created, ...erased } = await this.erasures.erase(id, body, actorOf(request));
    reply.status(created ? HttpStatus.CREATED : HttpStatus.OK).send(erased);
  }
}
