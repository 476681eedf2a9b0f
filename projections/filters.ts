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
  const found: string[] = [];
  for (const name of ENTITY_FIELDS) {
    const value = fields[name];
    if (Array.isArray(value)) found.push(...(value as string[]));
    else if (typeof value === 'string') found.push(value);
  }
  return found;
}

/** What filters judge: the entities it names, each for all that it is part of too, and the places of each fact behind it. */
export interface Judged {
  readonly entities: readonly string[];
  readonly places: readonly (readonly string[])[];
}

type Test = (judged: Judged) => boolean;

const namesOneOf = (ids: Iterable<string>, names: NamesView): Test => {
  const wanted = new Set([...ids].map((id) => names.canonical(id)));
  return ({ entities }) => entities.some((id) => names.lineage(id).some((part) => wanted.has(part)));
};

function inMarket(id: string, names: NamesView): Test {
  const market = names.market(id);
  if (market === undefined) return () => false;
  const named: Test = market.entities.length === 0 ? () => true : namesOneOf(market.entities, names);
  const placed: Test = ({ places }) =>
    places.some(
      (of) => of.length === 0 || market.places.length === 0 || of.some((place) => market.places.includes(place)),
    );
  return (judged) => named(judged) && placed(judged);
}

/** The test that the filters given make under the names of a position: all of them must pass. */
export function filterOf({ entities, places, markets }: Filters, names: NamesView): Test {
  const tests: Test[] = [];
  if (entities?.length) tests.push(namesOneOf(entities, names));
  if (places?.length) tests.push((judged) => judged.places.some((of) => of.some((place) => places.includes(place))));
  if (markets?.length) {
    const each = markets.map((id) => inMarket(id, names));
    tests.push((judged) => each.some((test) => test(judged)));
  }
  return (judged) => tests.every((test) => test(judged));
}

/** Whether something passes all filters given. */
export const passes = (judged: Judged, filters: Filters, names: NamesView): boolean => filterOf(filters, names)(judged);

export function judge(fields: Payload, places: readonly (readonly string[])[]): Judged {
  let entities: readonly string[] | undefined;
  return {
    get entities() {
      entities ??= entitiesIn(fields);
      return entities;
    },
    places,
  };
}

const judgements = new WeakMap<BackedItem, Judged>();

/** What filters judge of an item; of one that is given again it is known. */
export function judgeItem(backed: BackedItem): Judged {
  const known = judgements.get(backed);
  if (known) return known;
  const { item, facts } = backed;
  const judged = judge(
    item,
    facts.map(({ places }) => places),
  );
  judgements.set(backed, judged);
  return judged;
}
