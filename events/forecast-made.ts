import { FactData } from './fact-data.js';
import { Amount, EntityId, OneOf, Optional, Text } from './fields.js';
import { QUALIFIERS, type Qualifier } from './qualifier.js';

/** An open forecast for `when`; always `expected` or `denied`. */
export class ForecastMade extends FactData {
  @Text()
  claim!: string;

  @Optional()
  @EntityId()
  forecaster?: string;

  @Optional()
  @EntityId()
  subject?: string;

  @Optional()
  @Text()
  metric?: string;

  /** In base units. */
  @Optional()
  @Amount()
  value?: number;

  /** ISO 4217 for money, else as said. */
  @Optional()
  @Text()
  unit?: string;

  @Optional()
  @OneOf(QUALIFIERS)
  qualifier?: Qualifier;

  @OneOf(['expected', 'denied'])
  override modality!: 'expected' | 'denied';
}

export const fixture: ForecastMade = {
  when: '2026',
  modality: 'expected',
  claim: 'Sales of the pill could reach a billion dollars',
  forecaster: 'berenberg',
  subject: 'wegovy-pill',
  metric: 'revenue',
  value: 1_000_000_000,
  unit: 'USD',
  qualifier: 'about',
};
