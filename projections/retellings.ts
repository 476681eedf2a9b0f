import type { Change } from './change.js';
import { compare, upTo } from './order.js';

const wider = (a: Change, b: Change): boolean => a.from <= b.from && b.to <= a.to && (a.from < b.from || b.to < a.to);

/** Those of the changes in whose range of starts no other's lies, in the order of their starts. */
function narrowest(changes: readonly Change[]): Change[] {
  const inward = [...changes].sort(
    (a, b) => compare(b.from, a.from) || compare(a.to, b.to) || b.fact.position - a.fact.position,
  );
  const kept: Change[] = [];
  for (const change of inward) {
    const last = kept.at(-1);
    if (last === undefined || !wider(change, last)) kept.push(change);
  }
  return kept.reverse();
}

/** The last of the narrowest that lies in the range of a change: its starts, and so its ends, ascend. */
function toldBy(change: Change, narrow: readonly Change[]): Change | undefined {
  const candidate = narrow[upTo(narrow, change.to, ({ to }) => to) - 1];
  return candidate !== undefined && wider(change, candidate) ? candidate : undefined;
}

/**
 * Rule 4: of two changes of the same effect, where the range of starts of one holds the other's and is wider, the wider
 * retells the narrower and takes its start and, unless it is an interval itself, its end. Of several, it retells the
 * one with the latest start that is not a retelling itself.
 */
export function withRetellings(changes: readonly Change[]): Change[] {
  const byEffect = new Map<string, Change[]>();
  for (const change of changes) {
    const same = byEffect.get(change.effect.name);
    if (same) same.push(change);
    else byEffect.set(change.effect.name, [change]);
  }
  return [...byEffect.values()].flatMap((same) => {
    const narrow = narrowest(same);
    return same.map((change) => {
      const told = toldBy(change, narrow);
      return told === undefined ? change : retelling(change, told);
    });
  });
}

const retelling = (change: Change, told: Change): Change => ({
  ...change,
  retelling: true,
  earliest: told.earliest,
  latest: told.latest,
  startText: told.startText,
  ...(change.fact.time.interval ? {} : { until: told.until, endText: told.endText }),
});
