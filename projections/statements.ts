import { keyOf } from './keys.js';
import type { Section } from './section.js';

/** Where a `StatementMade` stands; the section also lists what is denied in all others. */
export const statements: Section = {
  name: 'statements',
  types: ['StatementMade'],
  kind: 'notes',
  keyed: ({ id }) => [{ key: keyOf('statements', id), fields: {} }],
};
