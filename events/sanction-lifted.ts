import { FactData } from './fact-data.js';
import { EntityId, EntityIds, OneOf, Optional, Text } from './fields.js';
import { MEASURES, type Measure } from './measure.js';

/** With products: eases a sanction for them (a licence, an exemption, what a ban leaves allowed). Without: ends it. */
export class SanctionLifted extends FactData {
  /** The authority that acts: a government or an agency of one. */
  @EntityId()
  authority!: string;

  @EntityIds()
  targets!: string[];

  @OneOf(MEASURES)
  measure!: Measure;

  @Optional()
  @EntityIds()
  products?: string[];

  /** The terms of the easing. */
  @Optional()
  @Text()
  description?: string;
}

export const fixture: SanctionLifted = {
  when: '2025-07-14',
  places: ['CN'],
  modality: 'asserted',
  authority: 'us',
  targets: ['cn'],
  measure: 'exportControl',
  products: ['h20'],
  description: 'licences with a share of the revenue',
};
