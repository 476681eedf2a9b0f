import { keyOf, textPart } from './keys.js';
import { opening, pick, type Section, text } from './section.js';

/** Reported shortcomings; they have no ending type. */
export const shortcomings: Section = {
  name: 'shortcomings',
  types: ['ShortcomingReported'],
  kind: 'changes',
  keyed: ({ payload }) => [
    {
      key: keyOf('shortcomings', text(payload.subject), textPart(payload.shortcoming)),
      fields: pick(payload, 'subject', 'shortcoming'),
    },
  ],
  effect: () => opening(),
};
