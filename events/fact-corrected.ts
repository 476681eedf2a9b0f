import { IsObject, IsUUID } from 'class-validator';
import { Text } from './fields.js';

/** The fact as it should have read; the old reading stays in the log and in every as-of before this position. */
export class FactCorrected {
  @IsUUID()
  factId!: string;

  /** The whole corrected payload, valid for the type of the fact. */
  @IsObject()
  data!: Record<string, unknown>;

  @Text()
  reason!: string;
}

export const fixture: FactCorrected = {
  factId: '6f9619ff-8b86-5011-b42d-00cf4fc964ff',
  data: { modality: 'asserted', company: 'huawei', product: 'ascend' },
  reason: 'the article names the family, not one chip',
};
