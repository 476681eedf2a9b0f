import type { Item, Sections } from '../../projections/item.js';

const HIDDEN = new Set([
  'key',
  'evidence',
  'claims',
  'deniedBy',
  'since',
  'until',
  'timing',
  'places',
  'length',
  'type',
]);

const cell = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value));

/** The fields of a payload that are there, in one line. */
export const fieldsText = (fields: Readonly<Record<string, unknown>>): string =>
  Object.entries(fields)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name} ${cell(value)}`)
    .join(', ');

/** An item in one line: what it says, since when, and how many facts speak for it. */
export function lineOf(item: Item): string {
  const fields = fieldsText(Object.fromEntries(Object.entries(item).filter(([name]) => !HIDDEN.has(name))));
  const evidence = item.evidence ?? (item.claims ?? []).flatMap((claim) => claim.evidence);
  const since = item.since ? ` since ${item.since}` : '';
  const until = item.until ? ` until ${item.until}` : '';
  const timing = item.timing && item.timing !== 'definite' ? ` (${item.timing})` : '';
  return `${item.type ? `${item.type}: ` : ''}${fields}${since}${until}${timing} [${evidence.length}]`;
}

/** A state as text, a line an item; empty sections are left out. */
export function stateText(sections: Sections): string {
  const parts = Object.entries(sections).flatMap(([name, items]) =>
    items.length === 0 ? [] : [`${name}`, ...items.map((item) => `  ${lineOf(item)}`.slice(0, 180))],
  );
  return parts.length === 0 ? '(nothing is listed)' : parts.join('\n');
}
