import { filterOf, judgeItem } from '../../../projections/filters.js';
import { type Item, type SectionName, type Sections, sectionNames } from '../../../projections/item.js';
import { type AsOf, type StateFilters, sectionsOf } from '../../../projections/market-state.js';
import type { NamesView } from '../../../projections/names.js';
import type { KeyAnswers } from './key-answers.js';
import type { KeyCache } from './key-cache.js';
import type { NumberedKey } from './key-ids.js';
import type { Answer } from './key-rows.js';
import type { NamesHistory } from './names-history.js';
import type { Postings } from './postings.js';
import { SeenBox } from './seen-box.js';
import { type IndexStand, type WholeAnswer, WholeAnswers } from './whole-answers.js';

const NOTES: readonly SectionName[] = ['forecasts', 'statements'];

/** What a question is about: terms, and the keys posted under them that can hold an answer. */
interface Candidates {
  readonly terms: ReadonlySet<string>;
  readonly keys: readonly NumberedKey[];
  /** Until when there are no others. */
  readonly to: number;
}

/** Answers the market state from the index, key by key. */
export class StateQuery {
  private readonly known = new WholeAnswers();

  constructor(
    private readonly postings: Postings,
    private readonly cache: KeyCache,
    private readonly answers: KeyAnswers,
    private readonly names: NamesHistory,
  ) {}

  /** @param applied the position up to which the index has read the log */
  run(asOf: AsOf, filters: StateFilters, applied: number): Sections {
    const { names, postings } = this;
    const { versions } = this.cache;
    const postedUnder = (term: string) => postings.sizeOf(term);
    const stand = { applied, namesVersion: names.version, postedUnder, versions };
    const known = this.known.find(filters, asOf, stand);
    if (known) return known;
    const answer = this.make(asOf, filters, stand);
    this.known.keep(filters, answer);
    return answer.sections;
  }

  private make(asOf: AsOf, filters: StateFilters, { applied, namesVersion, postedUnder }: IndexStand): WholeAnswer {
    const names = this.names.at(asOf.position);
    const passes = filterOf(filters, names);
    const items: Item[] = [];
    const { terms, keys, to } = this.candidates(filters, asOf.at, names);
    const parts = this.parts(keys, asOf, filters.undated === true, names);
    const box = new SeenBox(asOf);
    box.within([...this.names.stretchAt(asOf.position), null, null]);
    let until = to;
    for (const part of parts) {
      box.meet(part.box);
      until = Math.min(until, part.steady.to);
      if (part.backed && passes(judgeItem(part.backed, names))) items.push(part.backed.item);
    }
    const posted = new Map([...terms].map((term) => [term, postedUnder(term)]));
    const sections = sectionsOf(items, filters.sections);
    const of = parts.flatMap((part) => part.of);
    return { sections, from: asOf.at, to: until, box, keys: keys.length, of, posted, namesVersion, standsAt: applied };
  }

  private parts(keys: readonly NumberedKey[], asOf: AsOf, undated: boolean, names: NamesView): Answer[] {
    let together = 0;
    return keys.map((key, i) => {
      if (i >= together) together = i + this.cache.readTogether(keys, i);
      return this.answers.answer(key, asOf, undated, names);
    });
  }

  /** The keys that can hold an answer: of the entities or markets asked for where there are any, else all. */
  private candidates({ entities, markets, sections }: StateFilters, at: number, names: NamesView): Candidates {
    const listed = (markets ?? []).map((id) => names.market(id)?.entities ?? ['']);
    const ofMarkets = listed.some((of) => of.length === 0) ? [] : listed.flat();
    const asked = entities?.length ? entities : ofMarkets.length > 0 ? ofMarkets : [''];
    const terms = new Set(asked.map((id) => (id === '' ? '' : names.canonical(id))));
    const wanted = sections?.length ? sections : sectionNames;
    const keys = new Map<number, NumberedKey>();
    let to = Infinity;
    for (const term of terms) {
      if (wanted.some((name) => !NOTES.includes(name)))
        for (const key of this.postings.keysOf(term)) if (isOf(key, wanted)) keys.set(key.id, key);
      if (wanted.some((name) => NOTES.includes(name))) {
        for (const key of this.postings.notesOf(term, at)) if (isOf(key, wanted)) keys.set(key.id, key);
        to = Math.min(to, this.postings.nextNote(term, at));
      }
    }
    return { terms, keys: [...keys.values()], to };
  }
}

const isOf = ({ key }: NumberedKey, sections: readonly SectionName[]): boolean =>
  sections === sectionNames || sections.some((name) => key.startsWith(`${name}/`));
