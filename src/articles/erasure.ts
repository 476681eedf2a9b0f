import { Injectable } from '@nestjs/common';
import { EventStore } from '../event-store/event-store.js';
import { articleStream, bookkeeping, correlated } from '../facts/fact-events.js';
import { LogWriter } from '../facts/log-writer.js';
import { FieldErrors } from '../facts/submitted-fact.js';
import { invalid, notFound } from '../problem.js';
import { Words } from '../read-models/words.js';
import { ArticleViews } from './article-views.js';

export interface Erased {
  readonly articleId: string;
  readonly position: number;
  readonly created: boolean;
}

/** Takes the words of an article out for good; its facts, their offsets and hashes stay. */
@Injectable()
export class Erasure {
  constructor(
    private readonly store: EventStore,
    private readonly log: LogWriter,
    private readonly articles: ArticleViews,
    private readonly words: Words,
  ) {}

  async erase(articleId: string, body: unknown, actor?: string): Promise<Erased> {
    const reason = readReason(body);
    if ((await this.articles.captured(articleId)) === undefined) throw notFound(`no article ${articleId} was captured`);
    const streamId = articleStream(articleId);
    const appended = await this.log.append(streamId, async () => {
      if ((await this.erasedAt(streamId)) !== undefined) return { events: [] };
      const meta = actor === undefined ? {} : { actor };
      return { events: correlated([bookkeeping('ArticleErased', { articleId, reason }, streamId, meta)]) };
    });
    await this.store.eraseContents(streamId);
    this.words.forget(streamId);
    const position = appended?.position ?? (await this.erasedAt(streamId)) ?? 0;
    return { articleId, position, created: appended !== undefined };
  }

  private async erasedAt(streamId: string): Promise<number | undefined> {
    for await (const event of this.store.readStream(streamId))
      if (event.type === 'ArticleErased') return event.position;
    return undefined;
  }
}

function readReason(body: unknown): string {
  const errors = new FieldErrors();
  const fields = errors.object(body, 'body') ?? {};
  errors.known(fields, '', ['reason']);
  const reason = errors.text(fields.reason, 'reason');
  if (reason === undefined && errors.found.length === 0) errors.add('reason', 'is required');
  const [first] = errors.found;
  if (first) throw invalid(`${first.field}: ${first.problem}`, errors.found);
  return reason as string;
}
