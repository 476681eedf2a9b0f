import { filterOf, judgeItem } from '../../../projections/filters.js';
import { type Item, type SectionName, type Sections, sectionNames } from '../../../projections/item.js';
import { type AsOf, type StateFilters, sectionsOf } from '../../../projections/market-state.js';
import type { NamesView } from '../../../projections/names.js';
import type { KeyAnswers } from './key-answers.js';
import type { KeyCache } from './key-cache.js';
import type { NumberedKey } from './key-ids.js';
import type { Postings } from './postings.js';

const NOTES: readonly SectionName[] = ['forecasts', 'statements'];

/** Answers the market state from the index, key by key. */
export class StateQuery {
  constructor(
    private readonly postings: Postings,
    private readonly cache: KeyCache,
    private readonly answers: KeyAnswers,
  ) {}

  run(asOf: AsOf, filters: StateFilters, names: NamesView): Sections {
    const passes = filterOf(filters, names);
    const items: Item[] = [];
    const keys = this.candidates(filters, asOf.at, names);
    let together = 0;
    for (const [i, key] of keys.entries()) {
      if (i >= together) together = i + this.cache.readTogether(keys, i);
      const backed = this.answers.item(key, asOf, filters.undated === true, names);
      if (backed && passes(judgeItem(backed, names))) items.push(backed.item);
    }
    return sectionsOf(items, filters.sections);
  }

  /** The keys that can hold an answer: of the entities or markets asked for where there are any, else all. */
  private candidates({ entities, markets, sections }: StateFilters, at: number, names: NamesView): NumberedKey[] {
    const listed = (markets ?? []).map((id) => names.market(id)?.entities ?? ['']);
    const ofMarkets = listed.some((of) => of.length === 0) ? [] : listed.flat();
    const asked = entities?.length ? entities : ofMarkets.length > 0 ? ofMarkets : [''];
    const terms = new Set(asked.map((id) => (id === '' ? '' : names.canonical(id))));
    const wanted = sections?.length ? sections : sectionNames;
    const keys = new Map<number, NumberedKey>();
    for (const term of terms) {
      if (wanted.some((name) => !NOTES.includes(name)))
        for (const key of this.postings.keysOf(term)) if (isOf(key, wanted)) keys.set(key.id, key);
      if (wanted.some((name) => NOTES.includes(name)))
        for (const key of this.postings.notesOf(term, at)) if (isOf(key, wanted)) keys.set(key.id, key);
    }
    return [...keys.values()];
  }
}

const isOf = ({ key }: NumberedKey, sections: readonly SectionName[]): boolean =>
  sections === sectionNames || sections.some((name) => key.startsWith(`${name}/`));
