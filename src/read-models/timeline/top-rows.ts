import type { Span } from './fact-columns.js';
import type { FactOrder, Place } from './facts-filter.js';

interface Ordered {
  readonly fact: number;
  readonly starts: number;
  readonly published: number;
}

/** What each order goes by. */
const VALUE = {
  when: ({ starts }: Ordered) => starts,
  publishedAt: ({ published }: Ordered) => published,
  position: ({ fact }: Ordered) => fact,
};

/** A row with its place in the order asked for. */
export interface Placed<T> {
  readonly row: T;
  readonly place: Place;
}

/** Keeps the first rows of an order past a place, out of any number that are offered in any order. */
export class TopRows<T extends Ordered> {
  readonly by: keyof typeof VALUE;
  /** -1 for a descending order. */
  readonly sign: 1 | -1;
  private readonly valueOf: (row: Ordered) => number;
  private readonly kept: Placed<T>[] = [];
  private last: Place | undefined;

  constructor(
    order: FactOrder,
    private readonly most: number,
    private readonly after?: Place,
  ) {
    this.by = order.replace('-', '') as keyof typeof VALUE;
    this.sign = order.startsWith('-') ? -1 : 1;
    this.valueOf = VALUE[this.by];
  }

  /** Whether a row whose value lies in a span may still be among the first. */
  reaches({ least, most }: Span): boolean {
    const { sign, after, last } = this;
    const [best, worst] = sign > 0 ? [least, most] : [most, least];
    return (!after || sign * (worst - after.value) >= 0) && (!last || sign * (best - last.value) <= 0);
  }

  offer(row: T): void {
    const place = { value: this.valueOf(row), fact: row.fact };
    if (this.after && this.compare(place, this.after) <= 0) return;
    if (this.last && this.compare(place, this.last) > 0) return;
    this.kept.push({ row, place });
    if (this.kept.length >= 2 * this.most) this.cut();
  }

  /** The rows in their order. */
  rows(): readonly Placed<T>[] {
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
