import { keyOf, textPart } from './keys.js';
import { list, opening, pick, type Section, text } from './section.js';

/** Standing directives; they have no ending type. */
export const guidance: Section = {
  name: 'guidance',
  types: ['GuidanceIssued'],
  kind: 'changes',
  keyed: ({ payload }) => [
    {
      key: keyOf('guidance', text(payload.authority), list(payload.addressees), textPart(payload.directive)),
      fields: pick(payload, 'authority', 'addressees', 'directive'),
    },
  ],
  effect: () => opening(),
};
