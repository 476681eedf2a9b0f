import { FactData } from './fact-data.js';
import { EntityIds, Optional, Text } from './fields.js';

/** Opens a relation between the parties: supply deals and joint work alike. */
export class PartnershipFormed extends FactData {
  @EntityIds()
  parties!: string[];

  @Optional()
  @Text()
  purpose?: string;
}

export const fixture: PartnershipFormed = {
  when: '2025-02',
  places: ['CN'],
  modality: 'asserted',
  parties: ['deepseek', 'huawei'],
  purpose: 'running a model on Ascend',
};
