import { FactData } from './fact-data.js';
import { EntityId, Optional, Text } from './fields.js';

/** The product is announced. */
export class ProductAnnounced extends FactData {
  @EntityId()
  company!: string;

  @EntityId()
  product!: string;

  /** What kind of product it is. */
  @Optional()
  @Text()
  category?: string;
}

export const fixture: ProductAnnounced = {
  when: '2024-09',
  places: ['CN'],
  modality: 'asserted',
  company: 'huawei',
  product: 'ascend-910c',
  category: 'ai-accelerator',
};
