import { EntityId, List, OneOf, Optional, Text } from './fields.js';

export const ENTITY_KINDS = ['company', 'product', 'jurisdiction', 'person', 'organisation', 'market'] as const;
export type EntityKind = (typeof ENTITY_KINDS)[number];

/** Names of an entity, and what it is part of. */
export class EntityDescribed {
  @EntityId()
  entity!: string;

  @OneOf(ENTITY_KINDS)
  kind!: EntityKind;

  @Text()
  name!: string;

  @List({ empty: true })
  @Text({ each: true })
  aliases!: string[];

  /** An agency's government, a product's family, a family's maker, a unit's company. */
  @Optional()
  @EntityId()
  partOf?: string;

  /** Wikidata item, such as `Q182477`. */
  @Optional()
  @Text()
  wikidata?: string;
}

export const fixture: EntityDescribed = {
  entity: 'ascend',
  kind: 'product',
  name: 'Ascend',
  aliases: ['Huawei Ascend'],
  partOf: 'huawei',
};
