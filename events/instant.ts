import { DateTime } from 'luxon';

const CANONICAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
/** Canonical, and on a day and in an hour that every month and day has. */
const COMMON = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const DATE = /^\d{4}(?:-\d{2}(?:-\d{2})?)?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?$/;

/**
 * Parses an ISO 8601 instant to milliseconds since 1970; without an offset it is UTC. A date, a month or a year means
 * its end, UTC. Undefined where the text is neither, or the date does not exist.
 */
export function parseInstant(text: string): number | undefined {
  if (COMMON.test(text)) return Date.parse(text);
  if (CANONICAL.test(text)) {
    const millis = Date.parse(text);
    if (!Number.isNaN(millis) && new Date(millis).toISOString() === text) return millis;
  }
  if (DATE.test(text)) {
    const unit = text.length === 4 ? 'year' : text.length === 7 ? 'month' : 'day';
    const date = DateTime.fromISO(text, { zone: 'utc' });
    return date.isValid ? date.endOf(unit).toMillis() : undefined;
  }
  if (!INSTANT.test(text)) return undefined;
  const instant = DateTime.fromISO(text, { zone: 'utc' });
  return instant.isValid ? instant.toMillis() : undefined;
}

/** An instant as it is written everywhere: ISO 8601, UTC, with milliseconds. */
export const formatInstant = (millis: number): string => new Date(millis).toISOString();
