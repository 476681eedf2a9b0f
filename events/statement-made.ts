import { FactData } from './fact-data.js';
import { EntityId, Text } from './fields.js';

/** A position or intention stated, where no other type fits. */
export class StatementMade extends FactData {
  @EntityId()
  speaker!: string;

  @Text()
  claim!: string;
}

export const fixture: StatementMade = {
  places: ['CN'],
  modality: 'asserted',
  speaker: 'huawei',
  claim: 'Huawei intends to expand in the market',
};
