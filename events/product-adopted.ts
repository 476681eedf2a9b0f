import { FactData } from './fact-data.js';
import { EntityId, Optional, Text, UnlessGiven } from './fields.js';

/** Opens an adoption. One of `product` and `vendor` is required. */
export class ProductAdopted extends FactData {
  @EntityId()
  adopter!: string;

  @UnlessGiven('vendor')
  @EntityId()
  product?: string;

  @UnlessGiven('product')
  @EntityId()
  vendor?: string;

  /** What it is used for. */
  @Optional()
  @Text()
  use?: string;
}

export const fixture: ProductAdopted = {
  places: ['US'],
  modality: 'asserted',
  adopter: 'amazon',
  vendor: 'amazon',
  use: 'running AI on own chips',
};
