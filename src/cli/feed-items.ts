import { parseFeed } from 'feedsmith';

/** An item of a feed, with what it takes to capture it. */
export interface FeedItem {
  readonly id: string;
  readonly article: Readonly<Record<string, string>>;
}

type Fields = Readonly<Record<string, unknown>>;

/** After every ISO 8601 date. */
const UNDATED = '~';

/** Characters from which an item's own content counts as the whole article. */
const FULL = 800;

/** The items of an RSS, Atom or JSON feed, in the order in which they were published, undated ones last. @throws {Error} where it is none. */
export function feedItems(body: string): FeedItem[] {
  const { feed } = parseFeed(body) as unknown as { feed: Fields };
  const publisher = words(feed.title);
  const items = (feed.items ?? feed.entries ?? []) as Fields[];
  const told = ({ article: { publishedAt = UNDATED } }: FeedItem): string => publishedAt;
  return items
    .flatMap((item) => itemOf(item, publisher))
    .sort((a, b) => (told(a) < told(b) ? -1 : Number(told(a) > told(b))));
}

function itemOf(item: Fields, publisher: string | undefined): FeedItem[] {
  const url = linkOf(item);
  const html = words((item.content as Fields)?.encoded) ?? words(item.content) ?? words(item.content_html);
  const text = words(item.content_text);
  const id = words(item.guid) ?? words(item.id) ?? url;
  const publishedAt = instant(item.pubDate ?? item.published ?? item.date_published ?? item.updated);
  const full = html && html.length >= FULL ? { html } : text && text.length >= FULL ? { text } : undefined;
  if (id === undefined || (url === undefined && full === undefined)) return [];
  const named = { title: words(item.title), publishedAt, publisher, url };
  const known = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
  return [{ id, article: { ...known, ...full } as Record<string, string> }];
}

function linkOf({ link, url, links }: Fields): string | undefined {
  const listed = (links as Fields[] | undefined)?.find(({ rel }) => rel === undefined || rel === 'alternate');
  const found = words(link) ?? words(url) ?? words(listed?.href);
  return found !== undefined && URL.canParse(found) ? found : undefined;
}

/** A text, or the `value` of an object that holds one. */
function words(value: unknown): string | undefined {
  const text = typeof value === 'object' && value !== null ? (value as Fields).value : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
}

function instant(value: unknown): string | undefined {
  const millis = value instanceof Date ? value.getTime() : Date.parse(words(value) ?? '');
  return Number.isNaN(millis) ? undefined : new Date(millis).toISOString();
}
