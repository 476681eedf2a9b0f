import { Injectable } from '@nestjs/common';
import type { ArticleInput, NameResolver } from './extraction/types.js';
import { type Extracted, Extractor } from './extractor.js';
import { withKnownNames } from './known-names.js';
import { ReadingThreads } from './workers/reading-threads.js';

/** Reads facts by rules, offline. */
@Injectable()
export class RulesExtractor extends Extractor {
  constructor(private readonly threads: ReadingThreads) {
    super();
  }

  override async extract(article: ArticleInput, resolve?: NameResolver): Promise<Extracted> {
    const found = await this.threads.facts(article);
    return resolve ? withKnownNames(found, resolve) : found;
  }
}
