import { Injectable } from '@nestjs/common';
import { isFactType } from '../../events/catalogue.js';
import type { ChainedEvent } from '../../events/envelope.js';
import { EntityRegistry } from '../entities/entity-registry.js';
import { EventStore, NO_STREAM } from '../event-store/event-store.js';
import { articleStream } from '../facts/fact-events.js';
import { type FactView, FactViews } from '../facts/fact-views.js';
import { LogWriter } from '../facts/log-writer.js';
import { Projector } from '../read-models/projector.js';
import { Candidates, type CandidateView } from '../review/candidates.js';
import { articleIdOf } from './article.js';
import { ArticleDrafts, type CaptureOptions, type Drafted } from './article-drafts.js';
import type { ArticleInput } from './extraction/types.js';
import { Extractor } from './extractor.js';
import { FreshViews } from './fresh-views.js';

export interface CaptureResult {
  readonly articleId: string;
  /** Position of the last event of the capture; null where nothing was to be appended. */
  readonly position: number | null;
  readonly deduplicated: boolean;
  readonly facts: readonly FactView[];
  /** What was held for a person instead of being recorded. */
  readonly candidates?: readonly CandidateView[];
  /** What the reader should know of how the facts were found. */
  readonly notes?: readonly string[];
}

/** Captures articles: the article, the entities it names first and its facts, in one atomic append. */
@Injectable()
export class Capture {
  constructor(
    private readonly store: EventStore,
    private readonly log: LogWriter,
    private readonly projector: Projector,
    private readonly extractor: Extractor,
    private readonly registry: EntityRegistry,
    private readonly drafts: ArticleDrafts,
    private readonly views: FactViews,
    private readonly candidates: Candidates,
  ) {}

  async capture(article: ArticleInput, options: CaptureOptions = {}): Promise<CaptureResult> {
    const articleId = articleIdOf(article);
    const streamId = articleStream(articleId);
    if ((await this.store.revisionOf(streamId)) !== NO_STREAM) return this.known(articleId);
    const extracted = await this.extractor.extract(article, (name) => this.registry.known(name));
    let drafted: Drafted = { events: [], contents: [], notes: [] };
    const appended = await this.log.append(streamId, async (revision) => {
      if (revision !== NO_STREAM) return { events: [] };
      drafted = this.drafts.draft(articleId, article, extracted, options);
      return drafted;
    });
    if (appended === undefined) return this.known(articleId);
    const fresh = new FreshViews(article, drafted.contents);
    const proposed = appended.events.filter(({ type }) => type === 'CandidateProposed');
    const notes = [...(extracted.notes ?? []), ...drafted.notes];
    return {
      articleId,
      position: appended.position,
      deduplicated: false,
      facts: appended.events.filter(({ type }) => isFactType(type)).map((event) => fresh.fact(event)),
      ...(proposed.length > 0 && { candidates: proposed.map((event) => fresh.candidate(event)) }),
      ...(notes.length > 0 && { notes }),
    };
  }

  /** What a capture would give; nothing is appended. */
  async dryRun(article: ArticleInput): Promise<CaptureResult> {
    const articleId = articleIdOf(article);
    if ((await this.store.revisionOf(articleStream(articleId))) !== NO_STREAM)
      return { ...(await this.known(articleId)), position: null };
    await this.log.caughtUp();
    const extracted = await this.extractor.extract(article, (name) => this.registry.known(name));
    const drafted = this.drafts.draft(articleId, article, extracted);
    const fresh = new FreshViews(article, drafted.contents);
    const facts = drafted.events.filter(({ type }) => isFactType(type)).map((event) => fresh.fact(event));
    const notes = [...(extracted.notes ?? []), ...drafted.notes];
    return { articleId, position: null, deduplicated: false, facts, ...(notes.length > 0 && { notes }) };
  }

  /** What the capture of an article found: facts as they read now, or candidates. */
  private async known(articleId: string): Promise<CaptureResult> {
    await this.log.caughtUp();
    const events = await this.captured(articleId);
    const knowledge = { knownAt: Number.MAX_SAFE_INTEGER, position: this.projector.applied };
    const readings = events
      .filter(({ type }) => isFactType(type))
      .map(({ id }) => this.projector.index.reading(id, knowledge))
      .filter((reading) => reading !== undefined);
    const proposed = events.filter(({ type }) => type === 'CandidateProposed');
    const candidates = await Promise.all(proposed.map(({ id }) => this.candidates.candidate(id)));
    return {
      articleId,
      position: events.at(-1)?.position ?? 0,
      deduplicated: true,
      facts: await this.views.all(readings),
      ...(candidates.length > 0 && { candidates: candidates.filter((candidate) => candidate !== undefined) }),
    };
  }

  /** The events of an article's capture, which are bound together by the id of the first. */
  private async captured(articleId: string): Promise<ChainedEvent[]> {
    const events: ChainedEvent[] = [];
    for await (const event of this.store.readStream(articleStream(articleId))) {
      if (event.meta.correlationId !== (events[0] ?? event).meta.correlationId) break;
      events.push(event);
    }
    return events;
  }
}
