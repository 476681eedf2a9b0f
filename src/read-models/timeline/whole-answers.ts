import type { Sections } from '../../../projections/item.js';
import type { AsOf, StateFilters } from '../../../projections/market-state.js';
import type { KeyVersions, Stamp } from './key-versions.js';
import { covers, type SeenBox } from './seen-box.js';

/** Answers kept at most, in the keys that they are about; and of one question, beside one that holds at the head. */
const CAPACITY = 20_000;
const KEPT = 2;

/** An answer to a question, with all clocks for which it is so. */
export interface WholeAnswer {
  readonly sections: Sections;
  /** From which instant to which, exclusive, ms. */
  readonly from: number;
  readonly to: number;
  readonly box: SeenBox;
  /** How many keys it is about, and how those stood, and what is posted under its terms, that it was made of. */
  readonly keys: number;
  readonly of: Stamp;
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
  readonly versions: KeyVersions;
}

/** The answers to one question, the newest first. */
interface Kept {
  answers: readonly WholeAnswer[];
  /** Whether it was asked again since it was last up for being let go. */
  asked: boolean;
}

/** Answers to questions that were asked lately: the same object as long as nothing of it changes. */
export class WholeAnswers {
  private readonly byQuestion = new Map<string, Kept>();
  private held = 0;

  find(filters: StateFilters, asOf: AsOf, index: IndexStand): Sections | undefined {
    const kept = this.byQuestion.get(JSON.stringify(filters));
    const known = kept?.answers.find((answer) => covers(answer, asOf) && isCurrent(answer, index));
    if (kept === undefined || known === undefined) return undefined;
    kept.asked = true;
    return known.sections;
  }

  keep(filters: StateFilters, answer: WholeAnswer): void {
    if (answer.keys > CAPACITY / 2) return;
    const question = JSON.stringify(filters);
    const kept = this.byQuestion.get(question) ?? { answers: [], asked: false };
    this.byQuestion.set(question, kept);
    this.held -= weightOf(kept);
    kept.answers = newest([answer, ...kept.answers]);
    this.held += weightOf(kept);
    this.letGo();
  }

  /** Lets go of the oldest that were not asked again; those that were come up once more after the others. */
  private letGo(): void {
    for (const [question, kept] of this.byQuestion) {
      if (this.held <= CAPACITY) break;
      this.byQuestion.delete(question);
      if (kept.asked) this.byQuestion.set(question, kept);
      else this.held -= weightOf(kept);
      kept.asked = false;
    }
  }
}

const weightOf = ({ answers }: Kept): number => answers.reduce((sum, { keys }) => sum + 1 + keys, 0);

/** The newest of the answers, and the newest of those that hold at the head, about which most ask. */
function newest(answers: readonly WholeAnswer[]): WholeAnswer[] {
  const atHead = answers.find(({ box }) => box.holdsAtHead);
  return answers.filter((answer, i) => i < KEPT || answer === atHead);
}

/** Whether nothing that an answer was made of has changed. */
function isCurrent(answer: WholeAnswer, { applied, namesVersion, versions }: IndexStand): boolean {
  if (answer.namesVersion !== namesVersion) return false;
  if (answer.standsAt === applied) return true;
  if (!versions.stand(answer.of)) return false;
  answer.standsAt = applied;
  return true;
}
