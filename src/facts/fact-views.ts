import { Injectable } from '@nestjs/common';
import type { ArticleRef, EvidenceRef, LogEvent } from '../../events/envelope.js';
import type { FactReading } from '../../projections/facts.js';
import { EventStore } from '../event-store/event-store.js';
import { Words } from '../read-models/words.js';

/** A fact in the form of the HTTP interface. */
export interface FactView {
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  /** Null in a dry run: it has no place in the log. */
  readonly position: number | null;
  readonly recordedAt: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly meta: FactMeta;
  readonly status: string;
}

/** What a fact's `meta` has beside what the log holds: the words of its source. */
export interface FactMeta {
  readonly publishedAt?: string;
  readonly article?: { readonly id?: string; readonly title?: string; readonly publisher?: string };
  readonly evidence?: { readonly exact?: string };
}

/** Code units of the text that stand before and after a quote (W3C Web Annotation, TextQuoteSelector). */
const CONTEXT = 32;

/** Articles whose hashes are kept in memory. */
const CAPACITY = 5000;

interface ArticleWords {
  readonly text: string;
  readonly title: string;
}

/** Joins facts with the words that the log keeps apart from them. */
@Injectable()
export class FactViews {
  private readonly captured = new Map<string, ArticleWords | undefined>();

  constructor(
    private readonly store: EventStore,
    private readonly words: Words,
  ) {}

  all(readings: readonly FactReading[]): Promise<FactView[]> {
    return Promise.all(readings.map((reading) => this.of(reading)));
  }

  async of({ id, type, first, entry, data, status }: FactReading): Promise<FactView> {
    const { schemaVersion } = entry.type === type ? entry : first;
    const { position, recordedAt } = first;
    return { id, type, schemaVersion, position, recordedAt, data, meta: await this.meta(first), status };
  }

  private async meta({ streamId, meta }: LogEvent): Promise<FactMeta> {
    const { article, evidence, ...rest } = meta;
    if (!article && !evidence) return rest;
    const captured = article?.id === undefined ? undefined : await this.articleWords(streamId);
    const title = captured?.title ?? article?.titleSha256;
    const hashes = [title, evidence?.sha256, evidence?.start === undefined ? undefined : captured?.text];
    const words = await this.words.of(
      streamId,
      hashes.filter((hash) => hash !== undefined),
    );
    return {
      ...rest,
      ...(article ? { article: named(article, title === undefined ? undefined : words.get(title)) } : {}),
      ...(evidence ? { evidence: quoted(evidence, words, captured?.text) } : {}),
    };
  }

  private async articleWords(streamId: string): Promise<ArticleWords | undefined> {
    if (this.captured.has(streamId)) return this.captured.get(streamId);
    let found: ArticleWords | undefined;
    for await (const event of this.store.readStream(streamId)) {
      if (event.type === 'ArticleCaptured') found = (event.data as { sha256: ArticleWords }).sha256;
      break;
    }
    if (this.captured.size >= CAPACITY) this.captured.clear();
    this.captured.set(streamId, found);
    return found;
  }
}

function named({ titleSha256: _, ...article }: ArticleRef, title: string | undefined): object {
  return title === undefined ? article : { ...article, title };
}

function quoted(evidence: EvidenceRef, words: ReadonlyMap<string, string>, textHash: string | undefined): object {
  const exact = words.get(evidence.sha256);
  if (exact === undefined) return evidence;
  const text = textHash === undefined ? undefined : words.get(textHash);
  return { exact, ...(text === undefined ? {} : contextOf(text, evidence)), ...evidence };
}

/** The words of a text that stand right before and after a quote; none where its place is not known. */
export function contextOf(text: string, { start, end }: Partial<EvidenceRef> = {}): object {
  if (start === undefined || end === undefined) return {};
  return { prefix: text.slice(Math.max(0, start - CONTEXT), start), suffix: text.slice(end, end + CONTEXT) };
}
