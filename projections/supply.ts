import { keyOf } from './keys.js';
import { ending, opening, pick, type Section, text } from './section.js';

/** Supply constraints; a restored supply without a product ends all of that company's. */
export const supply: Section = {
  name: 'supply',
  types: ['SupplyConstrained', 'SupplyRestored'],
  kind: 'changes',
  keyed({ type, payload }) {
    const company = text(payload.company);
    const product = text(payload.product);
    const group = keyOf('supply', company);
    return [
      {
        key: keyOf('supply', company, product),
        fields: pick(payload, 'company', 'product'),
        groups: [group],
        ...(type === 'SupplyRestored' && product === undefined ? { ends: group } : {}),
      },
    ];
  },
  effect: ({ type }) => (type === 'SupplyConstrained' ? opening() : ending),
};
