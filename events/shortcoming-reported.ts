import { FactData } from './fact-data.js';
import { EntityId, Text } from './fields.js';

/** A shortcoming of a product or company, reported from `when`. */
export class ShortcomingReported extends FactData {
  /** A product or a company. */
  @EntityId()
  subject!: string;

  @Text()
  shortcoming!: string;
}

export const fixture: ShortcomingReported = {
  places: ['CN'],
  modality: 'asserted',
  subject: 'ascend',
  shortcoming: 'interaction of chips in large clusters',
};
