import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { formatInstant } from '../events/instant.js';
import type { Evidence, Sections } from './item.js';

const ids = (evidence: readonly Evidence[]): string[] => evidence.map(({ factId }) => factId);

/** An item, or a claim of one, with each list of evidence reduced to its fact ids. */
export function reducedItem(fields: object): object {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      name === 'evidence' || name === 'deniedBy' ? ids(value) : name === 'claims' ? value.map(reducedItem) : value,
    ]),
  );
}

/**
 * Rule 10: SHA-256, in hex, over `{at, knownAt, sections}` as answered, each list of evidence reduced to its fact ids,
 * in RFC 8785 form.
 */
export function stateDigest({ at, knownAt }: { at: number; knownAt: number }, sections: Sections): string {
  const answer = {
    at: formatInstant(at),
    knownAt: formatInstant(knownAt),
    sections: Object.fromEntries(Object.entries(sections).map(([name, items]) => [name, items.map(reducedItem)])),
  };
  return createHash('sha256')
    .update(canonicalize(answer) as string)
    .digest('hex');
}
