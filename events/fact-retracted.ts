import { IsUUID } from 'class-validator';
import { Text } from './fields.js';

/** The fact is withdrawn. */
export class FactRetracted {
  @IsUUID()
  factId!: string;

  @Text()
  reason!: string;
}

export const fixture: FactRetracted = {
  factId: '6f9619ff-8b86-5011-b42d-00cf4fc964ff',
  reason: 'the article does not say so',
};
