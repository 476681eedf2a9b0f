import { Injectable } from '@nestjs/common';
import { FactViews } from '../facts/fact-views.js';
import type { ListedFact } from '../read-models/timeline/facts-filter.js';
import { Words } from '../read-models/words.js';
import { TextCache } from './text-cache.js';

/** Texts kept in memory at most, in UTF-16 code units. */
const CAPACITY = 8 * 1024 * 1024;

/** Facts as JSON, in the form of the HTTP interface: an entry and the fact's status say what stands there. */
@Injectable()
export class FactTexts {
  private readonly texts: TextCache<string>;

  constructor(
    private readonly views: FactViews,
    words: Words,
  ) {
    this.texts = new TextCache(words, CAPACITY, ({ length }) => length);
  }

  /** The texts of facts, each an object. */
  async of(facts: readonly ListedFact[]): Promise<readonly string[]> {
    const known = facts.map((fact) => this.texts.get(idOf(fact)));
    const isWhole = (texts: readonly (string | undefined)[]): texts is string[] => !texts.includes(undefined);
    return isWhole(known) ? known : Promise.all(facts.map((fact) => this.text(fact)));
  }

  private text(fact: ListedFact): Promise<string> {
    return this.texts.of(idOf(fact), async () => JSON.stringify(await this.views.of(fact.read())));
  }
}

const idOf = ({ entry, status }: ListedFact): string => `${entry} ${status}`;
