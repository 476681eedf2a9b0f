import { slug } from '../events/text.js';
import type { ValidTime } from './valid-time.js';

const DAY = 86_400_000;

const element = (value: string): string => encodeURIComponent(value) || '*';

/** A key: section and parts joined by `/`, sets by `+`, what is absent or empty as `*`. */
export function keyOf(section: string, ...parts: readonly (string | readonly string[] | undefined)[]): string {
  const written = parts.map((part) => {
    if (part === undefined || part.length === 0) return '*';
    return typeof part === 'string' ? element(part) : [...part].sort().map(element).join('+');
  });
  return [section, ...written].join('/');
}

/** Free text as it stands in a key. */
export const textPart = (text: unknown): string | undefined => (typeof text === 'string' ? slug(text) : undefined);

const LENGTHS: readonly [days: number, name: string, cycle: number][] = [
  [3, 'day', 0],
  [15, 'week', 0],
  [45, 'month', 0],
  [136, 'quarter', 3],
  [228, 'half', 6],
  [319, 'nineMonths', 12],
  [550, 'year', 12],
];

/** The length of a period, with the month in which its cycle ends: `year-12`, `quarter-3`, `month`, `open`, `undated`. */
export function periodLength({ dated, start, end }: ValidTime): string {
  if (!dated) return 'undated';
  if (start === -Infinity || end === Infinity) return 'open';
  const days = (end + 1 - start) / DAY;
  const length = LENGTHS.find(([most]) => days <= most);
  if (length === undefined) return 'longer';
  const [, name, cycle] = length;
  return cycle === 0 ? name : `${name}-${(new Date(end).getUTCMonth() % cycle) + 1}`;
}

/** The length (ms) that no period of a series exceeds, by its key. */
export function longestPeriod(key: string): number {
  const [written = ''] = key.slice(key.lastIndexOf('/') + 1).split('-');
  const length = LENGTHS.find(([, name]) => name === written);
  return length === undefined ? Infinity : length[0] * DAY;
}
