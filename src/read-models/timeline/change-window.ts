import type { Lane } from './key-rows.js';
import type { SeenBox } from './seen-box.js';
import type { Row } from './stored-row.js';
import type { Stretch } from './stretch.js';

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
  lane: Lane,
  stretch: Stretch,
  more: number,
  box: SeenBox,
): Pick<ChangeWindow, 'rows' | 'low' | 'high'> {
  const rows: Row[] = [];
  const low = takeLeft(lane.upTo(stretch.to, box), stretch.from, more, rows);
  const high = takeRight(lane.past(stretch.to, box), stretch.to, more, rows);
  return { rows, low, high };
}

function takeLeft(lane: Iterable<Row>, since: number, more: number, rows: Row[]): number {
  let beyond = 0;
  let left: Row | undefined;
  let narrowest: Row | undefined;
  for (const row of lane) {
    if (narrowest !== undefined) {
      if (row.ends < narrowest.starts) break;
      if (isNarrowerOrLater(row, narrowest)) narrowest = row;
    } else if (row.ends < since && beyond++ >= more) left = narrowest = row;
    else rows.push(row);
  }
  if (left === undefined || narrowest === undefined) return -Infinity;
  rows.push(narrowest);
  return Math.max(left.ends, -Number.MAX_VALUE);
}

/** Of two in the range of another, the one that it retells: the greatest start, the least end, the last told. */
const isNarrowerOrLater = (a: Row, b: Row): boolean =>
  a.starts > b.starts || (a.starts === b.starts && (a.ends < b.ends || (a.ends === b.ends && a.fact > b.fact)));

function takeRight(lane: Iterable<Row>, until: number, more: number, rows: Row[]): number {
  let beyond = 0;
  let high = -Infinity;
  for (const row of lane) {
    rows.push(row);
    high = Math.max(high, row.starts);
    if (high > until && ++beyond > more) return high;
  }
  return Infinity;
}
