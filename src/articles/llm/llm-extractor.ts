import OpenAI from 'openai';
import { type FactType, isFactType } from '../../../events/catalogue.js';
import { validateData } from '../../../events/validate.js';
import type { ArticleInput, ExtractedFact, NameResolver } from '../extraction/types.js';
import { type Extracted, Extractor } from '../extractor.js';
import { chunksOf } from './chunks.js';
import { answerSchema, SYSTEM, userPrompt } from './prompt.js';
import { QuoteFinder } from './quote-finder.js';

export interface LlmOptions {
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey?: string;
  /** A request has so long, in ms; 60 s unless given. */
  readonly timeoutMs?: number;
  /** Tries after the first, with growing pauses; 2 unless given. */
  readonly retries?: number;
}

/** Characters of one request: some 6,000 tokens, which leaves room for the answer in a small context. */
const CHUNK = 24_000;
const MAX_ANSWER_TOKENS = 8_192;
const VERSION = '1';

/** The answer of a model that cannot be used, and why. */
class UnusableAnswer extends Error {}

/** What became of one answer's facts. */
interface Read {
  readonly facts: ExtractedFact[];
  unquoted: number;
  invalid: number;
}

/**
 * Reads facts with any endpoint that speaks OpenAI's chat completions. A fact whose quote does not stand in the text is
 * dropped, every payload is held to the catalogue's rules; where the endpoint fails, the rules read the article.
 */
export class LlmExtractor extends Extractor {
  private readonly client: OpenAI;

  constructor(
    private readonly options: LlmOptions,
    private readonly fallback: Extractor,
  ) {
    super();
    const { baseUrl, apiKey = 'none', timeoutMs = 60_000, retries = 2 } = options;
    this.client = new OpenAI({ baseURL: baseUrl, apiKey, timeout: timeoutMs, maxRetries: retries });
  }

  override async extract(article: ArticleInput, resolve?: NameResolver): Promise<Extracted> {
    const read: Read = { facts: [], unquoted: 0, invalid: 0 };
    try {
      const finder = new QuoteFinder(article.text);
      for (const { start, end } of chunksOf(article.text, CHUNK))
        this.take(await this.ask(article, article.text.slice(start, end)), finder, read);
    } catch (error) {
      const found = await this.fallback.extract(article, resolve);
      const note = `the model could not read this article (${reasonOf(error)}); the rules did`;
      return { ...found, notes: [note, ...(found.notes ?? [])] };
    }
    return { facts: read.facts, entities: [], notes: notesOf(read) };
  }

  private async ask({ title, publishedAt }: ArticleInput, text: string): Promise<unknown[]> {
    const completion = await this.client.chat.completions.create({
      model: this.options.model,
      temperature: 0,
      max_completion_tokens: MAX_ANSWER_TOKENS,
      messages: [
        { role: 'system', content: SYSTEM },
        { role: 'user', content: userPrompt(title, publishedAt, text) },
      ],
      response_format: { type: 'json_schema', json_schema: { name: 'facts', schema: answerSchema } },
    });
    const [choice] = completion.choices ?? [];
    if (choice?.message.refusal) throw new UnusableAnswer('it refused');
    if (choice?.finish_reason === 'length') throw new UnusableAnswer('its answer was cut off');
    return factsIn(choice?.message.content);
  }

  private take(answered: readonly unknown[], finder: QuoteFinder, read: Read): void {
    for (const each of answered) {
      const { type, quote, data } = (each ?? {}) as Record<string, unknown>;
      if (typeof type !== 'string' || !isFactType(type)) read.invalid++;
      else this.takeFact(type, quote, data, finder, read);
    }
  }

  private takeFact(type: FactType, quote: unknown, data: unknown, finder: QuoteFinder, read: Read): void {
    const validated = validateData(type, data);
    const evidence = typeof quote === 'string' ? finder.find(quote) : undefined;
    if (!validated.ok) read.invalid++;
    else if (evidence === undefined) read.unquoted++;
    else
      read.facts.push({
        type,
        data: { ...validated.data },
        evidence,
        extractor: { name: `llm:${this.options.model}`, version: VERSION, confidence: 0.8 },
      });
  }
}

function factsIn(content: string | null | undefined): unknown[] {
  let answer: unknown;
  try {
    answer = JSON.parse(content ?? '');
  } catch {
    throw new UnusableAnswer('its answer is no JSON');
  }
  const facts = (answer as { facts?: unknown } | null)?.facts;
  if (!Array.isArray(facts)) throw new UnusableAnswer('its answer holds no list of facts');
  return facts;
}

function reasonOf(error: unknown): string {
  if (error instanceof OpenAI.APIConnectionTimeoutError) return 'it did not answer in time';
  if (error instanceof OpenAI.APIError && error.status !== undefined) return `it answered ${error.status}`;
  return error instanceof UnusableAnswer ? error.message : 'it cannot be reached';
}

function notesOf({ unquoted, invalid }: Read): string[] {
  const notes: string[] = [];
  if (unquoted > 0) notes.push(`${unquoted} facts were dropped: their quotes do not stand in the text`);
  if (invalid > 0) notes.push(`${invalid} facts were dropped: they break the rules of their types`);
  return notes;
}
