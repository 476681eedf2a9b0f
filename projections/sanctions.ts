import { keyOf } from './keys.js';
import { ending, list, opening, type Section, text } from './section.js';

const imposed = opening('imposed');
const eased = { name: 'eased', lists: true, opens: false };

/** One item for each authority, measure, target and product; a lifting without products ends all of its target. */
export const sanctions: Section = {
  name: 'sanctions',
  types: ['SanctionImposed', 'SanctionLifted'],
  kind: 'changes',
  effectField: 'effect',
  inKey: ['targets', 'products'],
  keyed({ type, payload }) {
    const { authority, measure } = payload;
    const products = list(payload.products);
    return list(payload.targets).flatMap((target) => {
      const group = keyOf('sanctions', text(authority), text(measure), target);
      return (products.length > 0 ? products : [undefined]).map((product) => ({
        key: keyOf('sanctions', text(authority), text(measure), target, product),
        fields: { authority, measure, target, product: product ?? null },
        groups: [group],
        ...(type === 'SanctionLifted' && product === undefined ? { ends: group } : {}),
      }));
    });
  },
  effect: ({ type, payload }) =>
    type === 'SanctionImposed' ? imposed : list(payload.products).length > 0 ? eased : ending,
};
