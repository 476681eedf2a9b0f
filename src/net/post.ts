import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';

/** Of an answer's body at most this many bytes are read. */
export const MAX_ANSWER_BYTES = 16 * 1024;

export interface PostRequest {
  readonly url: string;
  readonly method?: 'POST' | 'OPTIONS';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the first step of the connection to the last byte of the answer, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The first bytes of the body, as UTF-8. */
  readonly text: string;
  readonly durationMs: number;
}

/** No answer came: the connection failed, was refused or dropped, or the time was up. */
export class NoAnswerError extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly durationMs: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Sends one request and follows no redirect. A status that came in time counts, even where the body behind it stalls.
 * @throws {NoAnswerError}
 */
export async function post(dispatcher: Dispatcher, request: PostRequest): Promise<Answer> {
  const started = performance.now();
  const abort = new AbortController();
  const stop = () => abort.abort(new Error('stopped'));
  if (request.signal?.aborted) stop();
  request.signal?.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(
    () => abort.abort(new Error(`no answer within ${request.timeoutMs / 1000} s`)),
    request.timeoutMs,
  );
  try {
    const url = new URL(request.url);
    const response = await dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: request.method ?? 'POST',
      headers: request.headers,
      body: request.body ?? null,
      signal: abort.signal,
    });
    const text = await firstBytes(response.body);
    const durationMs = Math.round(performance.now() - started);
    return { status: response.statusCode, headers: response.headers, text, durationMs };
  } catch (error) {
    throw noAnswer(error, abort.signal, Math.round(performance.now() - started));
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener('abort', stop);
  }
}

async function firstBytes(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= MAX_ANSWER_BYTES) break;
    }
  } catch {
    // The status stands; what came of the body before it broke off is what there is.
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8');
}

function noAnswer(error: unknown, signal: AbortSignal, durationMs: number): NoAnswerError {
  if (signal.aborted) return new NoAnswerError((signal.reason as Error).message, 'timeout', durationMs);
  const cause = rootOf(error);
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : 'failed';
  return new NoAnswerError(cause.message || code, code, durationMs, { cause: error });
}

/** Several addresses tried in turn fail with an aggregate of what each said. */
function rootOf(error: unknown): Error {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0];
  return error instanceof Error ? error : new Error(String(error));
}
