import { keyOf } from './keys.js';
import { ending, opening, pick, type Section, text } from './section.js';

/** Who uses what. A dropped vendor ends every adoption that names it or something that is part of it. */
export const adoptions: Section = {
  name: 'adoptions',
  types: ['ProductAdopted', 'ProductDropped'],
  kind: 'changes',
  keyed({ type, payload }, names) {
    const adopter = text(payload.adopter);
    const product = text(payload.product);
    const vendor = text(payload.vendor);
    const keyed = {
      key: keyOf('adoptions', adopter, product ?? vendor),
      fields: pick(payload, 'adopter', product === undefined ? 'vendor' : 'product'),
    };
    if (type === 'ProductDropped')
      return [product === undefined ? { ...keyed, ends: keyOf('adoptions', adopter, vendor) } : keyed];
    const named = [product, vendor].filter((id) => id !== undefined).flatMap((id) => names.lineage(id));
    return [{ ...keyed, groups: [...new Set(named)].map((id) => keyOf('adoptions', adopter, id)) }];
  },
  effect: ({ type }) => (type === 'ProductAdopted' ? opening() : ending),
};
