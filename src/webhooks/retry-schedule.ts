const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DELAY = /^(\d+)(ms|s|m|h|d)$/;

/** Most that is added to a delay, as a part of it, so that receivers that failed together are not asked together. */
const JITTER = 0.1;

/** After so long without a success a webhook is disabled, in milliseconds. */
export const GIVE_UP_AFTER_MS = 5 * 86_400_000;

export const DEFAULT_RETRY = '0s,5s,30s,2m,10m,30m,1h';

/** Milliseconds to wait before each further attempt; the last repeats. */
export type RetrySchedule = readonly number[];

/** Reads a schedule such as `0s,5s,30s,2m,10m,30m,1h`; undefined where it is not one. */
export function parseRetrySchedule(text: string): RetrySchedule | undefined {
  const delays = text.split(',').map((part) => {
    const [, count, unit] = DELAY.exec(part.trim()) ?? [];
    return count === undefined ? Number.NaN : Number(count) * UNITS[unit!]!;
  });
  return delays.every(Number.isSafeInteger) ? delays : undefined;
}

/** When to try again after a number of failures (from 1), never before what the receiver asked for. */
export function nextAttemptAt(
  schedule: RetrySchedule,
  failures: number,
  now: number,
  notBefore = 0,
  random = Math.random,
): number {
  const delay = schedule[Math.min(failures, schedule.length) - 1] ?? 0;
  return Math.max(now + Math.round(delay * (1 + JITTER * random())), notBefore);
}

/** The instant that a `Retry-After` header names (RFC 9110, section 10.2.3: seconds or a date), in milliseconds. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d{1,10}$/.test(text)) return now + Number(text) * 1000;
  const date = /^[A-Za-z]{3,}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : date;
}
