import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stateDigest } from '../projections/digest.js';
import { marketState } from '../projections/market-state.js';
import { PlainIndex } from '../src/read-models/plain-index.js';
import type { FactsPage, Place } from '../src/read-models/timeline/facts-filter.js';
import { TimelineIndex } from '../src/read-models/timeline-index.js';
import { crowded, histories, questions, timelineQuestions } from './support/random-history.js';

/** Histories of one run; more by the environment. */
const RUNS = Number(process.env.FAST_PATH_RUNS ?? 1000);

/** Stores what stands under all entities at an instant. */
function storeHeads(index: TimelineIndex, at: number): void {
  while (index.storeHeads(at, 1000));
}

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
        fc.boolean(),
        (log, asked, batch, window, stores) => {
          const index = TimelineIndex.open({ file: ':memory:', window, few: window * 4 });
          for (let from = 0; from < log.head; from += batch) index.apply(log.events.slice(from, from + batch));
          for (const [i, { asOf, filters }] of [...asked, ...asked].entries()) {
            const clocks = asOf(log.head);
            if (stores && i % 3 === 0) storeHeads(index, clocks.at);
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

it('answers in between, as the log grows and clocks go on, what the plain fold answers', () => {
  fc.assert(
    fc.property(histories, fc.array(questions, { minLength: 1, maxLength: 3 }), fc.nat(4), (log, asked, every) => {
      const index = TimelineIndex.open({ file: ':memory:' });
      const [{ filters }] = asked as [(typeof asked)[0]];
      for (const event of log.events) {
        index.apply([event]);
        if (every > 0 && event.position % every === 0) storeHeads(index, asked[0]?.asOf(event.position).at ?? 0);
        // One question: what was kept of it before must not be taken for what it is now.
        for (const { asOf } of asked) {
          const clocks = asOf(event.position);
          for (const later of [0, 1, 40 * 86_400_000]) {
            const then = { ...clocks, at: clocks.at + later };
            expect(JSON.stringify(index.state(then, filters))).toBe(
              JSON.stringify(marketState(log.history, then, filters)),
            );
          }
        }
      }
      index.close();
    }),
    { numRuns: Math.ceil(RUNS / 10) },
  );
}, 600_000);

const read = ({ listed }: FactsPage) => listed.map((fact) => ({ ...fact, read: fact.read() }));

it('gives the timeline of facts that the plain fold gives, whatever the filters, the order and the page', () => {
  let listed = 0;
  fc.assert(
    fc.property(
      histories,
      fc.array(timelineQuestions, { minLength: 4, maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      (log, asked, batch) => {
        const index = TimelineIndex.open({ file: ':memory:', block: 8 });
        const plain = new PlainIndex();
        for (let from = 0; from < log.head; from += batch) {
          const events = log.events.slice(from, from + batch);
          index.apply(events);
          plain.apply(events);
          for (const { filterAt, order, limit } of asked) {
            const filter = filterAt(index.position);
            let after: Place | undefined;
            do {
              const [fast, slow] = [index, plain].map((model) => model.facts(filter, order, limit, after));
              expect(read(fast as FactsPage)).toEqual(read(slow as FactsPage));
              expect([fast?.total, fast?.next]).toEqual([slow?.total, slow?.next]);
              listed += slow?.listed.length ?? 0;
              after = slow?.next;
            } while (after);
          }
        }
        index.close();
      },
    ),
    { numRuns: Math.ceil(RUNS / 4) },
  );
  expect(listed).toBeGreaterThan(RUNS);
}, 600_000);
