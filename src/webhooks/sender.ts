import type { Dispatcher } from 'undici';
import { type Answer, type Cancellation, NoAnswerError, post } from '../net/post.js';
import type { Outcome } from './outcome.js';
import { parseRetryAfter } from './retry-schedule.js';
import { signatures } from './signing.js';
import type { Webhook } from './webhook.js';

/** A receiver has so long to answer, in milliseconds. */
export const ANSWER_TIMEOUT_MS = 15_000;

/** Characters of an answer that the log of deliveries keeps. */
const KEPT_ANSWER = 1000;

export interface OutgoingMessage {
  /** The `webhook-id` header, the same over all attempts. */
  readonly id: string;
  readonly contentType: string;
  readonly body: Buffer;
}

/** Signs a message for one attempt and sends it. */
export class Sender {
  constructor(
    private readonly agent: Dispatcher,
    private readonly timeoutMs = ANSWER_TIMEOUT_MS,
  ) {}

  async send(webhook: Webhook, message: OutgoingMessage, cancellation: Cancellation): Promise<Outcome> {
    const now = Date.now();
    const timestamp = Math.floor(now / 1000);
    const headers = {
      'content-type': message.contentType,
      'user-agent': 'factline',
      'webhook-id': message.id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatures(webhook.secrets, { id: message.id, timestamp, body: message.body }, now),
    };
    const request = { url: webhook.url, headers, body: message.body, timeoutMs: this.timeoutMs, cancellation };
    try {
      return outcomeOf(await post(this.agent, request));
    } catch (error) {
      if (error instanceof NoAnswerError)
        return { at: Date.now(), durationMs: error.durationMs, error: `${error.code}: ${error.message}` };
      throw error;
    }
  }
}

function outcomeOf({ status, headers, text, durationMs }: Answer): Outcome {
  const at = Date.now();
  const header = headers['retry-after'];
  const retryAfter = parseRetryAfter(Array.isArray(header) ? header[0] : header, at);
  return {
    at,
    durationMs,
    status,
    ...(text ? { answer: text.slice(0, KEPT_ANSWER) } : {}),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}
