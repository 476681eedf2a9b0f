import { describe, expect, it } from 'vitest';
import { feedItems } from './feed-items.js';

const long = `<p>${'Some words of an article. '.repeat(50)}</p>`;
const RSS = `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Wire</title>
<item><title>One</title><link>https://example.com/1</link><guid>g1</guid><pubDate>Sat, 10 Jan 2026 08:00:00 GMT</pubDate>
<description>short</description></item><item><title>Two</title><link>https://example.com/2</link><guid>g2</guid>
<content:encoded><![CDATA[${long}]]></content:encoded></item></channel></rss>`;
const ATOM = `<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><id>f</id><entry><id>g1</id><title>One</title>
<link href="https://example.com/1"/><published>2026-01-10T08:00:00Z</published></entry></feed>`;
const JSON_FEED = JSON.stringify({
  version: 'https://jsonfeed.org/version/1.1',
  title: 'Wire',
  items: [{ id: 'g1', url: 'https://example.com/1', title: 'One', date_published: '2026-01-10T08:00:00Z' }],
});
const one = {
  id: 'g1',
  article: { title: 'One', url: 'https://example.com/1', publisher: 'Wire', publishedAt: '2026-01-10T08:00:00.000Z' },
};

describe('the items of a feed', () => {
  it.each([
    ['RSS', RSS],
    ['Atom', ATOM],
    ['JSON Feed', JSON_FEED],
  ])('are read from %s', (_, body) => {
    expect(feedItems(body)[0]).toEqual(one);
  });

  it('come in the order in which they were published', () => {
    const item = (id: string, date: string) => ({ id, url: `https://example.com/${id}`, date_published: date });
    const items = [item('new', '2026-02-01T00:00:00Z'), item('undated', ''), item('old', '2026-01-01T00:00:00Z')];
    const feed = JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: 'Wire', items });
    expect(feedItems(feed).map(({ id }) => id)).toEqual(['old', 'new', 'undated']);
  });

  it('bring their own content where it is the whole article', () => {
    expect(feedItems(RSS)[1]?.article).toMatchObject({ html: long, url: 'https://example.com/2' });
  });
});
