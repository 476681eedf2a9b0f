import type { Sections } from '../../../projections/item.js';
import type { AsOf, StateFilters } from '../../../projections/market-state.js';
import { type Answer, stands } from './key-rows.js';
import type { SeenBox } from './seen-box.js';

/** Answers kept at most, in the keys that they are about; and of one question. */
const CAPACITY = 20_000;
const KEPT = 2;

/** An answer to a question, with all clocks for which it is so. */
export interface WholeAnswer {
  readonly sections: Sections;
  /** From which instant to which, exclusive, ms. */
  readonly from: number;
  readonly to: number;
  readonly box: SeenBox;
  /** The answers of its keys. */
  readonly parts: readonly Answer[];
  /** What IndexStand.postedUnder told of each term that the question is about. */
  readonly posted: ReadonlyMap<string, number>;
  /** What the index had read of names. */
  readonly namesVersion: number;
  /** The position of the index up to which it is known to stand. */
  standsAt: number;
}

/** What an index holds at a moment. */
export interface IndexStand {
  /** The position up to which it has read the log. */
  readonly applied: number;
  readonly namesVersion: number;
  /** A number that grows whenever anything is posted under a term. */
  readonly postedUnder: (term: string) => number;
}

/** Answers to questions that were asked lately: the same object as long as nothing of it changes. */
export class WholeAnswers {
  private readonly byQuestion = new Map<string, readonly WholeAnswer[]>();
  private held = 0;

  find(filters: StateFilters, asOf: AsOf, index: IndexStand): Sections | undefined {
    const question = JSON.stringify(filters);
    const answers = this.byQuestion.get(question);
    const known = answers?.find((answer) => covers(answer, asOf) && isCurrent(answer, index));
    if (answers === undefined || known === undefined) return undefined;
    this.byQuestion.delete(question);
    this.byQuestion.set(question, answers);
    return known.sections;
  }

  keep(filters: StateFilters, answer: WholeAnswer): void {
    if (answer.parts.length > CAPACITY / 2) return;
    const question = JSON.stringify(filters);
    const before = this.byQuestion.get(question) ?? [];
    const kept = [answer, ...before.slice(0, KEPT - 1)];
    this.byQuestion.delete(question);
    this.byQuestion.set(question, kept);
    this.held += weightOf(kept) - weightOf(before);
    for (const [oldest, answers] of this.byQuestion) {
      if (this.held <= CAPACITY) break;
      this.byQuestion.delete(oldest);
      this.held -= weightOf(answers);
    }
  }
}

const weightOf = (answers: readonly WholeAnswer[]): number =>
  answers.reduce((sum, { parts }) => sum + 1 + parts.length, 0);

const covers = ({ from, to, box }: WholeAnswer, asOf: AsOf): boolean =>
  from <= asOf.at && asOf.at < to && box.holds(asOf);

/** Whether nothing that an answer was made of has changed. */
function isCurrent(answer: WholeAnswer, { applied, namesVersion, postedUnder }: IndexStand): boolean {
  if (answer.namesVersion !== namesVersion) return false;
  if (answer.standsAt === applied) return true;
  for (const [term, size] of answer.posted) if (postedUnder(term) !== size) return false;
  if (!answer.parts.every(stands)) return false;
  answer.standsAt = applied;
  return true;
}
