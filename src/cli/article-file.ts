/** What a file does not say of its article. */
export interface ArticleFields {
  readonly title?: string;
  readonly publishedAt?: string;
  readonly publisher?: string;
  readonly author?: string;
  readonly sourceUrl?: string;
}

const FIELDS = ['title', 'text', 'html', 'publishedAt', 'publisher', 'author', 'url', 'language'];
const LONGEST_TITLE = 300;

/**
 * An article out of a file: JSON as posted (annotations are left out), HTML, or text whose first line is its title.
 * @throws {Error} where it is no JSON, or nothing says when it was published.
 */
export function articleOf(content: string, fields: ArticleFields = {}): Record<string, unknown> {
  const { sourceUrl, ...named } = fields;
  const given = Object.fromEntries(
    Object.entries({ ...named, url: sourceUrl }).filter(([name, value]) => FIELDS.includes(name) && value),
  );
  const article = { ...readArticle(content), ...given };
  const fetched = !('text' in article || 'html' in article);
  if (!fetched && !('publishedAt' in article))
    throw new Error('nothing says when it was published: give --published-at');
  return article;
}

function readArticle(content: string): Record<string, unknown> {
  const trimmed = content.trimStart();
  if (trimmed.startsWith('{')) return readJson(content);
  if (/^<(?:!doctype|html|head|body|article|div|p)\b/i.test(trimmed)) return { html: content };
  const [first = ''] = trimmed.split('\n', 1);
  return { title: first.trim().slice(0, LONGEST_TITLE), text: content };
}

function readJson(content: string): Record<string, unknown> {
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(content) as Record<string, unknown>;
  } catch (error) {
    throw new Error(`it starts like JSON and is none: ${(error as Error).message}`);
  }
  return Object.fromEntries(Object.entries(parsed).filter(([name, value]) => FIELDS.includes(name) && value !== null));
}
