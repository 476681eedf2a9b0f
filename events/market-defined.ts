import { EntityId, EntityIds, Places, Text } from './fields.js';

/** A named market: a filter over entities and places. */
export class MarketDefined {
  @EntityId()
  market!: string;

  @Text()
  name!: string;

  /** None listed: any entity passes. */
  @EntityIds({ empty: true })
  entities!: string[];

  @Places()
  places!: string[];
}

export const fixture: MarketDefined = {
  market: 'ai-accelerators-china',
  name: 'AI accelerators in China',
  entities: ['nvidia', 'huawei'],
  places: ['CN'],
};
