import { filterOf, judgeItem } from '../../../projections/filters.js';
import { type Item, type Sections, sectionNames } from '../../../projections/item.js';
import { type AsOf, type StateFilters, sectionsOf } from '../../../projections/market-state.js';
import type { NamesView } from '../../../projections/names.js';
import type { HeadItems } from './head-items.js';
import type { KeyVersions } from './key-versions.js';
import type { NamesHistory } from './names-history.js';
import { SeenBox } from './seen-box.js';
import type { TermItems, TermReader } from './term-reader.js';
import { type IndexStand, type WholeAnswer, WholeAnswers } from './whole-answers.js';

/** Answers the market state from the index, term by term. */
export class StateQuery {
  private readonly known = new WholeAnswers();

  constructor(
    private readonly terms: TermReader,
    private readonly versions: KeyVersions,
    private readonly names: NamesHistory,
    private readonly head: HeadItems,
  ) {}

  /** @param applied the position up to which the index has read the log */
  run(asOf: AsOf, filters: StateFilters, applied: number): Sections {
    const stand = { applied, namesVersion: this.names.version, versions: this.versions };
    const known = this.known.find(filters, asOf, stand);
    if (known) return known;
    const answer = this.make(asOf, filters, stand);
    this.known.keep(filters, answer);
    return answer.sections;
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
        if (passes(judgeItem(backed))) items.push(backed.item);
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
      yield (undated ? undefined : this.head.find(term, asOf)) ?? this.terms.read(term, sections, asOf, undated, names);
  }
}

/** The entities or those of the markets asked for, where there are any, else that under which all keys are posted. */
function termsOf({ entities, markets }: StateFilters, names: NamesView): ReadonlySet<string> {
  const listed = (markets ?? []).map((id) => names.market(id)?.entities ?? ['']);
  const ofMarkets = listed.some((of) => of.length === 0) ? [] : listed.flat();
  const asked = entities?.length ? entities : ofMarkets.length > 0 ? ofMarkets : [''];
  // In order, items come nearly as they are sorted in the end.
  return new Set(asked.map((id) => (id === '' ? '' : names.canonical(id))).sort());
}
