import OpenAI from 'openai';
import type { ArticleInput, NameResolver, TextSpan } from '../extraction/types.js';
import { type Extracted, Extractor } from '../extractor.js';
import { type CheckedFacts, check } from './checked-facts.js';
import { chunksOf } from './chunks.js';
import { Completions, type CompletionsOptions, TooLongError, UnusableAnswer } from './completions.js';
import { inParallel } from './in-parallel.js';
import { entitiesNamedIn } from './named-entities.js';
import { QuoteFinder } from './quote-finder.js';

/** Characters of one request: some 6,000 tokens, which leaves room for the answer in a small context. */
const CHUNK = 24_000;
/** Parts that are shorter are not cut again. */
const LEAST = 2_000;
/** Requests that an article has under way at once. */
const PARALLEL = 4;
const VERSION = '2';
/** Models do not tell how sure they are. */
const CONFIDENCE = 0.8;

/** What the model answered of a part of the text. */
interface Answer {
  readonly part: TextSpan;
  readonly facts: readonly unknown[];
}

/**
 * Reads facts with any endpoint that speaks OpenAI's chat completions. A fact whose quote does not stand in the text is
 * dropped, every payload is held to the catalogue's rules; where the endpoint fails, the rules read the article.
 */
export class LlmExtractor extends Extractor {
  private readonly completions: Completions;

  constructor(
    private readonly options: CompletionsOptions,
    private readonly fallback: Extractor,
  ) {
    super();
    this.completions = new Completions(options);
  }

  override async extract(article: ArticleInput, resolve?: NameResolver): Promise<Extracted> {
    const checked: CheckedFacts = { facts: [], unquoted: 0, invalid: 0 };
    const extractor = { name: `llm:${this.options.model}`, version: VERSION, confidence: CONFIDENCE };
    const stop = new AbortController();
    try {
      const parts = chunksOf(article.text, CHUNK);
      const answers = await inParallel(parts, PARALLEL, (part) => this.answers(article, part, stop.signal));
      const finder = new QuoteFinder(article.text);
      for (const { facts, part } of answers.flat()) check(facts, part, finder, extractor, checked);
    } catch (error) {
      stop.abort();
      const found = await this.fallback.extract(article, resolve);
      const note = `the model could not read this article (${reasonOf(error)}); the rules did`;
      return { ...found, notes: [note, ...(found.notes ?? [])] };
    }
    const { facts } = checked;
    return { facts, entities: entitiesNamedIn(facts, resolve), notes: notesOf(checked) };
  }

  /** The answers of a part, which is cut where it or its answer is too long for the model. */
  private async answers(article: ArticleInput, part: TextSpan, signal: AbortSignal): Promise<Answer[]> {
    const { title, publishedAt, text } = article;
    const passage = { title, publishedAt, text: text.slice(part.start, part.end) };
    try {
      return [{ part, facts: await this.completions.facts(passage, signal) }];
    } catch (error) {
      const half = Math.ceil((part.end - part.start) / 2);
      const halves = half < LEAST ? [part] : chunksOf(text, half, part);
      if (!(error instanceof TooLongError) || halves.length < 2) throw error;
      const answers: Answer[] = [];
      for (const each of halves) answers.push(...(await this.answers(article, each, signal)));
      return answers;
    }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof OpenAI.APIConnectionTimeoutError) return 'it did not answer in time';
  if (error instanceof OpenAI.APIError && error.status !== undefined) return `it answered ${error.status}`;
  return error instanceof UnusableAnswer ? error.message : 'it cannot be reached';
}

function notesOf({ unquoted, invalid }: CheckedFacts): string[] {
  const dropped = (count: number, singular: string, plural: string): string[] =>
    count === 0 ? [] : [count === 1 ? `1 fact was dropped: ${singular}` : `${count} facts were dropped: ${plural}`];
  return [
    ...dropped(unquoted, 'its quote does not stand in the text', 'their quotes do not stand in the text'),
    ...dropped(invalid, 'it breaks the rules of its type', 'they break the rules of their types'),
  ];
}
