import { Injectable, Logger } from '@nestjs/common';
import { type DataOf, isFactType } from '../../events/catalogue.js';
import type { ChainedEvent, NewEvent } from '../../events/envelope.js';
import { validateData } from '../../events/validate.js';
import { EntityRegistry } from '../entities/entity-registry.js';
import { type Content, EventStore, NO_STREAM } from '../event-store/event-store.js';
import { articleStream, bookkeeping, correlated, type DraftedFact, factOfArticle } from '../facts/fact-events.js';
import { contextOf, type FactView, FactViews } from '../facts/fact-views.js';
import { content, sha256 } from '../facts/hashes.js';
import { LogWriter } from '../facts/log-writer.js';
import { Projector } from '../read-models/projector.js';
import { candidateOf } from '../review/candidate-events.js';
import { Candidates, type CandidateView } from '../review/candidates.js';
import { articleIdOf } from './article.js';
import type { ArticleInput, DescribedEntity, ExtractedFact, Extraction } from './extraction/types.js';
import { Extractor } from './extractor.js';

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

export interface CaptureOptions {
  readonly actor?: string | undefined;
  /** Holds what was found for a person to decide on. */
  readonly review?: boolean;
}

interface Drafted {
  readonly events: readonly NewEvent[];
  readonly contents: readonly Content[];
  readonly notes: readonly string[];
}

/** Captures articles: the article, the entities it names first and its facts, in one atomic append. */
@Injectable()
export class Capture {
  private readonly logger = new Logger('Capture');

  constructor(
    private readonly store: EventStore,
    private readonly log: LogWriter,
    private readonly projector: Projector,
    private readonly extractor: Extractor,
    private readonly registry: EntityRegistry,
    private readonly views: FactViews,
    private readonly candidates: Candidates,
  ) {}

  async capture(article: ArticleInput, { actor, review = false }: CaptureOptions = {}): Promise<CaptureResult> {
    const articleId = articleIdOf(article);
    const streamId = articleStream(articleId);
    if ((await this.store.revisionOf(streamId)) !== NO_STREAM) return this.known(articleId);
    let notes: readonly string[] = [];
    const extracted = await this.extractor.extract(article, (name) => this.registry.known(name));
    const appended = await this.log.append(streamId, async (revision) => {
      if (revision !== NO_STREAM) return { events: [] };
      const drafted = this.draft(articleId, article, extracted, { actor, review });
      notes = [...(extracted.notes ?? []), ...drafted.notes];
      return drafted;
    });
    if (appended === undefined) return this.known(articleId);
    const found = await this.found(articleId);
    return {
      articleId,
      position: appended.position,
      deduplicated: false,
      ...found,
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
    const { events, contents, notes } = this.draft(articleId, article, extracted);
    const words = new Map(contents.map(({ sha256: hash, body }) => [hash, body]));
    const facts = events.filter(({ meta }) => meta.article).map((event) => previewOf(event, article, words));
    const all = [...(extracted.notes ?? []), ...notes];
    return { articleId, position: null, deduplicated: false, facts, ...(all.length > 0 && { notes: all }) };
  }

  private async known(articleId: string): Promise<CaptureResult> {
    await this.log.caughtUp();
    const captured = await this.captured(articleId);
    const position = captured.at(-1)?.position ?? 0;
    return { articleId, position, deduplicated: true, ...(await this.found(articleId, captured)) };
  }

  /** What the capture of an article found: facts as they read now, or candidates. */
  private async found(
    articleId: string,
    captured?: readonly ChainedEvent[],
  ): Promise<Pick<CaptureResult, 'facts' | 'candidates'>> {
    const events = captured ?? (await this.captured(articleId));
    const knowledge = { knownAt: Number.MAX_SAFE_INTEGER, position: this.projector.applied };
    const readings = events
      .filter(({ type }) => isFactType(type))
      .map(({ id }) => this.projector.index.reading(id, knowledge))
      .filter((reading) => reading !== undefined);
    const proposed = events.filter(({ type }) => type === 'CandidateProposed');
    const candidates = await Promise.all(proposed.map(({ id }) => this.candidates.candidate(id)));
    return {
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

  private draft(
    articleId: string,
    article: ArticleInput,
    { facts: found, entities }: Extraction,
    { actor, review = false }: CaptureOptions = {},
  ): Drafted {
    const captured = capturedEvent(articleId, article, actor);
    const notes: string[] = [];
    const facts = found.flatMap((fact) => this.fact(articleId, article, fact, actor, notes));
    const distinct = [...new Map(facts.map((fact) => [fact.event.id, fact])).values()];
    const descriptions = entities.filter(({ id }) => !this.registry.describes(id)).map(descriptionOf);
    const told = review ? distinct.map((fact) => candidateOf(fact, descriptions)) : distinct;
    const described = review ? [] : descriptions.map((each) => bookkeeping('EntityDescribed', each, articleId));
    return {
      events: correlated([captured.event, ...described, ...told.map(({ event }) => event)]),
      contents: [...captured.contents, ...told.flatMap(({ contents }) => contents)],
      notes,
    };
  }

  /** An extracted fact is held to the same rules as a submitted one; what breaks them is left out and counted. */
  private fact(
    articleId: string,
    { publishedAt, publisher, url, text }: ArticleInput,
    { type, data, evidence, attributedTo, extractor }: ExtractedFact,
    actor: string | undefined,
    notes: string[],
  ): DraftedFact[] {
    const { exact, start, end } = evidence;
    const validated = validateData(type, data);
    const verbatim = text.slice(start, end) === exact;
    if (!validated.ok || !verbatim) {
      const problem = validated.ok ? 'its quote does not stand in the text' : validated.errors[0]?.problem;
      notes.push(`a ${type} was left out: ${problem}`);
      this.logger.warn(`extraction: a ${type} of article ${articleId} was left out: ${problem}`);
      return [];
    }
    const { name, version, confidence } = extractor;
    const told = {
      fact: {
        type,
        data: this.registry.resolveData(type, validated.data),
        publishedAt,
        quote: exact,
        ...(attributedTo !== undefined && { attributedTo }),
      },
      span: { start, end },
      extractor: { name, version },
      confidence,
      ...(actor !== undefined && { actor }),
    };
    return [factOfArticle(told, { id: articleId, ...(publisher && { publisher }), ...(url && { url }) })];
  }
}

function capturedEvent(articleId: string, article: ArticleInput, actor: string | undefined) {
  const { title, text, author, publisher, url, publishedAt, language } = article;
  const words = [text, title, ...(author ? [author] : [])];
  const data = {
    ...(url && { url }),
    ...(publisher && { publisher }),
    publishedAt,
    language: language ?? 'en',
    sha256: { text: sha256(text), title: sha256(title), ...(author && { author: sha256(author) }) },
  };
  const meta = { publishedAt, ...(actor !== undefined && { actor }) };
  return { event: bookkeeping('ArticleCaptured', data, articleId, meta), contents: words.map(content) };
}

const descriptionOf = ({ id, kind, name, aliases, partOf, wikidata }: DescribedEntity): DataOf<'EntityDescribed'> => ({
  entity: id,
  kind,
  name,
  aliases,
  ...(partOf && { partOf }),
  ...(wikidata && { wikidata }),
});

/** A fact as it would be captured, without a place in the log. */
function previewOf(event: NewEvent, { title, text }: ArticleInput, words: ReadonlyMap<string, string>): FactView {
  const { id, type, schemaVersion, data, meta } = event;
  const { article, evidence, ...rest } = meta;
  const exact = evidence && words.get(evidence.sha256);
  return {
    id,
    type,
    schemaVersion,
    position: null,
    recordedAt: null,
    data: { ...data },
    meta: { ...rest, article: { ...article, title }, evidence: { exact, ...contextOf(text, evidence), ...evidence } },
    status: 'current',
  };
}
