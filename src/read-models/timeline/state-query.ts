import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { placesOf } from '../../../projections/board.js';
import { changeItem } from '../../../projections/change-items.js';
import { figureItem } from '../../../projections/figures.js';
import { itemPasses } from '../../../projections/filters.js';
import {
  type BackedItem,
  type Item,
  type SectionName,
  type Sections,
  sectionNames,
} from '../../../projections/item.js';
import { type AsOf, type StateFilters, sectionsOf } from '../../../projections/market-state.js';
import type { NamesView } from '../../../projections/names.js';
import { forecastItem, type Surroundings, statementItem } from '../../../projections/notes.js';
import type { KeyCache } from './key-cache.js';

/** Answers the market state from the index, key by key. */
export class StateQuery {
  private readonly keysOfEntity: StatementSyncInstance;

  constructor(
    db: DatabaseSyncInstance,
    private readonly cache: KeyCache,
  ) {
    this.keysOfEntity = db.prepare('SELECT key FROM postings WHERE entity = ? AND key >= ? AND key < ? ORDER BY key');
    this.keysOfEntity.setReturnArrays(true);
  }

  run(asOf: AsOf, filters: StateFilters, names: NamesView): Sections {
    const around = this.surroundings(asOf, names);
    const items: Item[] = [];
    for (const key of this.candidates(filters, names)) {
      const backed = this.item(key, asOf, filters.undated === true, around);
      if (backed && itemPasses(backed, filters, names)) items.push(backed.item);
    }
    return sectionsOf(items, filters.sections);
  }

  private item(key: string, asOf: AsOf, undated: boolean, around: Surroundings): BackedItem | undefined {
    const facts = this.cache.facts(key, asOf.knownAt, asOf.position);
    const [any] = facts?.facts ?? [];
    if (facts === undefined || any === undefined) return undefined;
    if (key.startsWith('forecasts/')) return forecastItem(any.fact, asOf.at, around);
    if (key.startsWith('statements/')) return statementItem(any.fact, asOf.at);
    if (facts.section.kind === 'changes') return changeItem(this.cache.foldOf(facts), asOf.at, undated);
    return figureItem(facts, asOf.at);
  }

  private surroundings({ knownAt, position }: AsOf, names: NamesView): Surroundings {
    return {
      keysOf: (fact) =>
        placesOf(fact, names).flatMap(({ keyed }) => this.cache.facts(keyed.key, knownAt, position) ?? []),
      foldOf: (facts) => this.cache.foldOf(facts),
    };
  }

  /** The keys that can hold an answer: of the entities or markets asked for where there are any, else all. */
  private candidates({ entities, markets, sections }: StateFilters, names: NamesView): Set<string> {
    const listed = (markets ?? []).map((id) => names.market(id)?.entities ?? ['']);
    const ofMarkets = listed.some((of) => of.length === 0) ? [] : listed.flat();
    const asked = entities?.length ? entities : ofMarkets.length > 0 ? ofMarkets : [''];
    const terms = new Set(asked.map((id) => (id === '' ? '' : names.canonical(id))));
    const keys = new Set<string>();
    for (const term of terms) for (const range of ranges(sections)) this.collect(keys, term, range);
    return keys;
  }

  private collect(keys: Set<string>, entity: string, [from, to]: readonly [string, string]): void {
    for (const [key] of this.keysOfEntity.all(entity, from, to) as unknown as [string][]) keys.add(key);
  }
}

/** The ranges of keys of the sections asked for. */
function ranges(sections: readonly SectionName[] | undefined): readonly (readonly [string, string])[] {
  if (!sections?.length) return [['', '~']];
  return sectionNames.filter((name) => sections.includes(name)).map((name) => [`${name}/`, `${name}0`]);
}
