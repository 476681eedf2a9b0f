import { TimelineIndex } from '../../dist/src/read-models/timeline-index.js';
import { median } from '../lib/medians.mjs';
import { entityAt, LAST_DAY } from '../lib/timeline.mjs';

const ENTITIES = 300;
const YEAR = 365 * 86_400_000;

const headOf = (size) => ({ at: LAST_DAY, knownAt: LAST_DAY, position: size });

/** Entities about which as much is answered, whatever the size of the history: 4 to 6 items with 5 to 9 facts behind. */
function alike({ size, index }, next) {
  const found = new Set();
  for (let tries = 0; tries < 20_000 && found.size < ENTITIES; tries++) {
    const entity = entityAt(next);
    const items = Object.values(index.state(headOf(size), { entities: [entity] })).flat();
    const facts = items.flatMap((item) => item.evidence ?? item.claims.flatMap((claim) => claim.evidence)).length;
    if (items.length >= 4 && items.length <= 6 && facts >= 5 && facts <= 9) found.add(entity);
  }
  return [...found];
}

const taken = (ask) => {
  const started = performance.now();
  ask();
  return performance.now() - started;
};

/**
 * Milliseconds (p50) of answers of one size over histories of several, asked in turns for the first time: at the head,
 * which is stored; and at an instant a year before, which is made from the keys.
 */
export function measureGrowth(built, next) {
  const sides = built.map((each) => ({
    size: each.size,
    entities: alike(each, next),
    index: TimelineIndex.open({ file: each.file }),
    head: [],
    before: [],
  }));
  for (let i = 0; i < ENTITIES; i++)
    for (const { size, entities, index, head, before } of sides) {
      const filters = { entities: [entities[i % entities.length]] };
      if (i < entities.length) head.push(taken(() => index.state(headOf(size), filters)));
      before.push(taken(() => index.state({ ...headOf(size), at: LAST_DAY - YEAR - i }, filters)));
    }
  for (const { index } of sides) index.close();
  return sides.flatMap(({ size, head, before }) => [
    { name: `${size}: an answer of 4 to 6 items, at the head p50`, value: median(head), unit: 'ms' },
    { name: `${size}: an answer of 4 to 6 items, a year before p50`, value: median(before), unit: 'ms' },
  ]);
}
