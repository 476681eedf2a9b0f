import { type BackedItem, type SectionName, sectionNames } from '../../../projections/item.js';
import type { AsOf } from '../../../projections/market-state.js';
import type { NamesView } from '../../../projections/names.js';
import type { KeyAnswers } from './key-answers.js';
import type { KeyCache } from './key-cache.js';
import type { NumberedKey } from './key-ids.js';
import type { Answer } from './key-rows.js';
import type { Stamp } from './key-versions.js';
import type { Postings } from './postings.js';
import { SeenBox } from './seen-box.js';

const NOTES: readonly SectionName[] = ['forecasts', 'statements'];

/** The items under a term, with all clocks for which they are so. */
export interface TermItems {
  /** In the order of their keys. */
  readonly items: readonly BackedItem[];
  /** From which instant to which, exclusive, ms. */
  readonly from: number;
  readonly to: number;
  readonly box: SeenBox;
  /** How many keys were looked at, and how those stood that the items were made of. */
  readonly keys: number;
  readonly of: Stamp;
}

/** Makes the items of the keys that are posted under a term. */
export class TermReader {
  constructor(
    private readonly postings: Postings,
    private readonly cache: KeyCache,
    private readonly answers: KeyAnswers,
  ) {}

  read(term: string, sections: readonly SectionName[], asOf: AsOf, undated: boolean, names: NamesView): TermItems {
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
    items.sort((a, b) => (a.item.key < b.item.key ? -1 : 1));
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

const isOf = ({ key }: NumberedKey, sections: readonly SectionName[]): boolean =>
  sections === sectionNames || sections.some((name) => key.startsWith(`${name}/`));
