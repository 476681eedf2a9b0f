import { formatInstant, parseInstant } from './instant.js';
import type { PayloadField } from './payload-fields.js';

type Normalizer = (value: unknown) => unknown;

const trimmed: Normalizer = (value) => {
  if (typeof value === 'string') return value.trim();
  return Array.isArray(value) ? value.map(trimmed) : value;
};

/** Adding 0 turns -0 into 0. */
const plusZero: Normalizer = (value) => (typeof value === 'number' ? value + 0 : value);

const inUtc: Normalizer = (value) => {
  const instant = typeof value === 'string' ? parseInstant(value) : undefined;
  return instant === undefined ? value : formatInstant(instant);
};

const asIs: Normalizer = (value) => value;

/**
 * How a field's value stands in the log: a text trimmed, -0 as 0, an instant in UTC with milliseconds. Values that break
 * the field's rules stay as they are, for the rules to find.
 */
export function normalizerOf(field: PayloadField): Normalizer {
  const names = new Set(field.constraints.map((constraint) => constraint.name));
  if (names.has('isString')) return trimmed;
  if (names.has('isNumber') || names.has('isInt')) return plusZero;
  return names.has('isInstant') ? inUtc : asIs;
}
