import { FactData } from './fact-data.js';
import { Amount, EntityId, EntityIds, OneOf, Optional, Text } from './fields.js';
import { MEASURES, type Measure } from './measure.js';

/** Opens a sanction at `when`. */
export class SanctionImposed extends FactData {
  /** The authority that acts: a government or an agency of one. */
  @EntityId()
  authority!: string;

  @EntityIds()
  targets!: string[];

  @OneOf(MEASURES)
  measure!: Measure;

  /** The products that it covers; absent: all of them. */
  @Optional()
  @EntityIds()
  products?: string[];

  /** A tariff's percent, a penalty's amount. */
  @Optional()
  @Amount()
  value?: number;

  /** `%`, or an ISO 4217 code. */
  @Optional()
  @Text()
  unit?: string;

  @Optional()
  @Text()
  description?: string;
}

export const fixture: SanctionImposed = {
  when: '2025-04-15/..',
  places: ['CN'],
  modality: 'asserted',
  authority: 'us',
  targets: ['cn'],
  measure: 'exportControl',
  products: ['h20'],
};
