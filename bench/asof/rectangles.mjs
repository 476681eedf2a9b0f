import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

const SINCE_EVER = -8e15;
const FOR_EVER = 8e15;

/** The key under which a fact changes something, and of which entity. */
export function placeOf({ type, data }) {
  const { seller, company, parties, product, places, market } = data;
  const entity = seller ?? company ?? parties[0];
  const rest = [product, parties?.[1], market, places.join('+'), type === 'SalesReported' ? data.when.length : ''];
  const family =
    { SalesReported: 'sales', MarketPositionReported: 'positions' }[type] ?? type.replace(/[A-Z][a-z]+$/, '');
  return {
    entity,
    key: [family, entity, ...(family === 'sales' || family === 'positions' ? rest : rest.slice(0, 3))].join('/'),
  };
}

/**
 * What a bitemporal table in a general database holds: per key the rectangles of valid and of knowledge time in which
 * one change decides, each from the position at which it came up to the one at which a later entry cut it.
 */
export class Rectangles {
  current = new Map();
  rows = 0;

  constructor(file) {
    this.out = createWriteStream(file);
  }

  /** Takes a change: of a start, told at an instant (ms), at a position. */
  add({ entity, key, start, told, position, body }) {
    const rectangles = this.current.get(key) ?? [
      { from: SINCE_EVER, to: FOR_EVER, knownFrom: SINCE_EVER, knownTo: FOR_EVER, since: 0, start: SINCE_EVER },
    ];
    const kept = [];
    for (const one of rectangles) {
      if (one.start > start || one.to <= start || one.knownTo <= told) kept.push(one);
      else kept.push(...this.cut(entity, key, one, { start, told, position, body }));
    }
    this.current.set(key, kept);
  }

  *cut(entity, key, one, { start, told, position, body }) {
    this.write(entity, key, one, position);
    const rest = { ...one, since: position };
    if (one.knownFrom < told) yield { ...rest, knownTo: told };
    const knownFrom = Math.max(one.knownFrom, told);
    if (one.from < start) yield { ...rest, knownFrom, to: start };
    yield {
      from: Math.max(one.from, start),
      to: one.to,
      knownFrom,
      knownTo: one.knownTo,
      since: position,
      start,
      body,
    };
  }

  write(entity, key, { from, to, knownFrom, knownTo, since, body }, until) {
    if (body === undefined || since === until) return;
    const instant = (ms) => (Math.abs(ms) === FOR_EVER ? '' : new Date(ms).toISOString());
    const range = (a, b) => `"[${instant(a)},${instant(b)})"`;
    const text = body.replaceAll('"', '""');
    this.rows++;
    this.out.write(
      `${entity},${key},${range(from, to)},${range(knownFrom, knownTo)},"[${since},${until ?? ''})","${text}"\n`,
    );
  }

  /** Writes what stands at the end. */
  async finish() {
    for (const [key, rectangles] of this.current)
      for (const one of rectangles) this.write(key.split('/')[1], key, one, undefined);
    this.current.clear();
    this.out.end();
    await once(this.out, 'finish');
  }
}
