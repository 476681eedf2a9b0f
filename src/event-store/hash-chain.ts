import { hash } from 'node:crypto';
import type { LogEvent } from '../../events/envelope.js';

/** The hash of the empty log. */
export const GENESIS_HASH = '0'.repeat(64);

/** Strings that JSON writes as they are, between quotes: no quote, backslash, control character or surrogate. */
const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

const quote = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

/** RFC 8785 sorts by UTF-16 code units, as JavaScript compares strings. */
function sortedKeys(object: object): string[] {
  const keys = Object.keys(object);
  for (let i = 1; i < keys.length; i++) if (keys[i - 1]! > keys[i]!) return keys.sort();
  return keys;
}

function canonicalObject(object: Record<string, unknown>): string {
  let json = '{';
  for (const key of sortedKeys(object)) {
    const value = object[key];
    if (value === undefined) continue;
    if (json.length > 1) json += ',';
    json += `${quote(key)}:${canonical(value)}`;
  }
  return `${json}}`;
}

function canonicalArray(array: readonly unknown[]): string {
  let json = '[';
  for (let i = 0; i < array.length; i++) {
    if (i > 0) json += ',';
    json += array[i] === undefined ? 'null' : canonical(array[i]);
  }
  return `${json}]`;
}

/**
 * A JSON value in the form of RFC 8785 (JSON Canonicalization Scheme): keys sorted, no white space, numbers and strings
 * as ECMAScript writes them. Fields that are undefined are left out.
 * @throws {TypeError} where the value holds what JSON cannot: a number that is not finite, a bigint, a function.
 */
export function canonical(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no form in JSON`);
      return value === 0 ? '0' : String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? canonicalArray(value) : canonicalObject(value as Record<string, unknown>);
    default:
      throw new TypeError(`a ${typeof value} has no form in JSON`);
  }
}

/** The event without its hash in RFC 8785 form: what the chain covers. */
export function canonicalEvent(event: LogEvent & { readonly hash?: string }): string {
  const { hash: _, ...covered } = event;
  return canonical(covered);
}

/** h(n): SHA-256, in hex, of h(n-1), a line feed and the event in RFC 8785 form. */
export const linkHash = (previous: string, eventJson: string): string =>
  hash('sha256', `${previous}\n${eventJson}`, 'hex');

/** h(n) of an event as it was written, never of an upcast one. */
export const chainHash = (previous: string, event: LogEvent): string => linkHash(previous, canonicalEvent(event));
