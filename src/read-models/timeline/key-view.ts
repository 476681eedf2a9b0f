import type { KeyFacts } from '../../../projections/board.js';
import { ChangeFold } from '../../../projections/change-items.js';
import type { ChangeWindow } from './change-window.js';
import type { Stretch } from './stretch.js';

/** The facts of a key that bear on a stretch of valid time, and what follows from leaving out the others. */
export class KeyView {
  private folded: ChangeFold | undefined;

  constructor(
    readonly facts: KeyFacts,
    private readonly windows: readonly ChangeWindow[],
    /** Instants at which figures and denials turn. */
    private readonly turns: readonly number[],
  ) {}

  get fold(): ChangeFold {
    this.folded ??= new ChangeFold(this.facts);
    return this.folded;
  }

  /** Whether all that the fold has answered so far came from within the windows. */
  get settled(): boolean {
    const { yields } = this.facts.section;
    return (this.folded?.reaches ?? []).every((reach) =>
      this.windows.every(({ effect, low, high }) => {
        const looked = effect === yields ? reach.yieldingLow : reach.low;
        return (low === -Infinity || looked > low) && (high === Infinity || reach.high < high);
      }),
    );
  }

  /** The stretch around an instant in which nothing of the key turns, its end exclusive. */
  steady(at: number): Stretch {
    let from = -Infinity;
    let to = Math.min(Infinity, ...this.windows.map(({ high }) => high));
    const turn = (instant: number) => {
      if (instant > at) to = Math.min(to, instant);
      else if (instant > from) from = instant;
    };
    for (const instant of this.turns) turn(instant);
    for (const { earliest, latest, until } of this.folded?.changes ?? []) {
      turn(earliest);
      turn(latest);
      turn(until + 1);
    }
    return { from, to };
  }
}
