import { upTo } from '../../../projections/order.js';
import type { Row } from './key-rows.js';
import type { SeenBox } from './seen-box.js';

/** A stretch of valid time, both ends inclusive, ms. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * The changes of one effect around a stretch of valid time. Every change that it leaves out starts, retellings told,
 * not after `low` or not before `high`; so an answer of a fold over the window that looked no further than between the
 * two is the answer of the fold over all changes.
 */
export interface ChangeWindow {
  readonly effect: string;
  readonly rows: readonly Row[];
  /** -Infinity where nothing earlier is left out, Infinity where nothing later is. */
  readonly low: number;
  readonly high: number;
}

/**
 * Takes the changes of a lane around a stretch, and past each of its ends so many more. Rows lie in the order of their
 * latest starts.
 *
 * A retelling starts where the last narrowest change in its range does. What is left out on the left has its latest
 * start, and so every start, not after that of the leftmost taken; of it only the last narrowest can be retold by what
 * was taken, so that one is taken too. What is left out on the right either starts after each row taken, or holds the one
 * that starts last and retells nothing that starts before it.
 */
export function changeWindow(
  lane: readonly Row[],
  stretch: Stretch,
  more: number,
  box: SeenBox,
): Omit<ChangeWindow, 'effect'> {
  const first = upTo(lane, stretch.to, ({ ends }) => ends);
  const rows: Row[] = [];
  const low = takeLeft(lane, first - 1, stretch.from, more, box, rows);
  const high = takeRight(lane, first, stretch.to, more, box, rows);
  return { rows, low, high };
}

function takeLeft(lane: readonly Row[], from: number, since: number, more: number, box: SeenBox, rows: Row[]): number {
  let beyond = 0;
  for (let i = from; i >= 0; i--) {
    const row = lane[i] as Row;
    if (!box.sees(row)) continue;
    if (row.ends < since && beyond++ >= more) {
      rows.push(lastNarrowest(lane, i, row, box));
      return Math.max(row.ends, -Number.MAX_VALUE);
    }
    rows.push(row);
  }
  return -Infinity;
}

/** Of the rows up to one that is seen, the narrowest that starts last: the greatest start, the least end, the last told. */
function lastNarrowest(lane: readonly Row[], from: number, seen: Row, box: SeenBox): Row {
  let best = seen;
  for (let i = from - 1; i >= 0; i--) {
    const row = lane[i] as Row;
    if (row.ends < best.starts) break;
    if (row.starts >= best.starts && box.sees(row) && isNarrowerOrLater(row, best)) best = row;
  }
  return best;
}

const isNarrowerOrLater = (a: Row, b: Row): boolean =>
  a.starts > b.starts || (a.starts === b.starts && (a.ends < b.ends || (a.ends === b.ends && a.fact > b.fact)));

function takeRight(lane: readonly Row[], from: number, until: number, more: number, box: SeenBox, rows: Row[]): number {
  let beyond = 0;
  let high = -Infinity;
  for (let i = from; i < lane.length; i++) {
    const row = lane[i] as Row;
    if (!box.sees(row)) continue;
    rows.push(row);
    high = Math.max(high, row.starts);
    if (high > until && ++beyond > more) return high;
  }
  return Infinity;
}
