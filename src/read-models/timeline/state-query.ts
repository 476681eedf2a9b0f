import { filterOf, judgeItem } from '../../../projections/filters.js';
import {
  type BackedItem,
  type Item,
  type SectionName,
  type Sections,
  sectionNames,
} from '../../../projections/item.js';
import { type AsOf, type StateFilters, sectionsOf } from '../../../projections/market-state.js';
import type { NamesView } from '../../../projections/names.js';
import type { HeadItems, TermItems } from './head-items.js';
import type { KeyAnswers } from './key-answers.js';
import type { KeyCache } from './key-cache.js';
import type { NumberedKey } from './key-ids.js';
import type { Answer } from './key-rows.js';
import type { NamesHistory } from './names-history.js';
import type { Postings } from './postings.js';
import { SeenBox } from './seen-box.js';
import { type IndexStand, type WholeAnswer, WholeAnswers } from './whole-answers.js';

const NOTES: readonly SectionName[] = ['forecasts', 'statements'];

/** Answers the market state from the index, entity by entity and key by key. */
export class StateQuery {
  private readonly known = new WholeAnswers();

  constructor(
    private readonly postings: Postings,
    private readonly cache: KeyCache,
    private readonly answers: KeyAnswers,
    private readonly names: NamesHistory,
    private readonly head: HeadItems,
  ) {}

  /** @param applied the position up to which the index has read the log */
  run(asOf: AsOf, filters: StateFilters, applied: number): Sections {
    const stand = { applied, namesVersion: this.names.version, versions: this.cache.versions };
    const known = this.known.find(filters, asOf, stand);
    if (known) return known;
    const answer = this.make(asOf, filters, stand);
    this.known.keep(filters, answer);
    return answer.sections;
  }

  /** Stores the items of the next entity of which none are; false where there is no such. */
  storeNext(asOf: AsOf): boolean {
    const entity = this.head.nextMissing(asOf.at);
    if (entity === undefined) return false;
    this.head.keep(entity, this.read(entity, sectionNames, asOf, false, this.names.at(asOf.position)));
    return true;
  }

  private make(asOf: AsOf, filters: StateFilters, { applied, namesVersion }: IndexStand): WholeAnswer {
    const names = this.names.at(asOf.position);
    const passes = filterOf(filters, names);
    const judged = new Set<string>();
    const items: Item[] = [];
    const box = new SeenBox(asOf);
    box.within([...this.names.stretchAt(asOf.position), null, null]);
    let to = Infinity;
    let keys = 0;
    const of: number[] = [];
    for (const part of this.parts(asOf, filters, names)) {
      box.meet(part.box);
      to = Math.min(to, part.to);
      keys += part.keys;
      of.push(...part.of);
      for (const backed of part.items) {
        const { key } = backed.item;
        if (judged.has(key)) continue;
        judged.add(key);
        if (passes(judgeItem(backed, names))) items.push(backed.item);
      }
    }
    const sections = sectionsOf(items, filters.sections);
    return { sections, from: asOf.at, to, box, keys, of, namesVersion, standsAt: applied };
  }

  /** What stands under each of the terms that a question is about. */
  private *parts(asOf: AsOf, filters: StateFilters, names: NamesView): Generator<TermItems> {
    const undated = filters.undated === true;
    const sections = filters.sections?.length ? filters.sections : sectionNames;
    for (const term of termsOf(filters, names))
      yield (undated ? undefined : this.head.find(term, asOf)) ?? this.read(term, sections, asOf, undated, names);
  }

  private read(
    term: string,
    sections: readonly SectionName[],
    asOf: AsOf,
    undated: boolean,
    names: NamesView,
  ): TermItems {
    const { keys, to } = this.keysOf(term, sections, asOf.at);
    const box = new SeenBox(asOf);
    const of: number[] = [];
    this.postings.stamp(term, of);
    const items: BackedItem[] = [];
    let until = to;
    for (const answer of this.answersOf(keys, asOf, undated, names)) {
      box.meet(answer.box);
      until = Math.min(until, answer.steady.to);
      of.push(...answer.of);
      if (answer.backed) items.push(answer.backed);
    }
    return { items, from: asOf.at, to: until, box, keys: keys.length, of };
  }

  private answersOf(keys: readonly NumberedKey[], asOf: AsOf, undated: boolean, names: NamesView): Answer[] {
    let together = 0;
    return keys.map((key, i) => {
      if (i >= together) together = i + this.cache.readTogether(keys, i);
      return this.answers.answer(key, asOf, undated, names);
    });
  }

  /** The keys posted under a term that can hold an answer, and until when there are no others. */
  private keysOf(term: string, sections: readonly SectionName[], at: number): { keys: NumberedKey[]; to: number } {
    const { postings } = this;
    const asksNotes = sections.some((name) => NOTES.includes(name));
    const found = [
      ...(sections.some((name) => !NOTES.includes(name)) ? postings.keysOf(term) : []),
      ...(asksNotes ? postings.notesOf(term, at) : []),
    ];
    const keys = new Map(found.filter((key) => isOf(key, sections)).map((key) => [key.id, key]));
    return { keys: [...keys.values()], to: asksNotes ? postings.nextNote(term, at) : Infinity };
  }
}

/** The entities or those of the markets asked for, where there are any, else that under which all keys are posted. */
function termsOf({ entities, markets }: StateFilters, names: NamesView): ReadonlySet<string> {
  const listed = (markets ?? []).map((id) => names.market(id)?.entities ?? ['']);
  const ofMarkets = listed.some((of) => of.length === 0) ? [] : listed.flat();
  const asked = entities?.length ? entities : ofMarkets.length > 0 ? ofMarkets : [''];
  return new Set(asked.map((id) => (id === '' ? '' : names.canonical(id))));
}

const isOf = ({ key }: NumberedKey, sections: readonly SectionName[]): boolean =>
  sections === sectionNames || sections.some((name) => key.startsWith(`${name}/`));
