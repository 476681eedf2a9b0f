import 'reflect-metadata';
import { Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';
import { Instant, Optional, Sha256, Text } from './fields.js';

/** SHA-256, in hex, of the UTF-8 of what the article says; the words themselves are contents, kept apart from the log. */
export class ArticleHashes {
  @Sha256()
  text!: string;

  @Sha256()
  title!: string;

  @Optional()
  @Sha256()
  author?: string;
}

/** The article itself, first event of its stream; its text, title and author are contents. */
export class ArticleCaptured {
  @Optional()
  @Text()
  url?: string;

  @Optional()
  @Text()
  publisher?: string;

  /** Knowledge time: the instant at which the source told the world. */
  @Instant()
  publishedAt!: string;

  /** BCP 47. */
  @Text()
  language!: string;

  @IsObject()
  @ValidateNested()
  @Type(() => ArticleHashes)
  sha256!: ArticleHashes;
}

export const fixture: ArticleCaptured = {
  url: 'https://news.example/accelerators',
  publisher: 'Example Wire',
  publishedAt: '2025-02-25T09:00:00.000Z',
  language: 'en',
  sha256: {
    text: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    title: '486ea46224d1bb4fb680f34f7c9ad96a8f24ec88be73ea8e5a6c65260e9cb8a7',
  },
};
