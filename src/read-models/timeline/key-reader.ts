import type { KeyedFact, KeyFacts } from '../../../projections/board.js';
import { holdsFrom } from '../../../projections/figures.js';
import type { SectionName } from '../../../projections/item.js';
import { longestPeriod } from '../../../projections/keys.js';
import { sections } from '../../../projections/sections.js';
import { type ChangeWindow, changeWindow, type Stretch } from './change-window.js';
import type { KeyCache } from './key-cache.js';
import { EXPECTED, type KeyRows, type Lane, type Role, type Row } from './key-rows.js';
import { KeyView } from './key-view.js';
import { groupKey } from './placement.js';
import type { SeenBox } from './seen-box.js';

/** Roles of rows that are no changes of their key. */
const OTHER_ROLES: ReadonlySet<Role> = new Set([EXPECTED, 'denied', 'note']);

/** A period, ms; undefined stands for all periods of a key. */
export type Period = { readonly start: number; readonly end: number } | undefined;

export const sectionOfKey = (key: string) => sections[key.slice(0, key.indexOf('/')) as SectionName];

const isOf = ({ starts, ends }: Row, period: Period): boolean =>
  period === undefined || (starts === period.start && ends === period.end);

/** Reads keys as of the clocks of a box, as far as a question needs them; the box notes which rows it looked at. */
export class KeyReader {
  constructor(
    private readonly cache: KeyCache,
    private readonly box: SeenBox,
    /** How many changes are taken past each end of a stretch. */
    private readonly more: number,
    /** Called with every set of rows that is read. */
    private readonly onRead: (rows: KeyRows) => void,
  ) {}

  /** The fact of a note. */
  note(key: string): KeyedFact | undefined {
    return this.seen(all(this.rowsOf(key).lane('note'))).next().value?.keyed;
  }

  /** What bears on the item of a key at an instant. */
  item(key: string, at: number): KeyView {
    const rows = this.rowsOf(key);
    const { kind } = sectionOfKey(key);
    if (kind === 'changes') return this.changes(rows, { from: at, to: at });
    const turns: number[] = [];
    const shown = kind === 'ledger' ? this.deals(rows, turns) : this.latestPeriod(rows, at, turns);
    const [any] = shown;
    const period = any?.role === 'claim' ? { start: any.starts, end: any.ends } : undefined;
    return this.figures(rows, shown, period, at, turns);
  }

  /** What bears on a forecast under a key between its publication and an instant. */
  forecast(key: string, period: Period, stretch: Stretch): KeyView {
    const rows = this.rowsOf(key);
    const { kind } = sectionOfKey(key);
    if (kind === 'changes') return this.changes(rows, stretch);
    const turns: number[] = [];
    if (kind === 'ledger') return this.figures(rows, this.deals(rows, turns), undefined, stretch.to, turns);
    const claims = period === undefined ? all(rows.lane('undated')) : ofPeriod(rows.lane('claim'), period);
    const told = [...this.seen(claims)];
    for (const row of told) turns.push(holds(row));
    return this.figures(rows, told, period, stretch.to, turns);
  }

  private changes(rows: KeyRows, stretch: Stretch): KeyView {
    const effects = [...rows.roles()].filter((role) => !OTHER_ROLES.has(role));
    const windows = effects.map((effect) => this.window(effect, rows.lane(effect), stretch));
    const endings = this.groupsOf(rows).map((group) => this.rowsOf(groupKey(group)));
    const endingWindows = endings.map((group) => this.window('ended', group.lane('ends'), stretch));
    const taken = windows.flatMap((window) => window.rows);
    const oldest = taken.reduce((least, { published }) => Math.min(least, published), stretch.from);
    const turns: number[] = [];
    const denied = this.denials(rows, oldest, stretch.to, turns);
    const groupEndings = endingWindows.flatMap((window) => window.rows);
    return view(rows, [...taken, ...denied], groupEndings, [...windows, ...endingWindows], turns);
  }

  private window(effect: Role, lane: Lane, stretch: Stretch): ChangeWindow {
    return { effect, ...changeWindow(lane, stretch, this.more, this.box) };
  }

  private figures(rows: KeyRows, told: readonly Row[], period: Period, at: number, turns: number[]): KeyView {
    const denied = this.denials(rows, -Infinity, at, turns).filter((row) => isOf(row, period));
    return view(rows, [...told, ...denied], [], [], turns);
  }

  private deals(rows: KeyRows, turns: number[]): Row[] {
    const seen = [...this.seen(all(rows.lane('ledger')))];
    for (const { starts, ends } of seen) turns.push(starts, ends);
    return seen;
  }

  /** The claims of the latest period that holds: last end, then last start; undated ones share one. */
  private latestPeriod(rows: KeyRows, at: number, turns: number[]): Row[] {
    const undated = [...this.seen(all(rows.lane('undated')))];
    for (const { published } of undated) turns.push(published);
    let latest: Row[] = undated.filter(({ published }) => published <= at);
    // No claim holds before its period begins.
    const longest = longestPeriod(rows.key);
    if (longest < Infinity) turns.push(...firstStart(rows.lane('claim').past(at + longest), longest));
    for (const row of rows.lane('claim').upTo(at + longest)) {
      const [best] = latest;
      if (best && row.ends < best.ends) break;
      if (best && row.ends === best.ends && row.starts < best.starts) continue;
      const from = holds(row);
      if (from <= at && !this.box.sees(row)) continue;
      turns.push(from);
      if (from > at) continue;
      if (best && isOf(row, { start: best.starts, end: best.ends })) latest.push(row);
      else latest = [row];
    }
    return latest;
  }

  /** The denials that were published after an instant and by another. */
  private denials(rows: KeyRows, after: number, by: number, turns: number[]): Row[] {
    const lane = rows.lane('denied');
    for (const { published } of lane.past(by)) {
      turns.push(published);
      break;
    }
    const denied: Row[] = [];
    for (const row of lane.upTo(by)) {
      if (row.published <= after) break;
      if (!this.box.sees(row)) continue;
      denied.push(row);
      turns.push(row.published);
    }
    return denied;
  }

  private groupsOf(rows: KeyRows): string[] {
    const groups = new Set<string>();
    for (const [names, named] of rows.groups())
      if (!this.seen(named).next().done) for (const group of names.split('\n')) groups.add(group);
    return [...groups];
  }

  private *seen(rows: Iterable<Row>): Generator<Row, undefined> {
    for (const row of rows) if (this.box.sees(row)) yield row;
  }

  private rowsOf(key: string): KeyRows {
    const rows = this.cache.rows(key);
    this.onRead(rows);
    return rows;
  }
}

const all = (lane: Lane): Iterable<Row> => lane.upTo(Infinity);

const holds = ({ keyed }: Row): number => holdsFrom(keyed.fact);

function* ofPeriod(lane: Lane, { start, end }: { start: number; end: number }): Generator<Row> {
  for (const row of lane.upTo(end)) {
    if (row.ends < end) return;
    if (row.starts === start) yield row;
  }
}

/** An instant not after the first start in a lane, given the length of its longest period. */
function firstStart(lane: Iterable<Row>, longest: number): number[] {
  for (const { ends } of lane) return [ends - longest];
  return [];
}

function view(
  { key }: KeyRows,
  facts: readonly Row[],
  groupEndings: readonly Row[],
  windows: readonly ChangeWindow[],
  turns: readonly number[],
): KeyView {
  const keyed = (rows: readonly Row[]) => rows.map((row) => row.keyed);
  const keyFacts: KeyFacts = {
    key,
    section: sectionOfKey(key),
    facts: keyed(facts),
    groupEndings: keyed(groupEndings),
  };
  return new KeyView(keyFacts, windows, turns);
}
