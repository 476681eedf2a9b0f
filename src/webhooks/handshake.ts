import { hostname } from 'node:os';
import type { Dispatcher } from 'undici';
import { NoAnswerError, post } from '../net/post.js';
import { ANSWER_TIMEOUT_MS } from './sender.js';

/**
 * Asks a receiver whether it agrees to be sent events, by `OPTIONS` with `WebHook-Request-Origin` (CloudEvents, "HTTP
 * 1.1 Web Hooks for Event Delivery", section 4). Undefined where it does, else why it does not.
 */
export async function refusalOf(agent: Dispatcher, url: string): Promise<string | undefined> {
  const origin = hostname();
  try {
    const { status, headers } = await post(agent, {
      url,
      method: 'OPTIONS',
      headers: { 'webhook-request-origin': origin, 'user-agent': 'factline' },
      timeoutMs: ANSWER_TIMEOUT_MS,
    });
    if (status < 200 || status > 299) return `it answered OPTIONS with ${status}`;
    const allowed = [headers['webhook-allowed-origin'] ?? []].flat();
    if (allowed.includes('*') || allowed.includes(origin)) return undefined;
    return `its WebHook-Allowed-Origin is ${allowed[0] ?? 'missing'}, neither * nor ${origin}`;
  } catch (error) {
    if (error instanceof NoAnswerError) return error.message;
    throw error;
  }
}
