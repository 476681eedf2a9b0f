import { FactData } from './fact-data.js';
import { EntityId, Optional, Text } from './fields.js';

/** Opens a supply constraint. */
export class SupplyConstrained extends FactData {
  @EntityId()
  company!: string;

  @Optional()
  @EntityId()
  product?: string;

  @Optional()
  @Text()
  cause?: string;
}

export const fixture: SupplyConstrained = {
  places: ['CN'],
  modality: 'asserted',
  company: 'huawei',
  product: 'ascend',
  cause: 'limited capacity',
};
