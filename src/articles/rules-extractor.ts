import { Injectable } from '@nestjs/common';
import { extractFacts } from './extraction/extract-facts.js';
import type { ArticleInput, NameResolver } from './extraction/types.js';
import { type Extracted, Extractor } from './extractor.js';

/** Reads facts by rules, offline. */
@Injectable()
export class RulesExtractor extends Extractor {
  override async extract(article: ArticleInput, resolve?: NameResolver): Promise<Extracted> {
    return extractFacts(article, resolve);
  }
}
