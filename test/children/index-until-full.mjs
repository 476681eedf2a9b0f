// Fills the index of a file, with what is stored of its heads, until it is refused; has the limit lifted, goes on, and
// prints what was refused and whether all answers are those of the plain fold.
import { execFileSync } from 'node:child_process';
import { History } from '../../dist/projections/history.js';
import { marketState } from '../../dist/projections/market-state.js';
import { TimelineIndex } from '../../dist/src/read-models/timeline-index.js';

const TODAY = Date.UTC(2025, 5);
const ENTITIES = 40;
const BATCH = 50;

const fact = (position) => ({
  id: `00000000-0000-5000-8000-${String(position).padStart(12, '0')}`,
  type: 'SalesReported',
  schemaVersion: 1,
  data: {
    modality: 'asserted',
    seller: `seller-${position % ENTITIES}`,
    metric: 'units',
    unit: 'units',
    qualifier: 'exact',
    value: position,
    when: '2024',
  },
  meta: { publishedAt: '2025-01-01T00:00:00.000Z' },
  streamId: `stream-${position}`,
  revision: 0,
  position,
  recordedAt: '2025-01-01T00:00:00.000Z',
});

const index = TimelineIndex.open({ file: process.argv[2] });
const history = new History();
const refused = [];

function tried(name, work) {
  try {
    work();
    return true;
  } catch ({ code, message }) {
    refused.push({ name, code, message });
    return false;
  }
}

function differing() {
  const asOf = { at: TODAY, knownAt: TODAY, position: index.position };
  return Array.from({ length: ENTITIES }, (_, i) => `seller-${i}`).filter((entity) => {
    const filters = { entities: [entity] };
    return JSON.stringify(index.state(asOf, filters)) !== JSON.stringify(marketState(history, asOf, filters));
  });
}

/** Takes the next facts, and asks about all, so that what is kept in memory is what is refused next. */
function takeNext() {
  const events = Array.from({ length: BATCH }, (_, i) => fact(index.position + 1 + i));
  if (!tried('apply', () => index.apply(events))) return false;
  for (const event of events) history.apply(event);
  differing();
  return true;
}

const store = () =>
  tried('store', () => {
    while (index.storeHeads(TODAY, 1_000));
  });

while (takeNext()) store();
takeNext();
store();
const whileFull = differing();
execFileSync('prlimit', ['--pid', String(process.pid), '--fsize=unlimited']);
const goesOn = [takeNext(), store()];
process.stdout.write(JSON.stringify({ refused, whileFull, goesOn, after: differing(), position: index.position }));
