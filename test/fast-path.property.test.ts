import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stateDigest } from '../projections/digest.js';
import { factsAsOf } from '../projections/facts.js';
import { marketState } from '../projections/market-state.js';
import { TimelineIndex } from '../src/read-models/timeline-index.js';
import { crowded, histories, questions } from './support/random-history.js';

/** Histories of one run; more by the environment. */
const RUNS = Number(process.env.FAST_PATH_RUNS ?? 1000);

describe.each([
  ['whatever the history, the clocks and the filters', histories, RUNS],
  ['where one key is told again and again', crowded, Math.ceil(RUNS / 4)],
])('the fast path', (shape, histories, numRuns) => {
  it(`equals the plain fold byte for byte, ${shape}`, () => {
    let listed = 0;
    fc.assert(
      fc.property(
        histories,
        fc.array(questions, { minLength: 4, maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(0, 1, 3, 12),
        (log, asked, batch, window) => {
          const index = TimelineIndex.open({ file: ':memory:', window });
          for (let from = 0; from < log.head; from += batch) index.apply(log.events.slice(from, from + batch));
          for (const { asOf, filters } of [...asked, ...asked]) {
            const clocks = asOf(log.head);
            const plain = marketState(log.history, clocks, filters);
            const fast = index.state(clocks, filters);
            expect(JSON.stringify(fast)).toBe(JSON.stringify(plain));
            expect(stateDigest(clocks, fast)).toBe(stateDigest(clocks, plain));
            listed += Object.values(plain).flat().length;
          }
          index.close();
        },
      ),
      { numRuns },
    );
    expect(listed).toBeGreaterThan(numRuns);
  }, 600_000);
});

it('answers in between, as the log grows, what the plain fold answers', () => {
  fc.assert(
    fc.property(histories, questions, (log, { asOf, filters }) => {
      const index = TimelineIndex.open({ file: ':memory:' });
      for (const event of log.events) {
        index.apply([event]);
        const clocks = asOf(event.position);
        expect(JSON.stringify(index.state(clocks, filters))).toBe(
          JSON.stringify(marketState(log.history, clocks, filters)),
        );
      }
      index.close();
    }),
    { numRuns: Math.ceil(RUNS / 10) },
  );
}, 600_000);

it('gives the timeline of facts that the plain fold gives', () => {
  fc.assert(
    fc.property(histories, questions, (log, { asOf }) => {
      const index = TimelineIndex.open({ file: ':memory:' });
      index.apply(log.events);
      const { knownAt, position } = asOf(log.head);
      const filter = { knownAt, position, statuses: ['current', 'corrected', 'retracted'] as const };
      const { readings, total } = index.facts(filter, 'position', 1000);
      expect(readings).toEqual(factsAsOf(log.history, { knownAt, position }));
      expect(total).toBe(readings.length);
      index.close();
    }),
    { numRuns: Math.ceil(RUNS / 4) },
  );
}, 600_000);
