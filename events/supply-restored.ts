import { FactData } from './fact-data.js';
import { EntityId, Optional } from './fields.js';

/** Ends a supply constraint; without a product, all of the company's. */
export class SupplyRestored extends FactData {
  @EntityId()
  company!: string;

  @Optional()
  @EntityId()
  product?: string;
}

export const fixture: SupplyRestored = {
  when: '2025-02',
  places: ['US'],
  modality: 'asserted',
  company: 'novo-nordisk',
  product: 'wegovy',
};
