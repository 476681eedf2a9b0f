import { IsUUID } from 'class-validator';
import { List, Optional, Text } from './fields.js';

/** A person takes a candidate as a fact, as it was proposed or with other data; `meta.actor` is who. */
export class CandidateAccepted {
  @IsUUID()
  candidateId!: string;

  /** The fact that it became. */
  @IsUUID()
  factId!: string;

  /** Fields of the payload that were changed; none where it was taken as proposed. */
  @List({ empty: true })
  @Text({ each: true })
  changed!: string[];

  @Optional()
  @Text()
  reason?: string;
}

export const fixture: CandidateAccepted = {
  candidateId: '3d813cbb-47fb-52ba-91df-831e1593ac29',
  factId: '6f9619ff-8b86-5011-b42d-00cf4fc964ff',
  changed: ['when'],
  reason: 'the article says May',
};
