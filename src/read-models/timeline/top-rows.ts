import type { Span } from './fact-columns.js';
import type { FactRow, FactRows } from './fact-rows.js';
import type { FactOrder, Place } from './facts-filter.js';

/** The column that each order goes by. */
const COLUMN = { when: 'starts', publishedAt: 'published', position: 'facts' } as const;

/** A row with its place in the order asked for. */
export interface Placed extends FactRow {
  readonly place: Place;
}

/** Keeps the first rows of an order past a place, out of any number that are offered in any order. */
export class TopRows {
  readonly by: keyof typeof COLUMN;
  /** -1 for a descending order. */
  readonly sign: 1 | -1;
  private readonly kept: Placed[] = [];
  private last: Place | undefined;

  constructor(
    order: FactOrder,
    private readonly most: number,
    private readonly after?: Place,
  ) {
    this.by = order.replace('-', '') as keyof typeof COLUMN;
    this.sign = order.startsWith('-') ? -1 : 1;
  }

  /** Whether a row whose value lies in a span may still be among the first. */
  reaches({ least, most }: Span): boolean {
    const { sign, after, last } = this;
    const [best, worst] = sign > 0 ? [least, most] : [most, least];
    return (!after || sign * (worst - after.value) >= 0) && (!last || sign * (best - last.value) <= 0);
  }

  offer(rows: FactRows, row: number): void {
    const value = rows[COLUMN[this.by]][row] as number;
    const { sign, last } = this;
    if (last && sign * (value - last.value) > 0) return;
    const place = { value, fact: rows.facts[row] as number };
    if (this.after && this.compare(place, this.after) <= 0) return;
    this.kept.push({ rows, row, place });
    if (this.kept.length >= 2 * this.most) this.cut();
  }

  /** The rows in their order. */
  rows(): readonly Placed[] {
    this.cut();
    return this.kept;
  }

  private cut(): void {
    this.kept.sort((a, b) => this.compare(a.place, b.place));
    if (this.kept.length < this.most) return;
    this.kept.length = this.most;
    this.last = this.kept[this.most - 1]?.place;
  }

  private compare(a: Place, b: Place): number {
    return this.sign * (a.value - b.value || a.fact - b.fact);
  }
}
