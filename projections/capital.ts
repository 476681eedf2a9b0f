import { keyOf, textPart } from './keys.js';
import { list, pick, type Section, text } from './section.js';

/** The capital ledger: one item a deal. */
export const capital: Section = {
  name: 'capital',
  types: ['InvestmentMade', 'AcquisitionAgreed'],
  kind: 'ledger',
  keyed({ type, payload }) {
    const from = type === 'InvestmentMade' ? list(payload.investors) : text(payload.acquirer);
    const to = type === 'InvestmentMade' ? text(payload.recipient) : text(payload.target);
    return [
      {
        key: keyOf('capital', type, from, to, textPart(payload.purpose)),
        fields: { type, ...pick(payload, 'investors', 'acquirer', 'recipient', 'target', 'purpose') },
      },
    ];
  },
};
