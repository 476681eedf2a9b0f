import { FactData } from './fact-data.js';
import { EntityId, EntityIds, Text } from './fields.js';

/** A standing directive, from `when`: officials urging buyers to avoid a vendor, say. */
export class GuidanceIssued extends FactData {
  /** The authority that acts: a government or an agency of one. */
  @EntityId()
  authority!: string;

  @EntityIds()
  addressees!: string[];

  @Text()
  directive!: string;
}

export const fixture: GuidanceIssued = {
  places: ['CN'],
  modality: 'asserted',
  authority: 'cn',
  addressees: ['chinese-tech-companies'],
  directive: 'buy domestic accelerators',
};
