import { FactData } from './fact-data.js';
import { EntityId, Optional, Text } from './fields.js';

/** The product is on the market from `when`. */
export class ProductLaunched extends FactData {
  @EntityId()
  company!: string;

  @EntityId()
  product!: string;

  /** What kind of product it is. */
  @Optional()
  @Text()
  category?: string;
}

export const fixture: ProductLaunched = {
  when: '2025-33',
  places: ['CN'],
  modality: 'asserted',
  company: 'huawei',
  product: 'ascend-910c',
  category: 'ai-accelerator',
};
