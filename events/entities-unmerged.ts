import { EntityId, EntityIds, Text } from './fields.js';

/** The ids no longer name the entity that they were merged into. */
export class EntitiesUnmerged {
  @EntityIds()
  from!: string[];

  @EntityId()
  into!: string;

  @Text()
  reason!: string;
}

export const fixture: EntitiesUnmerged = {
  from: ['facebook'],
  into: 'meta',
  reason: 'the company was renamed',
};
