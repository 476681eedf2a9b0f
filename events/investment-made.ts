import { FactData } from './fact-data.js';
import { Amount, EntityId, EntityIds, OneOf, Optional, Text } from './fields.js';
import { QUALIFIERS, type Qualifier } from './qualifier.js';

/** Adds to the capital ledger: funding, capital spending, construction of clusters and plants. */
export class InvestmentMade extends FactData {
  @EntityIds()
  investors!: string[];

  @Optional()
  @EntityId()
  recipient?: string;

  @Optional()
  @Text()
  purpose?: string;

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

export const fixture: InvestmentMade = {
  when: '2025',
  places: ['US'],
  modality: 'asserted',
  investors: ['meta', 'xai'],
  purpose: 'clusters of accelerators',
};
