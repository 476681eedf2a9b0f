import { TimelineIndex } from '../../dist/src/read-models/timeline-index.js';
import { median } from '../lib/medians.mjs';
import { entitiesByZipf, LAST_DAY } from '../lib/timeline.mjs';

const ENTITIES = 2_000;

/**
 * Milliseconds (p50) of answers at the head and at random past positions, both made from their keys: each entity is asked
 * about once, and what is undated counted, for which nothing is stored.
 */
export function measurePast({ size, file }, next) {
  const pick = entitiesByZipf(next);
  const entities = new Set();
  while (entities.size < ENTITIES) entities.add(pick());
  // The popular are picked first: both sides take the same share of them.
  const index = TimelineIndex.open({ file });
  const taken = { head: [], past: [] };
  for (const [i, entity] of [...entities].entries()) {
    const side = i % 2 === 0 ? 'head' : 'past';
    const position = side === 'head' ? size : Math.ceil(next() * size);
    const started = performance.now();
    index.state({ at: LAST_DAY, knownAt: LAST_DAY, position }, { entities: [entity], undated: true });
    taken[side].push(performance.now() - started);
  }
  index.close();
  return [
    { name: `${size}: from its keys, at the head p50`, value: median(taken.head), unit: 'ms' },
    { name: `${size}: from its keys, at a past position p50`, value: median(taken.past), unit: 'ms' },
  ];
}
