import { EntityId, EntityIds, Text } from './fields.js';

/** Several ids name one entity. */
export class EntitiesMerged {
  @EntityIds()
  from!: string[];

  @EntityId()
  into!: string;

  @Text()
  reason!: string;
}

export const fixture: EntitiesMerged = {
  from: ['facebook'],
  into: 'meta',
  reason: 'the company was renamed',
};
