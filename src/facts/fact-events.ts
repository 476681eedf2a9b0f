import type { FactType } from '../../events/catalogue.js';
import type { ArticleRef, EventMeta, EvidenceRef, NewEvent } from '../../events/envelope.js';
import type { Content } from '../event-store/event-store.js';
import { contentId, factIdOf } from './fact-ids.js';
import { content, sha256 } from './hashes.js';
import type { SubmittedFact, SubmittedSource } from './submitted-fact.js';

/** The current version of every payload. */
const SCHEMA_VERSION = 1;

/** Where a fact stands in the text of its article, UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A fact ready for its stream, with the words that go beside it. */
export interface DraftedFact {
  readonly streamId: string;
  readonly event: NewEvent;
  readonly contents: readonly Content[];
}

/** The stream of a source that has no captured article; undefined where it names nothing. */
export function sourceStream({ publisher, url, title }: SubmittedSource): string | undefined {
  if (publisher === undefined && url === undefined && title === undefined) return undefined;
  return `source-${sha256(JSON.stringify([publisher ?? null, url ?? null, title ?? null]))}`;
}

export const articleStream = (articleId: string): string => `article-${articleId}`;

export interface ArticleFacts {
  readonly id: string;
  readonly publisher?: string;
  readonly url?: string;
}

interface Told {
  readonly fact: SubmittedFact;
  readonly span?: Span;
  readonly extractor?: { readonly name: string; readonly version: string };
  readonly confidence?: number;
  readonly actor?: string;
}

const evidenceOf = (quote: string, span: Span | undefined): EvidenceRef => ({ ...span, sha256: sha256(quote) });

function draft(told: Told, article: ArticleRef | undefined, source: string | null): DraftedFact {
  const { fact, span, extractor, confidence, actor } = told;
  const { type, data, publishedAt, quote, attributedTo } = fact;
  const identity = { source, type, data, quote: quote ?? null, attributedTo: attributedTo ?? null, publishedAt };
  const id = factIdOf(identity);
  const meta: EventMeta = {
    publishedAt,
    ...(article && { article }),
    ...(quote !== undefined && { evidence: evidenceOf(quote, span) }),
    ...(attributedTo !== undefined && { attributedTo }),
    ...(extractor && { extractor }),
    ...(confidence !== undefined && { confidence }),
    ...(actor !== undefined && { actor }),
  };
  const words = [fact.source?.id === undefined ? fact.source?.title : undefined, quote];
  return {
    streamId: source ?? `fact-${id}`,
    event: { id, type, schemaVersion: SCHEMA_VERSION, data, meta },
    contents: words.filter((text) => text !== undefined).map(content),
  };
}

/** A fact of a captured article. */
export function factOfArticle(told: Told, { id, publisher, url }: ArticleFacts): DraftedFact {
  const article = { id, ...(publisher !== undefined && { publisher }), ...(url !== undefined && { url }) };
  return draft(told, article, articleStream(id));
}

/** A fact of a source that is named and not captured, or of none. */
export function factOfSource(told: Told): DraftedFact {
  const { source } = told.fact;
  const streamId = source && sourceStream(source);
  if (source === undefined || streamId === undefined) return draft(told, undefined, null);
  const { publisher, url, title } = source;
  const article = {
    ...(publisher !== undefined && { publisher }),
    ...(url !== undefined && { url }),
    ...(title !== undefined && { titleSha256: sha256(title) }),
  };
  return draft(told, article, streamId);
}

/** Events of one append, bound together by the id of the first. */
export function correlated(events: readonly NewEvent[]): NewEvent[] {
  const [first] = events;
  return first === undefined
    ? []
    : events.map((event) => ({ ...event, meta: { ...event.meta, correlationId: first.id } }));
}

/** An event whose id follows from its type, what it says and what it follows. */
export function bookkeeping<T extends Exclude<NewEvent['type'], FactType>>(
  type: T,
  data: NewEvent<T>['data'],
  follows: unknown,
  meta: EventMeta = {},
): NewEvent<T> {
  const id = contentId([type, data, follows, meta.publishedAt ?? null]);
  return { id, type, schemaVersion: SCHEMA_VERSION, data, meta };
}
