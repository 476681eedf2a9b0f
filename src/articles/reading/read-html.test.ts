import { describe, expect, it } from 'vitest';
import { readHtml, UnreadablePageError } from './read-html.js';

const sentence = 'Some words that are long enough, and of a kind, to be taken for a part of an article.';

describe('what a reader sees of a page', () => {
  it('is its article, without what surrounds it', () => {
    const { text, title } = readHtml(
      `<html><head><title>News of the day</title><style>p{}</style></head><body><nav><a href="/">Home</a></nav><article>
       ${`<p>${sentence} <b>More</b>&nbsp;of it.</p>`.repeat(5)}</article><footer>Imprint</footer></body></html>`,
    );
    expect(title).toBe('News of the day');
    expect(text).toBe(Array.from({ length: 5 }, () => `${sentence} More of it.`).join('\n\n'));
  });

  it.each([
    ['a piece of a page', '<p>One.</p><p>Two &amp; a half.</p>', 'One.\n\nTwo & a half.'],
    ['words alone', 'One.', 'One.'],
    ['a page without a body', '<html><head><title>T</title></head><p>One.</p></html>', 'One.'],
    [
      'paragraphs that nobody ended',
      `<!doctype html><body>${'<p>One.'.repeat(300)}`,
      Array(300).fill('One.').join('\n\n'),
    ],
    ['letters whose small form is longer', '<body>İİİİ<script>bad()</script><p>One.</p></body>', 'İİİİ\n\nOne.'],
    ['nothing', '', ''],
    ['no markup that parses', '<?<body>', ''],
  ])('is there of %s', (_, html, text) => {
    expect(readHtml(html).text).toBe(text);
  });

  it.each([
    ['nested deeper than an article is', '<div>'.repeat(101)],
    ['of more elements than an article has', '<br>'.repeat(20_001)],
    ['of brackets', '<'.repeat(200_000)],
  ])('is refused of a page %s', (_, html) => {
    expect(() => readHtml(html)).toThrow(UnreadablePageError);
  });
});
