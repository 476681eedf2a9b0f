import { keyOf, periodLength, textPart } from './keys.js';
import { pick, type Section, text } from './section.js';

/** Market positions, a series for each company, market, places and length of period. */
export const positions: Section = {
  name: 'positions',
  types: ['MarketPositionReported'],
  kind: 'claims',
  keyed({ payload, places, time }) {
    const length = periodLength(time);
    return [
      {
        key: keyOf('positions', text(payload.company), textPart(payload.market), places, length),
        fields: { ...pick(payload, 'company', 'market'), places, length },
      },
    ];
  },
};
