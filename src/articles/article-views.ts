import { Injectable } from '@nestjs/common';
import type { DataOf } from '../../events/catalogue.js';
import type { ChainedEvent } from '../../events/envelope.js';
import { EventStore } from '../event-store/event-store.js';
import { type ArticleFacts, articleStream } from '../facts/fact-events.js';
import { Words } from '../read-models/words.js';

type Captured = DataOf<'ArticleCaptured'>;

/** An article as it was captured; of an erased one the words are null. */
export interface ArticleView {
  readonly id: string;
  readonly position: number;
  readonly recordedAt: string;
  readonly title: string | null;
  readonly author: string | null;
  readonly publisher: string | null;
  readonly url: string | null;
  readonly publishedAt: string;
  readonly language: string;
  readonly sha256: Captured['sha256'];
  readonly erased: boolean;
}

/** Reads captured articles from their streams. */
@Injectable()
export class ArticleViews {
  constructor(
    private readonly store: EventStore,
    private readonly words: Words,
  ) {}

  /** The first event of an article's stream. */
  async captured(id: string): Promise<ChainedEvent<'ArticleCaptured'> | undefined> {
    if (!/^[0-9a-f]{64}$/.test(id)) return undefined;
    for await (const event of this.store.readStream(articleStream(id)))
      return event.type === 'ArticleCaptured' ? (event as ChainedEvent<'ArticleCaptured'>) : undefined;
    return undefined;
  }

  /** What facts of an article say of it. */
  async facts(id: string): Promise<ArticleFacts | undefined> {
    const event = await this.captured(id);
    if (event === undefined) return undefined;
    const { publisher, url } = event.data;
    return { id, ...(publisher !== undefined && { publisher }), ...(url !== undefined && { url }) };
  }

  async text(id: string): Promise<string | undefined> {
    const event = await this.captured(id);
    if (event === undefined) return undefined;
    const { text } = event.data.sha256;
    return (await this.words.of(event.streamId, [text])).get(text);
  }

  async view(event: ChainedEvent<'ArticleCaptured'>): Promise<ArticleView> {
    const { sha256, publisher, url, publishedAt, language } = event.data;
    const hashes = [sha256.title, sha256.author].filter((hash) => hash !== undefined);
    const words = await this.words.of(event.streamId, hashes);
    const title = words.get(sha256.title) ?? null;
    return {
      id: event.streamId.slice('article-'.length),
      position: event.position,
      recordedAt: event.recordedAt,
      title,
      author: (sha256.author && words.get(sha256.author)) ?? null,
      publisher: publisher ?? null,
      url: url ?? null,
      publishedAt,
      language,
      sha256,
      erased: title === null,
    };
  }
}
