import type { FactType } from '../events/catalogue.js';
import { keyOf } from './keys.js';
import { type Effect, opening, pick, type Section, text } from './section.js';

const effects: Partial<Record<FactType, Effect>> = {
  ProductAnnounced: opening('announced'),
  ProductLaunched: opening('launched'),
  ProductDiscontinued: { name: 'discontinued', lists: true, opens: false },
};

/** One item a product; a discontinued one stays listed, an announcement yields to a launch or a discontinuation. */
export const products: Section = {
  name: 'products',
  types: ['ProductAnnounced', 'ProductLaunched', 'ProductDiscontinued'],
  kind: 'changes',
  effectField: 'status',
  yields: 'announced',
  keyed: ({ payload }) => [{ key: keyOf('products', text(payload.product)), fields: pick(payload, 'product') }],
  effect: ({ type }) => effects[type] as Effect,
};
