import { hash } from 'node:crypto';
import type { LogEvent } from '../../events/envelope.js';
import { canonical } from './canonical-json.js';

/** The hash of the empty log. */
export const GENESIS_HASH = '0'.repeat(64);

/** h(n): SHA-256, in hex, of h(n-1), a line feed and the event in RFC 8785 form. */
export const linkHash = (previous: string, eventJson: string): string =>
  hash('sha256', `${previous}\n${eventJson}`, 'hex');

/** h(n) of an event as it was written, never of an upcast one; a hash that it carries is left out. */
export function chainHash(previous: string, event: LogEvent & { readonly hash?: string }): string {
  const { hash: _, ...covered } = event;
  return linkHash(previous, canonical(covered));
}
