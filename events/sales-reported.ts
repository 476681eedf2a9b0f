import { FactData } from './fact-data.js';
import { Amount, EntityId, OneOf, Optional, Text } from './fields.js';
import { QUALIFIERS, type Qualifier } from './qualifier.js';

const METRICS = ['revenue', 'units', 'orders', 'profit'] as const;
export type SalesMetric = (typeof METRICS)[number];

/** One claim about the figure of a seller, product, buyer, metric, unit, places and period. */
export class SalesReported extends FactData {
  @EntityId()
  seller!: string;

  @OneOf(METRICS)
  metric!: SalesMetric;

  /** In base units; a loss is a negative profit. */
  @Amount()
  value!: number;

  /** ISO 4217 for money, else as said: `units`, `%`, `GWh`. */
  @Text()
  unit!: string;

  @OneOf(QUALIFIERS)
  qualifier!: Qualifier;

  @Optional()
  @EntityId()
  product?: string;

  @Optional()
  @EntityId()
  buyer?: string;
}

export const fixture: SalesReported = {
  when: '2024',
  places: ['CN'],
  modality: 'asserted',
  seller: 'nvidia',
  metric: 'units',
  value: 1_000_000,
  unit: 'units',
  qualifier: 'exact',
  product: 'h20',
};
