import { FactData } from './fact-data.js';
import { EntityId } from './fields.js';

/** The product leaves the market at `when`. */
export class ProductDiscontinued extends FactData {
  @EntityId()
  company!: string;

  @EntityId()
  product!: string;
}

export const fixture: ProductDiscontinued = {
  when: '2025-06',
  modality: 'asserted',
  company: 'nvidia',
  product: 'a800',
};
