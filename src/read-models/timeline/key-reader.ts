import type { KeyedFact, KeyFacts } from '../../../projections/board.js';
import { holdsFrom } from '../../../projections/figures.js';
import type { SectionName } from '../../../projections/item.js';
import { upTo } from '../../../projections/order.js';
import { sections } from '../../../projections/sections.js';
import { type ChangeWindow, changeWindow, type Stretch } from './change-window.js';
import type { KeyCache } from './key-cache.js';
import type { KeyRows, Row } from './key-rows.js';
import { KeyView } from './key-view.js';
import { groupKey } from './placement.js';
import type { SeenBox } from './seen-box.js';

/** Roles of rows that are no changes of their key. */
const OTHER_ROLES: ReadonlySet<string> = new Set(['expected', 'denied', 'note']);

/** A period, ms; undefined stands for all periods of a key. */
export type Period = { readonly start: number; readonly end: number } | undefined;

export const sectionOfKey = (key: string) => sections[key.slice(0, key.indexOf('/')) as SectionName];

const holds = ({ role, starts, ends, published }: Row): number =>
  holdsFrom({ time: { dated: role === 'claim', start: starts, end: ends }, publishedAt: published });

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

  /** What bears on the note of a key. */
  note(key: string): KeyedFact | undefined {
    const row = this.lane(this.rowsOf(key), 'note').find((each) => this.box.sees(each));
    return row && this.cache.read(key, row);
  }

  /** What bears on the item of a key at an instant. */
  item(key: string, at: number): KeyView {
    const rows = this.rowsOf(key);
    const { kind } = sectionOfKey(key);
    if (kind === 'changes') return this.changes(rows, { from: at, to: at });
    const turns: number[] = [];
    const shown = kind === 'ledger' ? this.deals(rows, turns) : this.latestPeriod(rows, at, turns);
    const [any] = shown;
    const period = kind === 'ledger' || any?.role !== 'claim' ? undefined : { start: any.starts, end: any.ends };
    return this.figures(rows, shown, period, at, turns);
  }

  /** What bears on a forecast under a key between its publication and an instant. */
  forecast(key: string, period: Period, stretch: Stretch): KeyView {
    const rows = this.rowsOf(key);
    const { kind } = sectionOfKey(key);
    if (kind === 'changes') return this.changes(rows, stretch);
    const of = kind === 'ledger' ? undefined : period;
    const told = ['claim', 'undated', 'ledger'].flatMap((role) =>
      this.lane(rows, role).filter((row) => isOf(row, of) && this.box.sees(row)),
    );
    const turns = told.map((row) => (kind === 'ledger' ? row.ends : holds(row)));
    return this.figures(rows, told, of, stretch.to, turns);
  }

  private changes(rows: KeyRows, stretch: Stretch): KeyView {
    const own = [...rows.lanes].filter(([role]) => !OTHER_ROLES.has(role));
    const windows = own.map(([effect, lane]) => this.window(effect, lane, stretch));
    const endings = this.groupsOf(rows).map((group) => this.rowsOf(groupKey(group)));
    const endingWindows = endings.map((group) => this.window('ended', this.lane(group, 'ends'), stretch));
    const taken = windows.flatMap(({ rows: of }) => of);
    const oldest = taken.reduce((least, { published }) => Math.min(least, published), stretch.from);
    const turns: number[] = [];
    const denied = this.denials(rows, oldest, stretch.to, turns);
    const facts = [...taken, ...denied].map((row) => this.cache.read(rows.key, row));
    const groupEndings = endingWindows.flatMap(({ rows: of }, i) =>
      of.map((row) => this.cache.read((endings[i] as KeyRows).key, row)),
    );
    return this.view(rows, facts, groupEndings, [...windows, ...endingWindows], turns);
  }

  private window(effect: string, lane: readonly Row[], stretch: Stretch): ChangeWindow {
    return { effect, ...changeWindow(lane, stretch, this.more, this.box) };
  }

  private figures(rows: KeyRows, told: readonly Row[], period: Period, at: number, turns: number[]): KeyView {
    const denied = this.denials(rows, -Infinity, at, turns).filter((row) => isOf(row, period));
    const facts = [...told, ...denied].map((row) => this.cache.read(rows.key, row));
    return this.view(rows, facts, [], [], turns);
  }

  private deals(rows: KeyRows, turns: number[]): Row[] {
    const seen = this.lane(rows, 'ledger').filter((row) => this.box.sees(row));
    for (const { starts } of seen) turns.push(starts);
    return seen;
  }

  /** The claims of the latest period that holds: last end, then last start; undated ones share one. */
  private latestPeriod(rows: KeyRows, at: number, turns: number[]): Row[] {
    const undated = this.lane(rows, 'undated').filter((row) => this.box.sees(row));
    for (const { published } of undated) turns.push(published);
    let latest: Row[] = undated.filter(({ published }) => published <= at);
    const lane = this.lane(rows, 'claim');
    for (let i = lane.length - 1; i >= 0; i--) {
      const row = lane[i] as Row;
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
    const lane = this.lane(rows, 'denied');
    const end = upTo(lane, by, ({ published }) => published);
    const next = lane[end];
    if (next) turns.push(next.published);
    const denied: Row[] = [];
    for (let i = end - 1; i >= 0; i--) {
      const row = lane[i] as Row;
      if (row.published <= after) break;
      if (!this.box.sees(row)) continue;
      denied.push(row);
      turns.push(row.published);
    }
    return denied;
  }

  private groupsOf({ grouped }: KeyRows): string[] {
    const groups = new Set<string>();
    for (const [names, rows] of grouped)
      if (rows.some((row) => this.box.sees(row))) for (const group of names.split('\n')) groups.add(group);
    return [...groups];
  }

  private view(
    { key }: KeyRows,
    facts: readonly KeyedFact[],
    groupEndings: readonly KeyedFact[],
    windows: readonly ChangeWindow[],
    turns: readonly number[],
  ): KeyView {
    const keyFacts: KeyFacts = { key, section: sectionOfKey(key), facts, groupEndings };
    return new KeyView(keyFacts, windows, turns);
  }

  private lane(rows: KeyRows, role: string): readonly Row[] {
    return rows.lanes.get(role) ?? [];
  }

  private rowsOf(key: string): KeyRows {
    const rows = this.cache.rows(key);
    this.onRead(rows);
    return rows;
  }
}
