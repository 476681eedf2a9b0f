import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../events/envelope.js';
import { sampleFact } from '../../test/event-samples.js';
import { canonical } from './canonical-json.js';
import { chainHash, GENESIS_HASH } from './hash-chain.js';

const json = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.jsonValue({ stringUnit: 'grapheme' }),
  fc.jsonValue({ stringUnit: 'binary' }),
  fc
    .object({ key: fc.string({ unit: 'binary' }), withNullPrototype: false, maxDepth: 3 })
    .map((o) => JSON.parse(JSON.stringify(o))),
);

describe('canonical', () => {
  it('writes every JSON value as the reference does', () => {
    fc.assert(
      fc.property(json, (value) => canonical(value) === canonicalize(value)),
      { numRuns: 2_000 },
    );
  });

  it('writes every number and string as the reference does', () => {
    const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(value, (one) => canonical(one) === canonicalize(one)),
      { numRuns: 2_000 },
    );
  });

  it('sorts keys by UTF-16 code units, as RFC 8785 shows', () => {
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6', '10', '9'];
    const object = Object.fromEntries(keys.map((key) => [key, 0]));
    expect(Object.keys(JSON.parse(canonical(object)))).toHaveLength(keys.length);
    expect(canonical(object)).toBe(canonicalize(object));
    expect(canonical(object)).toBe(
      '{"\\r":0,"1":0,"10":0,"9":0,"\u0080":0,"\u00f6":0,"\u20ac":0,"\u{1f600}":0,"\ufb33":0}',
    );
  });

  it('writes -0 as 0, and leaves out what is undefined', () => {
    expect(canonical({ b: -0, a: undefined, c: [undefined, null] })).toBe('{"b":0,"c":[null,null]}');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1n, () => 0, Symbol('s')])('refuses %s', (value) => {
    expect(() => canonical({ value })).toThrow(TypeError);
  });
});

describe('chainHash', () => {
  it('is the SHA-256 of the previous hash, a line feed and the event without its hash', () => {
    const event: LogEvent = {
      ...sampleFact('ü'),
      streamId: 'fact-a',
      revision: 0,
      position: 1,
      recordedAt: '2025-02-25T09:00:00.000Z',
    };
    const expected = createHash('sha256')
      .update(`${GENESIS_HASH}\n${canonicalize(event)}`)
      .digest('hex');
    expect(chainHash(GENESIS_HASH, event)).toBe(expected);
    expect(chainHash(GENESIS_HASH, { ...event, hash: 'anything' } as LogEvent)).toBe(expected);
  });
});
