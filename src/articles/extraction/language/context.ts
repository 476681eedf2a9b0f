import type { Gazetteer, GazetteerEntity } from '../../gazetteer/gazetteer.js';
import type { ArticleInput } from '../types.js';
import type { Discourse } from './discourse.js';

/** What the sentences of an article share. */
export interface ArticleContext {
  readonly article: ArticleInput;
  readonly names: Gazetteer;
  readonly discourse: Discourse;
  /** The country that the article is at. */
  readonly home: GazetteerEntity | undefined;
}
