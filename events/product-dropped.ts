import { FactData } from './fact-data.js';
import { EntityId, Optional, UnlessGiven } from './fields.js';

/** Ends an adoption. One of `product` and `vendor` is required. */
export class ProductDropped extends FactData {
  @EntityId()
  adopter!: string;

  @UnlessGiven('vendor')
  @EntityId()
  product?: string;

  @UnlessGiven('product')
  @EntityId()
  vendor?: string;

  @Optional()
  @EntityId()
  replacedBy?: string;
}

export const fixture: ProductDropped = {
  when: '2025-07',
  places: ['US'],
  modality: 'asserted',
  adopter: 'cvs-caremark',
  product: 'zepbound',
  replacedBy: 'wegovy',
};
