import { FieldErrors } from '../facts/submitted-fact.js';
import { invalid, tooLarge } from '../problem.js';
import { MAX_ARTICLE_BYTES } from './article.js';
import type { ArticleInput } from './extraction/types.js';
import type { ReadPage } from './reading/read-html.js';

type ReadHtml = (html: string) => Promise<ReadPage>;

/** Reads an article as posted: plain text as it is, HTML as what a reader would see. */
export async function readArticle(body: unknown, readHtml: ReadHtml): Promise<ArticleInput> {
  const errors = new FieldErrors();
  const fields = errors.object(body, 'body') ?? {};
  errors.known(fields, '', ['title', 'text', 'html', 'publishedAt', 'publisher', 'author', 'url', 'language']);
  const publishedAt = errors.instant(fields.publishedAt, 'publishedAt');
  if (fields.publishedAt === undefined || fields.publishedAt === null) errors.add('publishedAt', 'is required');
  const hasText = fields.text !== undefined && fields.text !== null;
  const hasHtml = fields.html !== undefined && fields.html !== null;
  if (hasText === hasHtml) errors.add('text', 'give either text or html, or a url alone');
  const url = errors.text(fields.url, 'url');
  if (url !== undefined && !URL.canParse(url)) errors.add('url', 'must be a URL');
  const publisher = errors.text(fields.publisher, 'publisher');
  const author = errors.text(fields.author, 'author');
  const language = errors.text(fields.language, 'language', 35);
  const title = errors.text(fields.title, 'title');
  const read = await readWords(fields, errors, readHtml);
  if (title === undefined && read?.title === undefined) errors.add('title', 'is required');
  const [first] = errors.found;
  if (first || read === undefined || publishedAt === undefined)
    throw invalid(`${first?.field}: ${first?.problem}`, errors.found);
  return {
    title: (title ?? read.title) as string,
    text: read.text,
    publishedAt,
    ...(publisher && { publisher }),
    ...(author && { author }),
    ...(url && { url }),
    ...(language && { language }),
  };
}

async function readWords(
  { text, html }: Record<string, unknown>,
  errors: FieldErrors,
  readHtml: ReadHtml,
): Promise<{ text: string; title?: string } | undefined> {
  const written = text ?? html;
  const field = written === text ? 'text' : 'html';
  if (typeof written !== 'string' || written.trim() === '') return errors.add(field, 'must be a text');
  if (/\p{Surrogate}/u.test(written)) return errors.add(field, 'must be well-formed Unicode');
  const read = field === 'html' ? await readHtml(written) : { text: written };
  if (read.text.trim() === '') return errors.add(field, 'holds no text to read');
  const bytes = Buffer.byteLength(read.text);
  if (bytes > MAX_ARTICLE_BYTES)
    throw tooLarge(`the text has ${bytes} bytes of UTF-8: an article has at most ${MAX_ARTICLE_BYTES}`);
  return read.title === undefined ? { text: read.text } : { text: read.text, title: read.title };
}
