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
 * Events of facts as a log of `count` holds them: Zipf over 20,000 entities, told up to two months late, one of ten
 * expected within four months; one of fifty is a correction. And what an index fails on: one key told anew 1 % of the time (`hot`), rows
 * that stay for ten years (`stale`), and as its last tenth a backfill of the oldest year.
 */
export function* timeline(count, seed = 1) {
  const next = random(seed);
  const entity = entitiesByZipf(next);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const iso = (day) => new Date(START + day * DAY).toISOString();
  const recent = [];
  for (let position = 1; position <= count; position++) {
    const backfill = position > count * 0.9;
    const day = backfill ? next() * 365 : (position / (count * 0.9)) * DAYS;
    const publishedAt = iso(day + next() * 3);
    const event = {
      schemaVersion: 1,
      streamId: `article-${position >> 3}`,
      revision: position & 7,
      position,
      recordedAt: iso(DAYS),
    };
    if (recent.length > 100 && next() < 0.02) {
      const fact = recent[Math.floor(next() * recent.length)];
      const data = { ...fact.data, places: ['US'] };
      yield {
        ...event,
        id: idOf(next),
        type: 'FactCorrected',
        data: { factId: fact.id, data, reason: 'misread' },
        meta: { publishedAt: fact.meta.publishedAt },
      };
      continue;
    }
    const fact = {
      ...event,
      id: idOf(next),
      ...payload(next, pick, entity, iso, day),
      meta: { publishedAt, article: { id: `${position >> 3}`, publisher: 'Wire' } },
    };
    recent[position % 500] = fact;
    yield fact;
  }
}

const idOf = (next) =>
  `00000000-0000-5000-8000-${Math.floor(next() * 2 ** 48)
    .toString(16)
    .padStart(12, '0')}`;

function payload(next, pick, entity, iso, told) {
  const modality = next() < 0.1 ? 'expected' : 'asserted';
  const day = modality === 'expected' ? told + next() * 120 : Math.max(0, told - next() * 60);
  const common = { places: pick([['CN'], ['US'], []]), modality, when: iso(day).slice(0, pick([10, 7])) };
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
  if (kind < 0.8)
    return {
      type: pick(['PartnershipFormed', 'PartnershipEnded']),
      data: { ...common, parties: [company, `${company}-partner-${Math.floor(next() * 2)}`] },
    };
  if (kind < 0.9) return { type: pick(['SupplyConstrained', 'SupplyRestored']), data: { ...common, company } };
  return {
    type: 'MarketPositionReported',
    data: { ...common, company, market: 'all', share: Math.floor(next() * 100) },
  };
}

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
