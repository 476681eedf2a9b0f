import type { KeyedFact, KeyFacts } from '../../../projections/board.js';
import { holdsFrom } from '../../../projections/figures.js';
import type { SectionName } from '../../../projections/item.js';
import { longestPeriod } from '../../../projections/keys.js';
import { sections } from '../../../projections/sections.js';
import { type ChangeWindow, changeWindow } from './change-window.js';
import type { KeyCache } from './key-cache.js';
import type { KeyRows, Lane } from './key-rows.js';
import { KeyView } from './key-view.js';
import { groupKey } from './placement.js';
import type { SeenBox } from './seen-box.js';
import { EXPECTED, type Role, type Row } from './stored-row.js';
import type { Stretch } from './stretch.js';

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
    /** Called with every key that is read. */
    private readonly onRead: (key: string) => void,
  ) {}

  /** The fact of a note. */
  note(key: string): KeyedFact | undefined {
    return first(this.all(this.rowsOf(key), 'note'))?.keyed;
  }

  /** What bears on the item of a key at an instant. */
  item(key: string, at: number): KeyView {
    const rows = this.rowsOf(key);
    const { kind } = sectionOfKey(key);
    if (kind === 'changes') return this.changes(rows, { from: at, to: at });
    const turns: number[] = [];
    if (kind === 'ledger') return this.figures(rows, this.deals(rows, turns), undefined, at, turns);
    const undated = this.undated(rows, at, turns);
    if (undated.length > 0) return this.figures(rows, undated, undefined, at, turns);
    const latest = this.latestPeriod(rows, at, turns);
    return this.figures(rows, latest, latest[0] && periodOf(latest[0]), at, turns);
  }

  /** What bears on a forecast under a key between its publication and an instant. */
  forecast(key: string, period: Period, stretch: Stretch): KeyView {
    const rows = this.rowsOf(key);
    const { kind } = sectionOfKey(key);
    if (kind === 'changes') return this.changes(rows, stretch);
    const turns: number[] = [];
    if (kind === 'ledger') return this.figures(rows, this.deals(rows, turns), undefined, stretch.to, turns);
    const told = period === undefined ? this.all(rows, 'undated') : [...this.ofPeriod(rows, period)];
    for (const row of told) turns.push(holdsFrom(row.keyed.fact));
    return this.figures(rows, told, period, stretch.to, turns);
  }

  private changes(rows: KeyRows, stretch: Stretch): KeyView {
    const effects = [...rows.roles()].filter((role) => !OTHER_ROLES.has(role));
    const windows = effects.map((effect) => this.window(effect, rows.lane(effect), stretch));
    const endings = [...new Set(rows.groups(this.box))].map((group) => this.rowsOf(groupKey(group)));
    const endingWindows = endings.map((group) => this.window('ended', group.lane('ends'), stretch));
    const taken = windows.flatMap((window) => window.rows);
    const oldest = taken.reduce((least, row) => Math.min(least, row.published), stretch.from);
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
    const deals = this.all(rows, 'ledger');
    for (const { starts, ends } of deals) turns.push(starts, ends);
    return deals;
  }

  private undated(rows: KeyRows, at: number, turns: number[]): Row[] {
    const claims = this.all(rows, 'undated');
    for (const claim of claims) turns.push(claim.published);
    return claims.filter((claim) => claim.published <= at);
  }

  /** The claims of the latest period that holds: last end, then last start. */
  private latestPeriod(rows: KeyRows, at: number, turns: number[]): Row[] {
    const lane = rows.lane('claim');
    // No claim holds before its period begins.
    const longest = longestPeriod(rows.key);
    const next = longest < Infinity ? first(lane.past(at + longest, this.box)) : undefined;
    if (next) turns.push(next.ends - longest);
    let latest: Row[] = [];
    for (const row of lane.upTo(at + longest, this.box)) {
      const [best] = latest;
      if (best && row.ends < best.ends) break;
      if (best && row.starts < best.starts) continue;
      const { starts: start, ends: end, published: publishedAt } = row;
      const from = holdsFrom({ time: { dated: true, start, end }, publishedAt });
      turns.push(from);
      if (from > at) continue;
      if (best && row.starts === best.starts) latest.push(row);
      else latest = [row];
    }
    return latest;
  }

  private *ofPeriod(rows: KeyRows, { start, end }: { start: number; end: number }): Generator<Row> {
    for (const row of rows.lane('claim').upTo(end, this.box)) {
      if (row.ends < end) return;
      if (row.starts === start) yield row;
    }
  }

  /** The denials that were published after an instant and by another. */
  private denials(rows: KeyRows, after: number, by: number, turns: number[]): Row[] {
    const lane = rows.lane('denied');
    const next = first(lane.past(by, this.box));
    if (next) turns.push(next.published);
    const denied: Row[] = [];
    for (const row of lane.upTo(by, this.box)) {
      if (row.published <= after) break;
      denied.push(row);
      turns.push(row.published);
    }
    return denied;
  }

  /** All rows of a role that are seen. */
  private all(rows: KeyRows, role: Role): Row[] {
    return [...rows.lane(role).upTo(Infinity, this.box)];
  }

  private rowsOf(key: string): KeyRows {
    this.onRead(key);
    return this.cache.rows(key);
  }
}

function first<T>(rows: Iterable<T>): T | undefined {
  for (const row of rows) return row;
  return undefined;
}

const periodOf = ({ starts, ends }: Row): Period => ({ start: starts, end: ends });

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
