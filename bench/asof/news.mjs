import { median } from '../lib/medians.mjs';
import { entityAt, inBatches, LAST_DAY, timeline } from '../lib/timeline.mjs';
import { placeOf } from './rectangles.mjs';

const EVENTS = 100;
const MARKET = 500;
const DAYS = 3_650;

/** Events that are told in the last month, and that change something of an entity. */
function newsAfter(position, seed) {
  const told = timeline(EVENTS, { seed, first: position + 1, from: DAYS - 35, to: DAYS - 5, backfill: 0 });
  return [...inBatches(told, 1)].map(([event]) => event).filter(({ type }) => type !== 'FactCorrected');
}

/**
 * Milliseconds (p50) of an answer about a market that is asked for again after every event about one of its entities, the
 * head being stored in between as the service does while the log is quiet.
 */
export function measureNews({ size, index }, next, seed) {
  const events = newsAfter(index.position, seed);
  const market = new Set(events.map((event) => placeOf(event).entity));
  while (market.size < MARKET) market.add(entityAt(next));
  const ask = () => {
    const started = performance.now();
    index.state({ at: LAST_DAY, knownAt: LAST_DAY, position: index.position }, { entities: [...market] });
    return performance.now() - started;
  };
  ask();
  const taken = [];
  let { position } = index;
  for (const event of events) {
    position++;
    index.apply([{ ...event, position }]);
    while (index.storeHeads(LAST_DAY, 1_000));
    taken.push(ask());
  }
  return [{ name: `${size}: 500 entities, after news of one of them p50`, value: median(taken), unit: 'ms' }];
}
