import type { ArticleInput, Extraction, NameResolver } from './extraction/types.js';

/** What an extractor found, and what its reader should know of how it went. */
export interface Extracted extends Extraction {
  readonly notes?: readonly string[];
}

/** Reads facts out of articles: by rules, offline, or by a model. */
export abstract class Extractor {
  abstract extract(article: ArticleInput, resolve?: NameResolver): Promise<Extracted>;
}
