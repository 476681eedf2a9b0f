import { factTypes } from '../../events/catalogue.js';
import { entityFieldsOf } from '../../events/fields.js';
import type { Extraction, NameResolver } from './extraction/types.js';

/** An extraction with the ids that the log gave to its names in place of those that the rules know or make up. */
export function withKnownNames({ facts, entities }: Extraction, resolve: NameResolver): Extraction {
  const described = new Map(entities.map((entity) => [entity.id, entity]));
  const ids = new Map<string, string>();
  const idOf = (id: string): string => {
    const known = ids.get(id) ?? firstKnown([id, ...namesOf(described.get(id))], resolve) ?? id;
    ids.set(id, known);
    return known;
  };
  return {
    facts: facts.map((fact) => ({ ...fact, data: renamed(fact.data, entityFieldsOf(factTypes[fact.type]), idOf) })),
    entities: entities
      .filter(({ id }) => idOf(id) === id)
      .map((entity) => (entity.partOf === undefined ? entity : { ...entity, partOf: idOf(entity.partOf) })),
  };
}

const namesOf = (entity: { name: string; aliases: string[] } | undefined): string[] =>
  entity ? [entity.name, ...entity.aliases] : [];

function firstKnown(names: readonly string[], resolve: NameResolver): string | undefined {
  for (const name of names) {
    const id = resolve(name);
    if (id !== undefined) return id;
  }
  return undefined;
}

function renamed(
  data: Readonly<Record<string, unknown>>,
  fields: readonly string[],
  idOf: (id: string) => string,
): Record<string, unknown> {
  const next = { ...data };
  for (const field of fields) {
    const value = next[field];
    if (typeof value === 'string') next[field] = idOf(value);
    else if (Array.isArray(value)) next[field] = [...new Set(value.map((each) => idOf(String(each))))];
  }
  return next;
}
