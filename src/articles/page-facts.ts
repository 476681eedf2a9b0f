import { parseHTML } from 'linkedom';
import { parseInstant } from '../../events/instant.js';

/** What a page says of itself in its head. */
export interface PageFacts {
  readonly title?: string;
  readonly publishedAt?: string;
  readonly publisher?: string;
  readonly author?: string;
}

const META = /<meta\b[^<>]{0,4000}>/gi;
const LINKED_DATA = /<script\b[^<>]{0,500}application\/ld\+json[^<>]{0,500}>/gi;
const MAX_TAGS = 300;

/** Reads Open Graph's meta tags (`article:published_time`, `og:site_name`), else schema.org's linked data. */
export function pageFacts(html: string): PageFacts {
  const tags = [...html.matchAll(META)].slice(0, MAX_TAGS).map(([tag]) => tag);
  const { document } = parseHTML(`<html><head>${tags.join('')}</head><body></body></html>`);
  const meta = (name: string): string | undefined =>
    text(document.querySelector(`meta[property="${name}"], meta[name="${name}"]`)?.getAttribute('content'));
  const linked = linkedArticle(html);
  const published = meta('article:published_time') ?? text(linked.datePublished);
  const found = {
    title: meta('og:title') ?? text(linked.headline),
    publishedAt: published !== undefined && parseInstant(published) !== undefined ? published : undefined,
    publisher: meta('og:site_name') ?? nameOf(linked.publisher),
    author: meta('author') ?? nameOf(linked.author),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

type Linked = Readonly<Record<string, unknown>>;

/** The first object of the page's linked data that tells when it was published. */
function linkedArticle(html: string): Linked {
  for (const { 0: tag, index } of html.matchAll(LINKED_DATA)) {
    const from = index + tag.length;
    const to = html.indexOf('</script', from);
    const found = to < 0 ? undefined : objectsOf(html.slice(from, to)).find((each) => each?.datePublished);
    if (found) return found;
  }
  return {};
}

function objectsOf(json: string): Linked[] {
  try {
    const value = JSON.parse(json);
    return [value].flat().flatMap((each) => [each, each?.['@graph'] ?? []].flat());
  } catch {
    return [];
  }
}

const nameOf = (value: unknown): string | undefined => {
  const [first] = [value].flat();
  return text(typeof first === 'string' ? first : (first as Linked | null | undefined)?.name);
};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 1000) : undefined;
