import type { Clocks, Row } from './key-rows.js';
import { OPEN } from './schema.js';

/** The ranges of both clocks in which every row looked at is seen, or is not, as it was: what was answered holds there. */
export class SeenBox {
  private knownFrom = -Infinity;
  private knownTo = Infinity;
  private posFrom = 0;
  private posTo = OPEN;

  constructor(private readonly clocks: Clocks) {}

  /** Looks at a row: whether it is seen, for all clocks of the box alike. */
  sees(row: Row): boolean {
    const { knownAt, position } = this.clocks;
    if (position < row.posFrom) return this.until('posTo', row.posFrom);
    if (position >= row.posTo) return this.from('posFrom', row.posTo);
    if (knownAt < row.knownFrom) return this.until('knownTo', row.knownFrom);
    if (knownAt >= row.knownTo) return this.from('knownFrom', row.knownTo);
    this.from('posFrom', row.posFrom);
    this.until('posTo', row.posTo);
    this.from('knownFrom', row.knownFrom);
    this.until('knownTo', row.knownTo);
    return true;
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
