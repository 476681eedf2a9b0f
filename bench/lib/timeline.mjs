/** A seeded generator of random numbers from 0 to 1. */
export function random(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const ENTITIES = 20_000;
const DAY = 86_400_000;
const START = Date.UTC(2015, 0, 1);
const DAYS = 3_650;

/** Entities picked by a Zipf law with exponent 0.9. */
export function entitiesByZipf(next) {
  const sums = [];
  let sum = 0;
  for (let rank = 1; rank <= ENTITIES; rank++) {
    sum += 1 / rank ** 0.9;
    sums.push(sum);
  }
  return () => {
    const wanted = next() * sum;
    let [low, high] = [0, ENTITIES - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    return `entity-${low}`;
  };
}

/**
 * Events of facts as a log holds them: Zipf over 20,000 entities, told up to two months late, one of ten expected within
 * four months; one of fifty is a correction. And what an index fails on: one key told anew 1 % of the time (`hot`), one
 * partnership of a hundred that is told as an interval of ten years, and as the last part a backfill of the oldest year.
 * @param options.first the position of the first event.
 * @param options.from, options.to the days between which it is told, of the ten years.
 * @param options.backfill the part that is.
 */
export function* timeline(count, { seed = 1, first = 1, from = 0, to = DAYS, backfill = 0.1 } = {}) {
  const next = random(seed);
  const entity = entitiesByZipf(next);
  const recent = [];
  const told = count * (1 - backfill);
  for (let i = 0; i < count; i++) {
    const day = i < told ? from + (i / told) * (to - from) : next() * 365;
    const event = envelope(first + i, idOf(next), instant(day + next() * 3));
    const fact = recent.length > 100 && next() < 0.02 ? recent[Math.floor(next() * recent.length)] : undefined;
    if (fact) {
      yield correction(event, fact);
      continue;
    }
    const reading = { ...event, ...payload(next, entity, day) };
    recent[i % 500] = reading;
    yield reading;
  }
}

const instant = (day) => new Date(START + day * DAY).toISOString();

const envelope = (position, id, publishedAt) => ({
  schemaVersion: 1,
  streamId: `article-${position >> 3}`,
  revision: position & 7,
  position,
  recordedAt: instant(DAYS),
  id,
  meta: { publishedAt, article: { id: `${position >> 3}`, publisher: 'Wire' } },
});

const correction = (event, { id, data, meta }) => ({
  ...event,
  type: 'FactCorrected',
  data: { factId: id, data: { ...data, places: ['US'] }, reason: 'misread' },
  meta: { publishedAt: meta.publishedAt },
});

const idOf = (next) =>
  `00000000-0000-5000-8000-${Math.floor(next() * 2 ** 48)
    .toString(16)
    .padStart(12, '0')}`;

function payload(next, entity, told) {
  const pick = (list) => list[Math.floor(next() * list.length)];
  const modality = next() < 0.1 ? 'expected' : 'asserted';
  const day = modality === 'expected' ? told + next() * 120 : Math.max(0, told - next() * 60);
  const common = { places: pick([['CN'], ['US'], []]), modality, when: instant(day).slice(0, pick([10, 7])) };
  if (next() < 0.01)
    return { type: pick(['SupplyConstrained', 'SupplyRestored']), data: { ...common, company: 'hot' } };
  const company = entity();
  const kind = next();
  if (kind < 0.4)
    return {
      type: 'SalesReported',
      data: {
        ...common,
        seller: company,
        metric: 'units',
        value: Math.floor(next() * 1e6),
        unit: 'units',
        qualifier: 'about',
      },
    };
  if (kind < 0.6)
    return {
      type: pick(['ProductLaunched', 'ProductDiscontinued']),
      data: { ...common, company, product: `${company}-p${Math.floor(next() * 3)}` },
    };
  if (kind < 0.8) {
    const data = { ...common, parties: [company, `${company}-partner-${Math.floor(next() * 2)}`] };
    if (next() < 0.01) return { type: 'PartnershipFormed', data: { ...data, when: tenYears(day) } };
    return { type: pick(['PartnershipFormed', 'PartnershipEnded']), data };
  }
  if (kind < 0.9) return { type: pick(['SupplyConstrained', 'SupplyRestored']), data: { ...common, company } };
  return {
    type: 'MarketPositionReported',
    data: { ...common, company, market: 'all', share: Math.floor(next() * 100) },
  };
}

const tenYears = (day) => `${instant(day).slice(0, 10)}/${instant(day + DAYS).slice(0, 10)}`;

export const LAST_DAY = START + DAYS * DAY;
export const FIRST_DAY = START;
export const entityAt = (next) => `entity-${Math.floor(next() * ENTITIES)}`;

/** Events so many at a time. */
export function* inBatches(events, size) {
  let batch = [];
  for (const event of events) {
    batch.push(event);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
