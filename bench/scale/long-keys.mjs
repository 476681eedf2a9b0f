import { TimelineIndex } from '../../dist/src/read-models/timeline-index.js';
import { median } from '../lib/medians.mjs';
import { random } from '../lib/timeline.mjs';

/** Entries of the keys that are compared. */
export const LONG = 10_000;
export const SHORT = 10;
/** Keys with few entries: each is given another only once in a while, so that it keeps having few. */
const SHORT_KEYS = 200;
const ENTRIES = 100;
/** Times that the index is opened anew, so that nothing of a key is in memory. */
const REOPENED = 15;

const DAY = 86_400_000;
const START = Date.UTC(1990, 0, 1);
const date = (day) => new Date(START + day * DAY).toISOString().slice(0, 10);

const PAYLOADS = {
  change: (company, n) => ({ type: n % 2 ? 'SupplyRestored' : 'SupplyConstrained', data: { company } }),
  claim: (company, n) => ({
    type: 'SalesReported',
    data: { seller: company, metric: 'units', value: n, unit: 'units', qualifier: 'about' },
  }),
};

/** What can come to a key: a new change or claim, an old one told late, a correction of an old one. */
export const KINDS = ['change', 'claim'].flatMap((kind) => [
  `new ${kind}`,
  `late ${kind}`,
  `corrected ${kind}`,
  `new ${kind}, nothing in memory`,
]);

/** An index with one long key and many short ones of each kind, and what is needed to go on. */
export function longKeys(file) {
  const log = { file, index: TimelineIndex.open({ file }), head: 0, facts: new Map(), next: random(11) };
  for (const kind of Object.keys(PAYLOADS)) {
    const events = Array.from({ length: LONG }, (_, n) => fact(log, kind, `long-${kind}`, n));
    for (let key = 0; key < SHORT_KEYS; key++)
      for (let n = 0; n < SHORT; n++)
        events.push(fact(log, kind, `short-${kind}-${key}`, Math.floor((n * LONG) / SHORT)));
    for (let from = 0; from < events.length; from += 1_000) log.index.apply(events.slice(from, from + 1_000));
  }
  return log;
}

function envelope(log, type, data, publishedAt) {
  const position = ++log.head;
  const id = `00000000-0000-5000-8000-${String(position).padStart(12, '0')}`;
  return { id, type, schemaVersion: 1, streamId: id, revision: 0, position, data, meta: { publishedAt } };
}

function fact(log, kind, entity, day) {
  const { type, data } = PAYLOADS[kind](entity, day);
  const reading = { ...data, modality: 'asserted', when: date(day) };
  const event = envelope(log, type, reading, `${date(day)}T12:00:00.000Z`);
  const told = log.facts.get(entity);
  if (told) told.push(event);
  else log.facts.set(entity, [event]);
  return event;
}

function correction(log, entity) {
  const of = log.facts.get(entity);
  const { id, data, meta } = of[Math.floor(log.next() * of.length)];
  const changed = 'value' in data ? { value: data.value + 1 } : { cause: `as told at ${log.head}` };
  const reading = { factId: id, data: { ...data, ...changed }, reason: 'misread' };
  return envelope(log, 'FactCorrected', reading, meta.publishedAt);
}

function comingTo(log, how, kind, entity, n) {
  if (how === 'corrected') return correction(log, entity);
  return fact(log, kind, entity, how === 'new' ? LONG + n : Math.floor(log.next() * LONG));
}

function reopen(log) {
  log.index.close();
  log.index = TimelineIndex.open({ file: log.file });
}

/** Milliseconds of an entry, and of the first answer about its entity after it. */
function measureOne(log, event, entity) {
  const start = performance.now();
  log.index.apply([event]);
  const applied = performance.now();
  const latest = START + 2 * LONG * DAY;
  log.index.state({ at: latest, knownAt: latest, position: log.head }, { entities: [entity] });
  const answered = performance.now();
  return { entry: applied - start, answer: answered - applied };
}

/** Medians, long and short in turns. */
export function measureEntries(log) {
  return KINDS.flatMap((name) => {
    const [, how, kind, cold] = /^(\w+) (\w+)(,.*)?$/.exec(name);
    const taken = { [LONG]: [], [SHORT]: [] };
    for (let n = 0; n < (cold ? REOPENED : ENTRIES); n++) {
      const entities = { [LONG]: `long-${kind}`, [SHORT]: `short-${kind}-${(n * 7) % SHORT_KEYS}` };
      for (const [size, entity] of Object.entries(entities)) {
        if (cold) reopen(log);
        taken[size].push(measureOne(log, comingTo(log, how, kind, entity, n), entity));
      }
    }
    return Object.entries(taken).flatMap(([size, each]) => [
      { name: `${name}: entry, ${size} entries`, value: median(each.map(({ entry }) => entry)), unit: 'ms' },
      {
        name: `${name}: answer after it, ${size} entries`,
        value: median(each.map(({ answer }) => answer)),
        unit: 'ms',
      },
    ]);
  });
}
