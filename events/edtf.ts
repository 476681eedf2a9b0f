/** The precision with which a date is written. */
export type Precision = 'year' | 'half' | 'quarter' | 'month' | 'day';

/** One date as written. `start` is inclusive, `end` the last millisecond; both in milliseconds since 1970, UTC. */
export interface EdtfDate {
  readonly precision: Precision;
  readonly start: number;
  readonly end: number;
  /** `?`, `~` or `%` (both); shown, and without effect on any bound. */
  readonly qualifier?: '?' | '~' | '%';
}

/** A date; or an interval, each part of which is a date, `open` (`..`) or `unknown` (nothing). */
export type EdtfTime =
  | { readonly kind: 'date'; readonly date: EdtfDate }
  | {
      readonly kind: 'interval';
      readonly from: EdtfDate | 'open' | 'unknown';
      readonly to: EdtfDate | 'open' | 'unknown';
    };

const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([?~%])?$/;

const utc = (year: number, month: number, day: number): number => {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return date.getTime();
};

/** Months from January and the number of months of `MM` where it is no month: quarters 33 to 36, halves 40 and 41. */
function season(code: number): [first: number, months: number, precision: Precision] | undefined {
  if (code >= 1 && code <= 12) return [code - 1, 1, 'month'];
  if (code >= 33 && code <= 36) return [(code - 33) * 3, 3, 'quarter'];
  if (code === 40 || code === 41) return [(code - 40) * 6, 6, 'half'];
  return undefined;
}

function parseDate(text: string): EdtfDate | undefined {
  const match = DATE.exec(text);
  if (!match) return undefined;
  const [, y, mm, dd, q] = match;
  const year = Number(y);
  const qualifier = q === undefined ? {} : { qualifier: q as '?' | '~' | '%' };
  if (mm === undefined)
    return { precision: 'year', start: utc(year, 0, 1), end: utc(year + 1, 0, 1) - 1, ...qualifier };
  const span = season(Number(mm));
  if (!span) return undefined;
  const [first, months, precision] = span;
  if (dd === undefined)
    return { precision, start: utc(year, first, 1), end: utc(year, first + months, 1) - 1, ...qualifier };
  const day = Number(dd);
  const start = utc(year, first, day);
  if (precision !== 'month' || day < 1 || new Date(start).getUTCMonth() !== first) return undefined;
  return { precision: 'day', start, end: start + 86_400_000 - 1, ...qualifier };
}

const parsePart = (text: string): EdtfDate | 'open' | 'unknown' | undefined =>
  text === '..' ? 'open' : text === '' ? 'unknown' : parseDate(text);

function parse(text: string): EdtfTime | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) {
    const date = parseDate(text);
    return date && { kind: 'date', date };
  }
  const from = parsePart(text.slice(0, slash));
  const to = parsePart(text.slice(slash + 1));
  if (from === undefined || to === undefined) return undefined;
  if (typeof from === 'string' && typeof to === 'string') return undefined;
  if (typeof from === 'object' && typeof to === 'object' && from.start > to.end) return undefined;
  return { kind: 'interval', from, to };
}

const CACHE_SIZE = 10_000;
const cache = new Map<string, EdtfTime | undefined>();

/**
 * Parses a valid time in the catalogue's subset of EDTF (ISO 8601-2:2019): dates to the year, half, quarter, month or
 * day, each with an optional `?`, `~` or `%`, and intervals of these with an open or unknown side. Undefined for
 * anything else: other forms, dates that do not exist, intervals backwards, intervals without any date.
 */
export function parseEdtf(text: string): EdtfTime | undefined {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const time = parse(text);
  if (time !== undefined) {
    if (cache.size >= CACHE_SIZE) cache.clear();
    cache.set(text, time);
  }
  return time;
}
