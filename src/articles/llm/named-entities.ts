import { factTypes } from '../../../events/catalogue.js';
import { entityFieldsOf } from '../../../events/fields.js';
import type { DescribedEntity, ExtractedFact, NameResolver } from '../extraction/types.js';
import { gazetteer } from '../gazetteer/gazetteer.js';

/** What the gazetteer knows of the entities that facts name, and of what these are part of; a log's own names stand. */
export function entitiesNamedIn(facts: readonly ExtractedFact[], resolve?: NameResolver): DescribedEntity[] {
  const { byId } = gazetteer();
  const found = new Map<string, DescribedEntity>();
  const add = (id: string | undefined): void => {
    const known = id === undefined ? undefined : byId.get(id);
    if (known === undefined || found.has(known.id)) return;
    const { kind, name, aliases, partOf, wikidata } = known;
    found.set(known.id, {
      id: known.id,
      kind,
      name,
      aliases: [...aliases],
      ...(partOf && { partOf }),
      ...(wikidata && { wikidata }),
    });
    add(partOf);
  };
  for (const { type, data } of facts)
    for (const field of entityFieldsOf(factTypes[type]))
      for (const name of [data[field] ?? []].flat().map(String))
        if (resolve?.(name) === undefined) add(gazetteer().named(name)?.id ?? name);
  return [...found.values()];
}
