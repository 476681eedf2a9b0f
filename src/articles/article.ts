import { normalizeForIdentity } from '../../events/text.js';
import { sha256 } from '../facts/hashes.js';
import type { ArticleInput } from './extraction/types.js';

/** Bytes of UTF-8 that an article's text may have. */
export const MAX_ARTICLE_BYTES = 256 * 1024;

/** The id of an article: publisher and text, in NFC with white space collapsed, make it the same one. */
export function articleIdOf({ publisher, text }: Pick<ArticleInput, 'publisher' | 'text'>): string {
  const name = publisher ? normalizeForIdentity(publisher) : null;
  return sha256(JSON.stringify([name, normalizeForIdentity(text)]));
}
