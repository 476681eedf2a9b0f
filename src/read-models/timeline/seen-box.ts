import { OPEN } from './schema.js';

/** The clocks that decide which rows of a key are seen; knowledge time in ms. */
export interface Clocks {
  readonly knownAt: number;
  readonly position: number;
}

/** The ranges of both clocks outside which something that is not seen may be; null where there is no bound. */
export type Bounds = readonly [
  posFrom: number | null,
  posTo: number | null,
  knownFrom: number | null,
  knownTo: number | null,
];

/** The ranges of both clocks in which every row looked at is seen, or is not, as it was: what was answered holds there. */
export class SeenBox {
  private knownFrom = -Infinity;
  private knownTo = Infinity;
  private posFrom = 0;
  private posTo = OPEN;
  /** Rows looked at. */
  looks = 0;

  constructor(readonly clocks: Clocks) {}

  /** Looks at a row: whether it is seen, for all clocks of the box alike. Ends are exclusive. */
  sees(knownFrom: number, knownTo: number, posFrom: number, posTo: number): boolean {
    const { knownAt, position } = this.clocks;
    this.looks++;
    if (position < posFrom) return this.until('posTo', posFrom);
    if (position >= posTo) return this.from('posFrom', posTo);
    if (knownAt < knownFrom) return this.until('knownTo', knownFrom);
    if (knownAt >= knownTo) return this.from('knownFrom', knownTo);
    this.from('posFrom', posFrom);
    this.until('posTo', posTo);
    this.from('knownFrom', knownFrom);
    this.until('knownTo', knownTo);
    return true;
  }

  /** Notes bounds of what is not seen. */
  within([posFrom, posTo, knownFrom, knownTo]: Bounds): void {
    this.from('posFrom', posFrom ?? -Infinity);
    this.until('posTo', posTo ?? Infinity);
    this.from('knownFrom', knownFrom ?? -Infinity);
    this.until('knownTo', knownTo ?? Infinity);
  }

  /** Leaves of the box what lies in another too. */
  meet({ posFrom, posTo, knownFrom, knownTo }: SeenBox): void {
    this.within([posFrom, posTo, knownFrom, knownTo]);
  }

  get bounds(): [posFrom: number, posTo: number, knownFrom: number, knownTo: number] {
    return [this.posFrom, this.posTo, this.knownFrom, this.knownTo];
  }

  /** Whether what was answered holds at every position to come, as long as no row is added or closed. */
  get holdsAtHead(): boolean {
    return this.posTo === OPEN;
  }

  holds({ knownAt, position }: Clocks): boolean {
    return this.posFrom <= position && position < this.posTo && this.knownFrom <= knownAt && knownAt < this.knownTo;
  }

  private from(side: 'knownFrom' | 'posFrom', bound: number): false {
    if (bound > this[side]) this[side] = bound;
    return false;
  }

  private until(side: 'knownTo' | 'posTo', bound: number): false {
    if (bound < this[side]) this[side] = bound;
    return false;
  }
}

/** Whether an answer is so for clocks: its instants are ms, the end exclusive. */
export const covers = (
  { from, to, box }: { readonly from: number; readonly to: number; readonly box: SeenBox },
  asOf: Clocks & { readonly at: number },
): boolean => from <= asOf.at && asOf.at < to && box.holds(asOf);
