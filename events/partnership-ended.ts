import { FactData } from './fact-data.js';
import { EntityIds, Optional, Text } from './fields.js';

/** Ends a relation between the parties. */
export class PartnershipEnded extends FactData {
  @EntityIds()
  parties!: string[];

  @Optional()
  @Text()
  reason?: string;
}

export const fixture: PartnershipEnded = {
  when: '2025-06',
  modality: 'asserted',
  parties: ['deepseek', 'huawei'],
};
