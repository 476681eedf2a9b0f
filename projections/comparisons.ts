import { keyOf, periodLength } from './keys.js';
import { pick, type Section, text } from './section.js';

/** Comparisons, a series for each subject, comparator, dimension, places and length of period. */
export const comparisons: Section = {
  name: 'comparisons',
  types: ['ComparisonReported'],
  kind: 'claims',
  keyed({ payload, places, time }) {
    const length = periodLength(time);
    const { subject, comparator, dimension } = payload;
    return [
      {
        key: keyOf('comparisons', text(subject), text(comparator), text(dimension), places, length),
        fields: { ...pick(payload, 'subject', 'comparator', 'dimension'), places, length },
      },
    ];
  },
};
