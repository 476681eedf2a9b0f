import { keyOf } from './keys.js';
import type { Section } from './section.js';

/** Where a `ForecastMade` stands; the section also lists what is expected and scheduled in all others. */
export const forecasts: Section = {
  name: 'forecasts',
  types: ['ForecastMade'],
  kind: 'notes',
  keyed: ({ id }) => [{ key: keyOf('forecasts', id), fields: {} }],
};
