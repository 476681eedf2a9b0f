import type { Change } from './change.js';
import { compare, upTo } from './order.js';

export type Bound = 'earliest' | 'latest';

/** The item of a key as one fold gives it. */
export interface Listing {
  readonly decider: Change;
  /** What speaks for it: the changes from the decider back to the last with another effect or value. */
  readonly run: readonly Change[];
}

/** How far from the instants asked a timeline had to look for its answers; infinite where it ran out of changes. */
export interface Reach {
  /** The earliest start of a change that decided or bounded an answer. */
  low: number;
  /** The same for changes of the effect that yields. */
  yieldingLow: number;
  /** The latest instant at which a listing was found to end. */
  high: number;
}

/** A key's changes in the order in which the later decides, with every start at one of its bounds. */
export class Timeline {
  readonly reach: Reach = { low: Infinity, yieldingLow: Infinity, high: -Infinity };
  private readonly ordered: readonly Change[];
  private turns: readonly number[] | undefined;

  constructor(
    changes: readonly Change[],
    private readonly bound: Bound,
    private readonly undated: boolean,
    private readonly yields?: string,
  ) {
    this.ordered = [...changes].sort(
      (a, b) =>
        compare(a[bound], b[bound]) || Number(b.retelling) - Number(a.retelling) || a.fact.position - b.fact.position,
    );
  }

  /** What is listed at an instant. */
  at(instant: number): Listing | undefined {
    const decider = this.decider(instant);
    return decider?.effect.lists ? { decider, run: this.run(decider, instant) } : undefined;
  }

  /** Whether anything is listed at an instant. */
  lists(instant: number): boolean {
    return this.decider(instant)?.effect.lists === true;
  }

  /** The change that decides at an instant, an ending included. */
  decider(instant: number, among: (change: Change) => boolean = () => true): Change | undefined {
    let yielding: Change | undefined;
    for (let i = this.startedBy(instant) - 1; i >= 0; i--) {
      const change = this.ordered[i] as Change;
      if (!this.counts(change, instant) || !among(change)) continue;
      if (change.effect.name !== this.yields) return this.looked(change);
      yielding ??= change;
    }
    this.looked(undefined);
    if (yielding === undefined) this.reach.yieldingLow = -Infinity;
    return yielding && this.looked(yielding);
  }

  /** The `when` of the last change with an effect that has started, where it names one. */
  lastStarted(effect: string, instant: number): string | undefined {
    for (let i = this.startedBy(instant) - 1; i >= 0; i--) {
      const change = this.ordered[i] as Change;
      if (change.effect.name === effect && this.started(change, instant)) return change.fact.when;
    }
    return undefined;
  }

  /** Rule 9: what ends, after an instant, the listing with the effect of the change that decides then. */
  endOf(decider: Change, instant: number): string | null {
    let before = decider;
    const turns = this.allTurns();
    for (let i = upTo(turns, instant); i < turns.length; i++) {
      const turn = turns[i] as number;
      const now = this.decider(turn);
      if (now?.effect.name === decider.effect.name) {
        before = now;
        continue;
      }
      this.reach.high = Math.max(this.reach.high, turn);
      return this.expired(before, decider, turn) || now === undefined ? before.endText : newsOf(now);
    }
    this.reach.high = Infinity;
    return null;
  }

  /** The start of the first of a run by start; null where that is undated. */
  since(run: readonly Change[]): string | null {
    const first = run.reduce((a, b) => {
      const order =
        compare(a[this.bound], b[this.bound]) ||
        a.fact.publishedAt - b.fact.publishedAt ||
        a.fact.position - b.fact.position;
      return order <= 0 ? a : b;
    });
    return first.startText;
  }

  private run(decider: Change, instant: number): Change[] {
    const run: Change[] = [];
    for (let i = this.ordered.indexOf(decider); i >= 0; i--) {
      const change = this.ordered[i] as Change;
      if (!this.counts(change, instant)) continue;
      if (change.effect.name === this.yields && decider.effect.name !== this.yields) continue;
      if (change.effect.name !== decider.effect.name || otherAmount(change, decider)) {
        this.looked(change);
        return run;
      }
      run.push(change);
    }
    this.looked(undefined);
    if (decider.effect.name === this.yields) this.reach.yieldingLow = -Infinity;
    return run;
  }

  /** Notes how far an answer looked: to a change, or past all of them. */
  private looked<T extends Change | undefined>(change: T): T {
    const start = change?.[this.bound] ?? -Infinity;
    const side = change !== undefined && change.effect.name === this.yields ? 'yieldingLow' : 'low';
    this.reach[side] = Math.min(this.reach[side], start);
    return change;
  }

  private started(change: Change, instant: number): boolean {
    return change[this.bound] <= instant && (!change.byThen || this.undated || change.latest <= instant);
  }

  private counts(change: Change, instant: number): boolean {
    return instant <= change.until && this.started(change, instant);
  }

  /** How many of the ordered changes have their start by an instant. */
  private startedBy(instant: number): number {
    return upTo(this.ordered, instant, (change) => change[this.bound]);
  }

  /** The instants at which a change starts or has ceased to count, ascending. */
  private allTurns(): readonly number[] {
    if (this.turns) return this.turns;
    const turns = this.ordered.flatMap((change) => [
      change[this.bound],
      ...(change.byThen ? [change.latest] : []),
      change.until + 1,
    ]);
    this.turns = [...new Set(turns.filter(Number.isFinite))].sort(compare);
    return this.turns;
  }

  /** True where a listing ends at a turn because the change that decided ceased to count, not because of news. */
  private expired(before: Change, decider: Change, turn: number): boolean {
    if (turn <= before.until) return false;
    const standing = this.decider(turn, (change) => this.counts(change, turn - 1));
    return standing?.effect.name !== decider.effect.name;
  }
}

function otherAmount({ fact: a }: Change, { fact: b }: Change): boolean {
  return ['value', 'unit'].some(
    (field) =>
      a.payload[field] !== undefined && b.payload[field] !== undefined && a.payload[field] !== b.payload[field],
  );
}

const newsOf = ({ startText, fact }: Change): string =>
  startText ?? `${new Date(fact.publishedAt).toISOString().slice(0, 10)}~`;
