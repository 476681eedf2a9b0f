import { Injectable } from '@nestjs/common';
import { Projector } from '../read-models/projector.js';
import { SearchIndex } from '../read-models/search-index.js';
import type { FactOrder, FactsFilter, Place } from '../read-models/timeline/facts-filter.js';
import { Words } from '../read-models/words.js';
import { fingerprint } from './answer.js';
import { FactTexts } from './fact-texts.js';
import { TextCache } from './text-cache.js';

/** What a page of the timeline is asked for. */
export interface PageQuestion {
  readonly filter: FactsFilter;
  /** Words that the facts must have. */
  readonly q: string | undefined;
  readonly order: FactOrder;
  readonly limit: number;
  /** The place of the last item of the page before. */
  readonly after: Place | undefined;
}

/** A page as it is sent. */
export interface PageText {
  /** The facts as JSON, with commas between them. */
  readonly items: string;
  readonly fingerprint: string;
  readonly total: number;
  readonly next: Place | undefined;
}

/** Pages kept in memory at most, in UTF-16 code units. */
const CAPACITY = 8 * 1024 * 1024;

/** Pages of the timeline; one that was asked for lately is not put together again. */
@Injectable()
export class FactPages {
  private readonly pages: TextCache<PageText>;

  constructor(
    private readonly projector: Projector,
    private readonly texts: FactTexts,
    private readonly search: SearchIndex,
    words: Words,
  ) {
    this.pages = new TextCache(words, CAPACITY, ({ items }) => items.length);
  }

  page(question: PageQuestion): Promise<PageText> {
    return this.pages.of(this.nameOf(question), () => this.write(question));
  }

  /** From the last publication that the index knows on, all instants of knowledge ask the same. */
  private nameOf({ filter, ...rest }: PageQuestion): string {
    const knownAt = Math.min(filter.knownAt, this.projector.index.horizonAt(filter.position));
    return JSON.stringify({ ...rest, filter: { ...filter, knownAt } });
  }

  private async write({ filter, q, order, limit, after }: PageQuestion): Promise<PageText> {
    const matched = q === undefined ? {} : { matched: await this.search.entries(q, filter.position) };
    const { listed, total, next } = this.projector.index.facts({ ...filter, ...matched }, order, limit, after);
    const items = (await this.texts.of(listed)).join(',');
    return { items, fingerprint: fingerprint(items), total, next };
  }
}
