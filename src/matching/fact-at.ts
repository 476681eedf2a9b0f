import type { FactType } from '../../events/catalogue.js';
import type { ArticleRef, EvidenceRef, LogEvent } from '../../events/envelope.js';
import { type FactReading, readingAsOf, type Status } from '../../projections/facts.js';
import type { EventStore } from '../event-store/event-store.js';
import { factHistory, factIdOf } from './matchables.js';

/** Code units of the text that stand before and after a quote (W3C Web Annotation, TextQuoteSelector). */
const CONTEXT = 32;

/** Articles whose hashes are kept in memory. */
const MAX_ARTICLES = 5000;

/** A fact in the form of the HTTP interface. */
export interface FactView {
  readonly id: string;
  readonly type: FactType;
  readonly schemaVersion: number;
  readonly position: number;
  readonly recordedAt: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly meta: FactMeta;
  readonly status: Status;
}

export interface FactMeta {
  readonly publishedAt?: string;
  readonly article?: { readonly id?: string; readonly title?: string; readonly publisher?: string };
  readonly evidence?: { readonly exact?: string };
}

/** The fact that an event is about, as of the event's position. */
export type FactAt = (event: LogEvent) => Promise<FactView>;

/** The hashes under which an article's words are found in its stream. */
interface ArticleWords {
  readonly text: string;
  readonly title: string;
}

/**
 * The fact of an event as of the event's position, whatever its publication: what the log said up to there, so that it
 * never changes. Only words that an erasure has taken out are missing later.
 */
export function factAt(store: EventStore): FactAt {
  const articles = new ArticleHashes(store);
  return async (event) => {
    const reading = await readingAt(store, event);
    const meta = await metaWithWords(store, articles, reading.first);
    return {
      id: reading.id,
      type: reading.type,
      schemaVersion: reading.entry.schemaVersion,
      position: reading.first.position,
      recordedAt: reading.first.recordedAt,
      data: reading.data,
      meta,
      status: reading.status,
    };
  };
}

async function readingAt(store: EventStore, event: LogEvent): Promise<FactReading> {
  const id = factIdOf(event);
  const stream: LogEvent[] = id === event.id ? [event] : [];
  if (stream.length === 0) for await (const entry of store.readStream(event.streamId)) stream.push(entry);
  const history = id === undefined ? undefined : factHistory(id, stream, event.position);
  const knowledge = { knownAt: Number.POSITIVE_INFINITY, position: event.position };
  const reading = history && readingAsOf(history, knowledge);
  if (!reading)
    throw new Error(`position ${event.position}: ${event.type} ${event.id} is not about a fact of its stream`);
  return reading;
}

async function metaWithWords(
  store: EventStore,
  articles: ArticleHashes,
  { streamId, meta }: LogEvent,
): Promise<FactMeta> {
  const { article, evidence, ...rest } = meta;
  if (!article && !evidence) return rest;
  const captured = article?.id === undefined ? undefined : await articles.of(streamId);
  const title = captured?.title ?? article?.titleSha256;
  const hashes = [title, evidence?.sha256, evidence?.start === undefined ? undefined : captured?.text];
  const wanted = hashes.filter((hash) => hash !== undefined);
  const words = wanted.length > 0 ? await store.contents(streamId, wanted) : new Map<string, string>();
  return {
    ...rest,
    ...(article ? { article: namedArticle(article, title && words.get(title)) } : {}),
    ...(evidence ? { evidence: quoted(evidence, words, captured?.text) } : {}),
  };
}

/** The hashes of articles read before; they never change. */
class ArticleHashes {
  private readonly known = new Map<string, Promise<ArticleWords | undefined>>();

  constructor(private readonly store: EventStore) {}

  of(streamId: string): Promise<ArticleWords | undefined> {
    const known = this.known.get(streamId);
    if (known) return known;
    const read = this.read(streamId);
    this.known.set(streamId, read);
    read.catch(() => this.known.delete(streamId));
    if (this.known.size > MAX_ARTICLES) this.known.delete(this.known.keys().next().value!);
    return read;
  }

  private async read(streamId: string): Promise<ArticleWords | undefined> {
    for await (const event of this.store.readStream(streamId))
      return event.type === 'ArticleCaptured' ? (event.data as { sha256: ArticleWords }).sha256 : undefined;
    return undefined;
  }
}

function namedArticle({ titleSha256: _, ...article }: ArticleRef, title: string | undefined): object {
  return title === undefined ? article : { ...article, title };
}

function quoted(evidence: EvidenceRef, words: ReadonlyMap<string, string>, textHash: string | undefined): object {
  const exact = words.get(evidence.sha256);
  if (exact === undefined) return evidence;
  const text = textHash === undefined ? undefined : words.get(textHash);
  if (text === undefined || evidence.start === undefined || evidence.end === undefined) return { exact, ...evidence };
  const prefix = text.slice(Math.max(0, evidence.start - CONTEXT), evidence.start);
  return { exact, prefix, suffix: text.slice(evidence.end, evidence.end + CONTEXT), ...evidence };
}
