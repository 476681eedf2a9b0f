import { contentOf, titleOf } from './entry-text.js';
import type { FeedLinks } from './feed-links.js';
import type { FeedPage } from './feed-pages.js';

/** A page as JSON Feed 1.1; `next_url` leads to what is older. */
export function jsonFeed(page: FeedPage, links: FeedLinks) {
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Factline: facts as they are recorded',
    home_page_url: links.home,
    feed_url: page.archive === undefined ? links.newest : links.archive(page.archive),
    ...(page.previous === undefined ? {} : { next_url: links.archive(page.previous) }),
    items: page.entries.map(({ event, fact }) => ({
      id: `urn:uuid:${fact.id}`,
      url: links.fact(fact.id),
      title: titleOf(fact),
      content_text: contentOf(fact),
      ...(fact.meta.publishedAt ? { date_published: fact.meta.publishedAt } : {}),
      date_modified: event.recordedAt,
      ...(fact.meta.article?.publisher ? { authors: [{ name: fact.meta.article.publisher }] } : {}),
      tags: [fact.type, fact.status],
      _factline: { position: event.position, fact },
    })),
  };
}
