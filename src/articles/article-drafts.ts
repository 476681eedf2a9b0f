import { Injectable, Logger } from '@nestjs/common';
import type { DataOf } from '../../events/catalogue.js';
import type { NewEvent } from '../../events/envelope.js';
import { validateData } from '../../events/validate.js';
import { EntityRegistry } from '../entities/entity-registry.js';
import type { Content } from '../event-store/event-store.js';
import { bookkeeping, correlated, type DraftedFact, factOfArticle } from '../facts/fact-events.js';
import { content, sha256 } from '../facts/hashes.js';
import { bytesOf, MAX_APPEND } from '../facts/log-writer.js';
import { candidateOf } from '../review/candidate-events.js';
import type { ArticleInput, DescribedEntity, ExtractedFact, Extraction } from './extraction/types.js';

export interface CaptureOptions {
  readonly actor?: string | undefined;
  /** Holds what was found for a person to decide on. */
  readonly review?: boolean;
}

/** What the capture of an article appends. */
export interface Drafted {
  readonly events: readonly NewEvent[];
  readonly contents: readonly Content[];
  /** What was left out. */
  readonly notes: readonly string[];
}

/** Bytes that the id takes which binds the events of an append together. */
const CORRELATION = 60;

/** Drafts the events of a capture: the article, the entities it names first, and its facts or candidates. */
@Injectable()
export class ArticleDrafts {
  private readonly logger = new Logger('Capture');

  constructor(private readonly registry: EntityRegistry) {}

  draft(
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
    const kept = fitting(told, bytesOf([captured.event, ...described]));
    if (kept.length < told.length)
      notes.push(`${told.length - kept.length} facts were left out: send the article in parts to have them all`);
    return {
      events: correlated([captured.event, ...described, ...kept.map(({ event }) => event)]),
      contents: [...captured.contents, ...kept.flatMap(({ contents }) => contents)],
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

/** As many facts as go into one append beside what is there. */
function fitting(drafts: readonly DraftedFact[], bytes: number): readonly DraftedFact[] {
  let size = bytes;
  const end = drafts.findIndex(({ event }) => {
    size += bytesOf([event]) + CORRELATION;
    return size > MAX_APPEND;
  });
  return end < 0 ? drafts : drafts.slice(0, end);
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
