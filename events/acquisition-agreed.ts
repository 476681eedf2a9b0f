import { FactData } from './fact-data.js';
import { Amount, EntityId, OneOf, Optional, Text } from './fields.js';
import { QUALIFIERS, type Qualifier } from './qualifier.js';

/** Adds to the capital ledger. */
export class AcquisitionAgreed extends FactData {
  @EntityId()
  acquirer!: string;

  @EntityId()
  target!: string;

  /** In base units. */
  @Optional()
  @Amount()
  value?: number;

  /** ISO 4217. */
  @Optional()
  @Text()
  unit?: string;

  @Optional()
  @OneOf(QUALIFIERS)
  qualifier?: Qualifier;
}

export const fixture: AcquisitionAgreed = {
  when: '2025-08-18',
  modality: 'asserted',
  acquirer: 'amd',
  target: 'zt-systems',
  value: 4_900_000_000,
  unit: 'USD',
  qualifier: 'about',
};
