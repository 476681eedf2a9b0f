import { Injectable } from '@nestjs/common';
import { isFactType } from '../../events/catalogue.js';
import type { ChainedEvent } from '../../events/envelope.js';
import type { FactReading } from '../../projections/facts.js';
import { EventStore } from '../event-store/event-store.js';
import { articleStream } from '../facts/fact-events.js';
import { type FactView, FactViews } from '../facts/fact-views.js';
import { Projector } from '../read-models/projector.js';
import { type ArticleView, ArticleViews } from './article-views.js';

export interface ArticlePage {
  readonly items: readonly ArticleView[];
  /** The position to ask for as `after` next; null at the end. */
  readonly next: number | null;
}

/** Lists captured articles, and shows one with its text and its facts. */
@Injectable()
export class ArticleLists {
  constructor(
    private readonly store: EventStore,
    private readonly views: ArticleViews,
    private readonly facts: FactViews,
    private readonly projector: Projector,
  ) {}

  async list(after: number, limit: number): Promise<ArticlePage> {
    const events: ChainedEvent<'ArticleCaptured'>[] = [];
    for await (const event of this.store.readAll(after, { types: ['ArticleCaptured'] }, { limit: limit + 1 }))
      events.push(event as ChainedEvent<'ArticleCaptured'>);
    const page = events.slice(0, limit);
    const items = await Promise.all(page.map((event) => this.views.view(event)));
    return { items, next: events.length > limit ? (page.at(-1)?.position ?? null) : null };
  }

  async article(id: string): Promise<(ArticleView & { text: string | null; facts: FactView[] }) | undefined> {
    const event = await this.views.captured(id);
    if (event === undefined) return undefined;
    const readings: FactReading[] = [];
    const knowledge = { knownAt: Number.MAX_SAFE_INTEGER, position: this.projector.applied };
    for await (const each of this.store.readStream(articleStream(id))) {
      const reading = isFactType(each.type) && this.projector.index.reading(each.id, knowledge);
      if (reading) readings.push(reading);
    }
    const text = (await this.views.text(id)) ?? null;
    return { ...(await this.views.view(event)), text, facts: await this.facts.all(readings) };
  }
}
