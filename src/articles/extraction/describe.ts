import { factTypes } from '../../../events/catalogue.js';
import type { EntityKind } from '../../../events/entity-described.js';
import { entityFieldsOf } from '../../../events/fields.js';
import type { FileGazetteer } from '../gazetteer.js';
import type { Scene } from './scene.js';
import type { DescribedEntity, ExtractedFact } from './types.js';

const KINDS: Readonly<Record<string, EntityKind>> = {
  C: 'company',
  G: 'organisation',
  H: 'person',
  J: 'jurisdiction',
  O: 'organisation',
  P: 'product',
};

/** The entities that the facts name, and all that they are part of, wholes before their parts. */
export function describeEntities(
  facts: readonly ExtractedFact[],
  gazetteer: FileGazetteer,
  scenes: readonly Scene[],
): DescribedEntity[] {
  const ids = facts.flatMap(({ type, data }) =>
    entityFieldsOf(factTypes[type]).flatMap((field) => (data[field] as string | string[] | undefined) ?? []),
  );
  const mentions = new Map(scenes.flatMap((scene) => scene.mentions.map((mention) => [mention.id, mention] as const)));
  const described = [...new Set(ids)].flatMap((id) => {
    const known = gazetteer.describe(id);
    const mention = mentions.get(id);
    if (known.length > 0 || mention === undefined) return known;
    return [{ id, kind: KINDS[mention.kind] ?? 'organisation', name: mention.name, aliases: [] }];
  });
  return [...new Map(described.map((entity) => [entity.id, entity])).values()];
}
