import { IsUUID } from 'class-validator';
import { Text } from './fields.js';

/** A person finds that a candidate is no fact; `meta.actor` is who. */
export class CandidateRejected {
  @IsUUID()
  candidateId!: string;

  @Text()
  reason!: string;
}

export const fixture: CandidateRejected = {
  candidateId: '3d813cbb-47fb-52ba-91df-831e1593ac29',
  reason: 'the article quotes a rumour that it does not share',
};
