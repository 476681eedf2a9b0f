import { factTypes } from '../events/catalogue.js';
import { entityFieldsOf } from '../events/fields.js';
import type { BackedItem, SectionName } from './item.js';
import type { NamesView } from './names.js';
import type { Payload } from './standing-fact.js';

/** Values of one filter mean "or", different filters "and". */
export interface Filters {
  readonly sections?: readonly SectionName[];
  readonly markets?: readonly string[];
  readonly entities?: readonly string[];
  readonly places?: readonly string[];
}

const ENTITY_FIELDS = [
  ...new Set(['target', 'product', ...Object.values(factTypes).flatMap((payload) => entityFieldsOf(payload))]),
];

/** The entities that the fields of an item or a payload name. */
export function entitiesIn(fields: Payload): string[] {
  return ENTITY_FIELDS.flatMap((name) => {
    const value = fields[name];
    return Array.isArray(value) ? (value as string[]) : typeof value === 'string' ? [value] : [];
  });
}

/** What filters judge: the entities it names, with all that they are part of, and the places of each fact behind it. */
export interface Judged {
  readonly lineage: ReadonlySet<string>;
  readonly places: readonly (readonly string[])[];
}

function inMarket({ lineage, places }: Judged, id: string, names: NamesView): boolean {
  const market = names.market(id);
  if (market === undefined) return false;
  const named = market.entities.length === 0 || market.entities.some((entity) => lineage.has(names.canonical(entity)));
  return (
    named &&
    places.some(
      (of) => of.length === 0 || market.places.length === 0 || of.some((place) => market.places.includes(place)),
    )
  );
}

/** Whether something passes all filters given. */
export function passes(judged: Judged, { entities, places, markets }: Filters, names: NamesView): boolean {
  return (
    (!entities?.length || entities.some((id) => judged.lineage.has(names.canonical(id)))) &&
    (!places?.length || judged.places.some((of) => of.some((place) => places.includes(place)))) &&
    (!markets?.length || markets.some((id) => inMarket(judged, id, names)))
  );
}

export function judge(fields: Payload, places: readonly (readonly string[])[], names: NamesView): Judged {
  return { lineage: new Set(entitiesIn(fields).flatMap((id) => names.lineage(id))), places };
}

export const itemPasses = ({ item, facts }: BackedItem, filters: Filters, names: NamesView): boolean =>
  passes(
    judge(
      item,
      facts.map(({ places }) => places),
      names,
    ),
    filters,
    names,
  );
