import { Text } from './fields.js';

/** The article's contents are gone; its facts and their hashes stay. */
export class ArticleErased {
  @Text()
  articleId!: string;

  @Text()
  reason!: string;
}

export const fixture: ArticleErased = {
  articleId: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  reason: 'at the request of the publisher',
};
