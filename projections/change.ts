import type { Effect, Keyed } from './section.js';
import type { StandingFact } from './standing-fact.js';

/** A change of one key: design.md, rule 4. Instants in ms. */
export interface Change {
  readonly fact: StandingFact;
  readonly keyed: Keyed;
  readonly effect: Effect;
  /** The range of starts by which retellings are told; undated: all time up to the publication. */
  readonly from: number;
  readonly to: number;
  readonly earliest: number;
  readonly latest: number;
  /** The last instant at which it counts. */
  readonly until: number;
  readonly startText: string | null;
  readonly endText: string | null;
  readonly retelling: boolean;
  /** An undated opening says "by then": it counts from its latest start on, before that only where asked for. */
  readonly byThen: boolean;
}

/** A fact as a change of one key. */
export function changeOf(fact: StandingFact, keyed: Keyed, effect: Effect): Change {
  const { time } = fact;
  const byThen = !time.dated && effect.opens;
  return {
    fact,
    keyed,
    effect,
    from: time.dated ? time.earliest : -Infinity,
    to: time.latest,
    earliest: byThen ? -Infinity : time.earliest,
    latest: time.latest,
    until: time.interval ? time.end : Infinity,
    startText: time.startText,
    endText: time.interval ? time.endText : null,
    retelling: false,
    byThen,
  };
}
