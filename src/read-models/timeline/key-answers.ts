import { placesOf } from '../../../projections/board.js';
import { changeItem } from '../../../projections/change-items.js';
import { figureItem } from '../../../projections/figures.js';
import type { BackedItem } from '../../../projections/item.js';
import type { AsOf } from '../../../projections/market-state.js';
import type { NamesView } from '../../../projections/names.js';
import { forecastItem, notesOf, statementItem } from '../../../projections/notes.js';
import type { StandingFact } from '../../../projections/standing-fact.js';
import type { KeyCache } from './key-cache.js';
import type { NumberedKey } from './key-ids.js';
import { KeyReader, type Period, sectionOfKey } from './key-reader.js';
import type { Answer } from './key-rows.js';
import type { KeyView } from './key-view.js';
import { SeenBox } from './seen-box.js';
import type { Stretch } from './stretch.js';

/** Changes taken past the ends of a window at first, and by how much more where an answer looks past them. */
const MORE = 4;
const GROWTH = 8;

/** How long after its publication a forecast is first looked at for being fulfilled, ms, and by how much more then. */
const SOON = 4 * 86_400_000;
const LATER = 8;

/** Answers kept for one key. */
const KEPT = 4;
/** Rows looked at from which on an answer took long to make. */
const COSTLY = 24;

/** The newest of the answers, those that are spared before others. */
function keptOf(answers: readonly Answer[]): readonly Answer[] {
  if (answers.length <= KEPT) return answers;
  const least = answers.findLastIndex(({ spared }) => !spared);
  return answers.filter((_, i) => i !== (least < 0 ? KEPT : least));
}

/**
 * The items of keys, each folded from the facts that bear on the instant asked; and kept for all instants, publications
 * and positions for which the same facts give the same item, so that it is the same object as long as nothing changes.
 */
export class KeyAnswers {
  constructor(
    private readonly cache: KeyCache,
    private readonly more = MORE,
  ) {}

  answer({ id, key }: NumberedKey, asOf: AsOf, undated: boolean, names: NamesView): Answer {
    const rows = this.cache.rows(key, id);
    const { versions } = this.cache;
    const known = rows.answers.find(
      (answer) =>
        answer.undated === undated &&
        answer.steady.from <= asOf.at &&
        asOf.at < answer.steady.to &&
        answer.box.holds(asOf) &&
        versions.stand(answer.of),
    );
    if (known) return known;
    const answer = this.make(key, asOf, undated, names);
    const others = rows.answers.filter(({ of }) => versions.stand(of));
    rows.answers = keptOf([answer, ...others]);
    return answer;
  }

  private make(key: string, asOf: AsOf, undated: boolean, names: NamesView): Answer {
    for (let more = this.more; ; more = more * GROWTH + 1) {
      const question = new Question(this.cache, asOf, more, names);
      const backed = question.item(key, undated);
      if (question.settled) return { undated, backed, ...question.validity, spared: question.isWorthKeeping(key) };
    }
  }
}

/** One attempt at an item, with windows of one size. */
class Question {
  private readonly box: SeenBox;
  private readonly of: number[] = [];
  private readonly views: KeyView[] = [];
  private readonly turning: KeyView[] = [];
  private readonly reader: KeyReader;
  private steady: Stretch = { from: -Infinity, to: Infinity };

  constructor(
    cache: KeyCache,
    private readonly asOf: AsOf,
    more: number,
    private readonly names: NamesView,
  ) {
    this.box = new SeenBox(asOf);
    this.reader = new KeyReader(cache, this.box, more, (key) => cache.versions.stamp(key, this.of));
  }

  item(key: string, undated: boolean): BackedItem | undefined {
    const { at } = this.asOf;
    if (sectionOfKey(key).kind === 'notes') return this.note(key);
    const view = this.seen(this.reader.item(key, at));
    if (view.facts.section.kind === 'changes') return changeItem(view.fold, at, undated);
    return figureItem(view.facts, at);
  }

  /** Whether no answer looked past what was read. */
  get settled(): boolean {
    return this.views.every((view) => view.settled);
  }

  get validity(): Pick<Answer, 'steady' | 'box' | 'of'> {
    for (const view of this.turning) this.within(view.steady(this.asOf.at));
    return { steady: this.steady, box: this.box, of: this.of };
  }

  /** Whether the item of a key took long to make, and holds at the head. */
  isWorthKeeping(key: string): boolean {
    return this.box.holdsAtHead && (this.box.looks >= COSTLY || sectionOfKey(key).kind === 'notes');
  }

  private note(key: string): BackedItem | undefined {
    const { at } = this.asOf;
    const fact = this.reader.note(key)?.fact;
    const note = fact && notesOf(fact).find((each) => each.key === key);
    if (fact === undefined || note === undefined) return undefined;
    const listed = note.from <= at && at < note.until;
    this.within({ from: at < note.from ? -Infinity : listed ? note.from : note.until, to: nextTurn(note, at) });
    if (!listed) return undefined;
    return key.startsWith('statements/') ? statementItem(fact, at) : this.forecast(fact);
  }

  private forecast(fact: StandingFact): BackedItem | undefined {
    const { at } = this.asOf;
    // What is fulfilled stays so, and mostly is so soon: then what came later need not be read.
    for (let after = SOON; fact.modality === 'expected' && fact.publishedAt + after < at; after *= LATER) {
      const by = fact.publishedAt + after;
      const views = this.around(fact, by);
      this.views.push(...views);
      if (forecastBy(fact, by, views)) continue;
      this.within({ from: by, to: Infinity });
      return undefined;
    }
    return forecastBy(
      fact,
      at,
      this.around(fact, at).map((view) => this.seen(view)),
    );
  }

  /** What bears on a forecast from its publication to an instant. */
  private around(fact: StandingFact, to: number): KeyView[] {
    const period: Period = fact.time.dated ? { start: fact.time.start, end: fact.time.end } : undefined;
    const stretch = { from: Math.min(fact.publishedAt, to), to };
    return placesOf(fact, this.names)
      .filter(({ keyed }) => sectionOfKey(keyed.key).kind !== 'notes')
      .map(({ keyed }) => this.reader.forecast(keyed.key, period, stretch));
  }

  /** Notes a view that turns as its facts do. */
  private seen(view: KeyView): KeyView {
    this.views.push(view);
    this.turning.push(view);
    return view;
  }

  private within({ from, to }: Stretch): void {
    this.steady = { from: Math.max(this.steady.from, from), to: Math.min(this.steady.to, to) };
  }
}

function forecastBy(fact: StandingFact, at: number, views: readonly KeyView[]): BackedItem | undefined {
  const byFacts = new Map(views.map((view) => [view.facts, view]));
  return forecastItem(fact, at, {
    keysOf: () => [...byFacts.keys()],
    foldOf: (facts) => (byFacts.get(facts) as KeyView).fold,
  });
}

const nextTurn = ({ from, until }: { from: number; until: number }, at: number): number =>
  at < from ? from : at < until ? until : Infinity;
