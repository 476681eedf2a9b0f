import { keyOf } from './keys.js';
import { ending, list, opening, pick, type Section } from './section.js';

/** Relations between a set of parties. */
export const partnerships: Section = {
  name: 'partnerships',
  types: ['PartnershipFormed', 'PartnershipEnded'],
  kind: 'changes',
  keyed: ({ payload }) => [{ key: keyOf('partnerships', list(payload.parties)), fields: pick(payload, 'parties') }],
  effect: ({ type }) => (type === 'PartnershipFormed' ? opening() : ending),
};
