import { type Agent, type Dispatcher, request } from 'undici';
import type { AddressGuard } from './address-guard.js';
import { charsetOf, decodeBytes } from './decode-bytes.js';

/** Bytes of a page at most. */
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_REDIRECTS = 5;
const TYPES = /^(text\/html|application\/xhtml\+xml|text\/plain)$/;

export interface Page {
  readonly body: string;
  readonly html: boolean;
}

/** A page that cannot be had, and why. */
export class PageError extends Error {}

export interface PageRequest {
  readonly guard: AddressGuard;
  /** Of the same guard. */
  readonly agent: Agent;
  /** From the first connection to the last byte, over all redirects, ms. */
  readonly timeoutMs: number;
}

/**
 * Fetches a page of HTML or plain text. Every redirect is checked like the first URL.
 * @throws {PageError} and {AddressRefusedError}
 */
export async function fetchPage(url: string, { guard, agent, timeoutMs }: PageRequest): Promise<Page> {
  const signal = AbortSignal.timeout(timeoutMs);
  let target = await guard.checkUrl(url);
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const answer = await ask(target, agent, signal);
    const location = redirectOf(answer);
    if (location === undefined) return read(answer);
    answer.body.on('error', () => undefined).destroy();
    if (!URL.canParse(location, target.href)) throw new PageError(`it redirects to "${location}", which is no URL`);
    target = await guard.checkUrl(new URL(location, target).href);
  }
  throw new PageError(`it redirects more than ${MAX_REDIRECTS} times`);
}

async function ask(url: URL, agent: Agent, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
  try {
    return await request(url, {
      dispatcher: agent,
      signal,
      headers: { accept: 'text/html, application/xhtml+xml, text/plain', 'accept-encoding': 'identity' },
    });
  } catch (error) {
    throw failure(error);
  }
}

function redirectOf({ statusCode, headers }: Dispatcher.ResponseData): string | undefined {
  return [301, 302, 303, 307, 308].includes(statusCode) ? headers.location?.toString() : undefined;
}

async function read({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<Page> {
  const contentType = headers['content-type']?.toString().toLowerCase() ?? '';
  const [type = ''] = contentType.split(';');
  const problem =
    statusCode !== 200
      ? `it answered ${statusCode}`
      : TYPES.test(type.trim())
        ? undefined
        : `it is ${type.trim() || 'of no type'}: give a page of HTML or plain text`;
  const bytes = problem === undefined ? await bytesOf(body) : undefined;
  if (bytes === undefined) {
    body.on('error', () => undefined).destroy();
    throw new PageError(problem ?? `it has more than ${MAX_BYTES} bytes`);
  }
  return { body: decodeBytes(bytes, charsetOf(contentType)), html: type.trim() !== 'text/plain' };
}

async function bytesOf(body: Dispatcher.ResponseData['body']): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_BYTES) return undefined;
    }
  } catch (error) {
    throw failure(error);
  }
  return Buffer.concat(chunks);
}

function failure(error: unknown): Error {
  const { name, code, message } = error as NodeJS.ErrnoException;
  if (code === 'address_refused') return error as Error;
  return new PageError(name === 'TimeoutError' ? 'it did not come in time' : `it cannot be had: ${message || code}`);
}
