import { contentOf, titleOf } from './entry-text.js';
import type { FeedLinks } from './feed-links.js';
import type { FeedPage } from './feed-pages.js';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Characters that XML 1.0 has no form for are left out. */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const escapeXml = (text: string): string =>
  text.replace(NOT_XML, '').replace(/[&<>"]/g, (character) => escapes[character]!);

const element = (name: string, text: string): string => `<${name}>${escapeXml(text)}</${name}>`;
const link = (rel: string, href: string, type?: string): string =>
  `<link rel="${rel}" href="${escapeXml(href)}"${type ? ` type="${type}"` : ''}/>`;

/** A page as Atom (RFC 4287), archived pages marked and linked as RFC 5005 has it. */
export function atomFeed(page: FeedPage, links: FeedLinks): string {
  const self = page.archive === undefined ? links.newest : links.archive(page.archive);
  const updated = page.entries[0]?.event.recordedAt ?? new Date(0).toISOString();
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0">',
    element('id', links.newest),
    element('title', 'Factline: facts as they are recorded'),
    element('updated', updated),
    '<author><name>Factline</name></author>',
    link('self', self, 'application/atom+xml'),
    ...(page.archive === undefined ? [] : ['<fh:archive/>', link('current', links.newest)]),
    ...(page.previous === undefined ? [] : [link('prev-archive', links.archive(page.previous))]),
    ...page.entries.map((entry) => atomEntry(entry, links)),
    '</feed>',
    '',
  ].join('\n');
}

function atomEntry({ event, fact }: FeedPage['entries'][number], links: FeedLinks): string {
  const { publisher } = fact.meta.article ?? {};
  return [
    '<entry>',
    element('id', `urn:uuid:${fact.id}`),
    element('title', titleOf(fact)),
    element('updated', event.recordedAt),
    ...(fact.meta.publishedAt ? [element('published', fact.meta.publishedAt)] : []),
    ...(publisher ? [`<author>${element('name', publisher)}</author>`] : []),
    `<category term="${fact.type}"/>`,
    `<category scheme="urn:factline:status" term="${fact.status}"/>`,
    link('alternate', links.fact(fact.id), 'application/json'),
    element('content', contentOf(fact)),
    '</entry>',
  ].join('\n');
}
