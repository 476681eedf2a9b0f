import { Board, type KeyFacts, placesOf } from './board.js';
import { ChangeFold, changeItem } from './change-items.js';
import { factsAsOf } from './facts.js';
import { figureItem } from './figures.js';
import { type Filters, filterOf, judgeItem } from './filters.js';
import type { History } from './history.js';
import { type BackedItem, type Item, type SectionName, type Sections, sectionNames } from './item.js';
import { forecastItem, type Surroundings, statementItem } from './notes.js';
import { standingFact } from './standing-fact.js';

/** The three clocks, resolved: instants in ms, and a position of the log. */
export interface AsOf {
  readonly at: number;
  readonly knownAt: number;
  readonly position: number;
}

export interface StateFilters extends Filters {
  /** Whether openings without a date count before their publication. */
  readonly undated?: boolean;
}

/** The item of a key, notes apart. */
export function itemOfKey(keyFacts: KeyFacts, at: number, undated: boolean): BackedItem | undefined {
  const { kind } = keyFacts.section;
  if (kind === 'notes') return undefined;
  return kind === 'changes' ? changeItem(new ChangeFold(keyFacts), at, undated) : figureItem(keyFacts, at);
}

/** The standing facts of a history, laid out by key. */
export function boardOf(history: History, { knownAt, position }: AsOf): Board {
  const board = new Board(history.namesAt(position));
  for (const reading of factsAsOf(history, { knownAt, position }))
    if (reading.status !== 'retracted') board.add(standingFact(reading, board.names));
  return board;
}

/** What a note needs to know of a board. */
export function surroundings(board: Pick<Board, 'names' | 'key'>): Surroundings {
  const folds = new Map<string, ChangeFold>();
  return {
    keysOf: (fact) =>
      placesOf(fact, board.names).flatMap(({ keyed }) => {
        const key = board.key(keyed.key);
        return key === undefined ? [] : [key];
      }),
    foldOf(keyFacts) {
      const fold = folds.get(keyFacts.key) ?? new ChangeFold(keyFacts);
      folds.set(keyFacts.key, fold);
      return fold;
    },
  };
}

/** Items by section, sorted by key in code unit order; every section that is asked for is there. */
export function sectionsOf(items: Iterable<Item>, asked: readonly SectionName[] | undefined): Sections {
  const names = asked?.length ? sectionNames.filter((name) => asked.includes(name)) : sectionNames;
  const sections = Object.fromEntries(names.map((name) => [name, [] as Item[]]));
  for (const item of items) sections[item.key.slice(0, item.key.indexOf('/'))]?.push(item);
  for (const section of Object.values(sections)) section.sort((a, b) => (a.key < b.key ? -1 : 1));
  return sections;
}

/**
 * The market state as of three clocks: the definition (design.md, rules 1 to 10), as a plain fold over the whole log.
 * Its evidence has no words; whoever holds the contents adds `quote`.
 */
export function marketState(history: History, asOf: AsOf, filters: StateFilters = {}): Sections {
  const board = boardOf(history, asOf);
  const around = surroundings(board);
  const { at } = asOf;
  const items: (BackedItem | undefined)[] = [];
  for (const key of board.keys()) items.push(itemOfKey(board.key(key) as KeyFacts, at, filters.undated === true));
  for (const fact of board.facts) items.push(forecastItem(fact, at, around), statementItem(fact, at));
  const passes = filterOf(filters, board.names);
  const passing = items.filter((item) => item !== undefined && passes(judgeItem(item)));
  return sectionsOf(
    passing.map((backed) => (backed as BackedItem).item),
    filters.sections,
  );
}
