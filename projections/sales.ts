import { keyOf, periodLength } from './keys.js';
import { pick, type Section, text } from './section.js';

/** Sales figures, a series for each seller, product, buyer, metric, unit, places and length of period. */
export const sales: Section = {
  name: 'sales',
  types: ['SalesReported'],
  kind: 'claims',
  keyed({ payload, places, time }) {
    const length = periodLength(time);
    const { seller, product, buyer, metric, unit } = payload;
    return [
      {
        key: keyOf('sales', text(seller), text(product), text(buyer), text(metric), text(unit), places, length),
        fields: { ...pick(payload, 'seller', 'product', 'buyer', 'metric', 'unit'), places, length },
      },
    ];
  },
};
