import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stateDigest } from '../projections/digest.js';
import { marketState } from '../projections/market-state.js';
import { LiteralState } from './support/literal/oracle.js';
import { crowded, histories, questions } from './support/random-history.js';

/** Histories of one run; more by the environment. */
const RUNS = Number(process.env.LITERAL_RULES_RUNS ?? 300);

it.each([
  ['whatever the history, the clocks and the filters', histories, RUNS],
  ['where one key is told again and again', crowded, Math.ceil(RUNS / 4)],
])(
  'the plain fold answers what the rules say when they are written down a second time, %s',
  (_, shape, numRuns) => {
    let listed = 0;
    fc.assert(
      fc.property(shape, fc.array(questions, { minLength: 4, maxLength: 8 }), (log, asked) => {
        for (const { asOf, filters } of asked) {
          const clocks = asOf(log.head);
          const plain = marketState(log.history, clocks, filters);
          const literal = new LiteralState(log.events, clocks, filters);
          expect(canonicalize(plain)).toBe(canonicalize(JSON.parse(JSON.stringify(literal.sections()))));
          expect(stateDigest(clocks, plain)).toBe(literal.digest());
          listed += Object.values(plain).flat().length;
        }
      }),
      { numRuns },
    );
    expect(listed).toBeGreaterThan(numRuns);
  },
  600_000,
);
