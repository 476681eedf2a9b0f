import type { Dispatcher } from 'undici';

/** Of an answer's body at most this many bytes are read. */
export const MAX_ANSWER_BYTES = 16 * 1024;

export interface PostRequest {
  readonly url: string;
  readonly method?: 'POST' | 'OPTIONS';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** From the first step of the connection to the last byte of the answer, in milliseconds. */
  readonly timeoutMs: number;
  readonly cancellation?: Cancellation;
}

/** Breaks off the requests that run under it, one at a time; an abort signal costs more than the rest of a request. */
export class Cancellation {
  cancelled = false;
  private stop: (() => void) | undefined;

  cancel(): void {
    this.cancelled = true;
    this.stop?.();
  }

  /** Names what breaks off the request that runs now. */
  bind(stop: (() => void) | undefined): void {
    this.stop = stop;
  }
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
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
export function post(dispatcher: Dispatcher, request: PostRequest): Promise<Answer> {
  const { url, method = 'POST', headers, body = null } = request;
  const { origin, path } = targetOf(url);
  return new Promise((resolve, reject) => {
    const exchange = new Exchange(request, resolve, reject);
    if (!exchange.over) dispatcher.dispatch({ origin, path, method, headers, body }, exchange);
  });
}

interface Target {
  readonly origin: string;
  readonly path: string;
}

const MAX_TARGETS = 1000;
const targets = new Map<string, Target>();

/** The parts of a URL, kept for the next request to it. */
function targetOf(url: string): Target {
  const known = targets.get(url);
  if (known) return known;
  const { origin, pathname, search } = new URL(url);
  if (targets.size >= MAX_TARGETS) targets.clear();
  const target = { origin, path: pathname + search };
  targets.set(url, target);
  return target;
}

/** One request under way. Undici's own promises cost more than the request: this listens to it directly. */
class Exchange implements Dispatcher.DispatchHandler {
  over = false;
  private readonly started = performance.now();
  private readonly timer: NodeJS.Timeout;
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private status: number | undefined;
  private headers: Headers = {};
  private controller: Dispatcher.DispatchController | undefined;

  constructor(
    private readonly request: PostRequest,
    private readonly resolve: (answer: Answer) => void,
    private readonly reject: (error: NoAnswerError) => void,
  ) {
    const { timeoutMs, cancellation } = request;
    this.timer = setTimeout(() => this.cut(`no answer within ${timeoutMs / 1000} s`), timeoutMs);
    if (cancellation?.cancelled) this.cut('stopped');
    else cancellation?.bind(() => this.cut('stopped'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.over) controller.abort(new Error('over'));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
    if (this.size >= MAX_ANSWER_BYTES) this.cut('too much');
  }

  onResponseEnd(): void {
    this.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const cause = rootOf(error);
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : 'failed';
    this.end(new NoAnswerError(cause.message || code, code, this.duration(), { cause: error }));
  }

  private cut(why: string): void {
    if (this.over) return;
    this.end(new NoAnswerError(why, 'timeout', this.duration()));
    this.controller?.abort(new Error(why));
  }

  /** With a status there is an answer, whatever came of the body behind it. */
  private end(failure?: NoAnswerError): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.timer);
    this.request.cancellation?.bind(undefined);
    const { status, headers } = this;
    if (status === undefined) {
      this.reject(failure ?? new NoAnswerError('the answer had no status', 'failed', this.duration()));
      return;
    }
    const text = this.size === 0 ? '' : Buffer.concat(this.chunks).toString('utf8', 0, MAX_ANSWER_BYTES);
    this.resolve({ status, headers, text, durationMs: this.duration() });
  }

  private duration(): number {
    return Math.round(performance.now() - this.started);
  }
}

/** Several addresses tried in turn fail with an aggregate of what each said. */
function rootOf(error: unknown): Error {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0];
  return error instanceof Error ? error : new Error(String(error));
}
