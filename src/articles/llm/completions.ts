import { randomUUID } from 'node:crypto';
import OpenAI from 'openai';
import { answerSchema, SYSTEM, userPrompt } from './prompt.js';

export interface CompletionsOptions {
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey?: string;
  /** A request has so long, in ms; 60 s unless given. */
  readonly timeoutMs?: number;
  /** Tries after the first, with growing pauses; 2 unless given. */
  readonly retries?: number;
}

/** Tokens that one answer may have. */
const MAX_ANSWER_TOKENS = 8_192;

/** The answer of a model that cannot be used, and why. */
export class UnusableAnswer extends Error {}

/** The text or its answer has more tokens than the model takes: the text has to go in smaller parts. */
export class TooLongError extends UnusableAnswer {}

/** A part of an article as the model is shown it. */
export interface Passage {
  readonly title: string;
  readonly publishedAt: string;
  readonly text: string;
}

type Format = NonNullable<OpenAI.ChatCompletionCreateParams['response_format']>;
const BY_SCHEMA: Format = { type: 'json_schema', json_schema: { name: 'facts', schema: answerSchema } };

/** Asks an endpoint that speaks OpenAI's chat completions for the facts of a passage. */
export class Completions {
  private readonly client: OpenAI;
  private readonly retries: number;
  /** For one answer with all its tries, ms. */
  private readonly patienceMs: number;
  /** Endpoints that know no schemas are asked for any JSON; what they answer is held to the same rules. */
  private format: Format = BY_SCHEMA;

  constructor(private readonly options: CompletionsOptions) {
    const { baseUrl, apiKey = 'none', timeoutMs = 60_000, retries = 2 } = options;
    this.retries = retries;
    this.patienceMs = timeoutMs * (retries + 1);
    this.client = new OpenAI({ baseURL: baseUrl, apiKey, timeout: timeoutMs, maxRetries: retries });
  }

  /**
   * What the model names as facts, unchecked. What gets lost on the way, a 429 or a 5xx is tried again by the client,
   * an answer that is no list of facts here.
   * @throws {UnusableAnswer} and errors of the client
   */
  async facts(passage: Passage, signal: AbortSignal): Promise<readonly unknown[]> {
    for (let tries = 0; ; tries++)
      try {
        return factsIn(await this.ask(passage, signal));
      } catch (error) {
        if (this.isWithoutSchemas(error)) this.format = { type: 'json_object' };
        else if (isTooLong(error)) throw new TooLongError('it takes no passage of this length');
        else if (!(error instanceof UnusableAnswer) || error instanceof TooLongError || tries >= this.retries)
          throw error;
      }
  }

  private async ask({ title, publishedAt, text }: Passage, signal: AbortSignal): Promise<OpenAI.ChatCompletion> {
    const request = {
      model: this.options.model,
      temperature: 0,
      max_completion_tokens: MAX_ANSWER_TOKENS,
      messages: [
        { role: 'system' as const, content: SYSTEM },
        { role: 'user' as const, content: userPrompt(title, publishedAt, text, randomUUID()) },
      ],
      response_format: this.format,
    };
    // The client's own time ends with the head of an answer; a body that never ends has to end too.
    const late = AbortSignal.timeout(this.patienceMs);
    try {
      return await this.client.chat.completions.create(request, { signal: AbortSignal.any([signal, late]) });
    } catch (error) {
      throw late.aborted ? new OpenAI.APIConnectionTimeoutError() : error;
    }
  }

  private isWithoutSchemas(error: unknown): boolean {
    return (
      this.format === BY_SCHEMA &&
      error instanceof OpenAI.BadRequestError &&
      /response_format|json_schema/.test(error.message)
    );
  }
}

const isTooLong = (error: unknown): boolean =>
  error instanceof OpenAI.BadRequestError && error.code === 'context_length_exceeded';

function factsIn({ choices }: OpenAI.ChatCompletion): readonly unknown[] {
  const [choice] = choices ?? [];
  if (choice?.message?.refusal || choice?.finish_reason === 'content_filter') throw new UnusableAnswer('it refused');
  if (choice?.finish_reason === 'length') throw new TooLongError('its answer was cut off');
  let answer: unknown;
  try {
    answer = JSON.parse(choice?.message?.content ?? '');
  } catch {
    throw new UnusableAnswer('its answer is no JSON');
  }
  const facts = (answer as { facts?: unknown } | null)?.facts;
  if (!Array.isArray(facts)) throw new UnusableAnswer('its answer holds no list of facts');
  return facts;
}
