import { Injectable } from '@nestjs/common';
import { FactTexts } from '../facts/fact-texts.js';
import { Projector } from '../read-models/projector.js';
import { SearchIndex } from '../read-models/search-index.js';
import type { FactOrder, FactsFilter, Place } from '../read-models/timeline/facts-filter.js';
import { Words } from '../read-models/words.js';
import { fingerprint } from './answer.js';

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
  private readonly known = new Map<string, PageText>();
  private size = 0;
  private erasures = 0;

  constructor(
    private readonly projector: Projector,
    private readonly texts: FactTexts,
    private readonly search: SearchIndex,
    private readonly words: Words,
  ) {}

  async page(question: PageQuestion): Promise<PageText> {
    if (this.erasures !== this.words.erasures) this.clear();
    const name = this.nameOf(question);
    const known = this.known.get(name);
    if (known) return known;
    const page = await this.write(question);
    if (this.erasures === this.words.erasures) this.keep(name, page);
    return page;
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

  private keep(name: string, page: PageText): void {
    const size = name.length + page.items.length;
    if (this.size + size > CAPACITY) this.clear();
    this.known.set(name, page);
    this.size += size;
  }

  private clear(): void {
    this.known.clear();
    this.size = 0;
    this.erasures = this.words.erasures;
  }
}
