/** What a row of columns holds: a fact's first reading; instants in ms. */
export interface FactRow {
  readonly fact: number;
  readonly facet: number;
  readonly starts: number;
  readonly ends: number;
  readonly published: number;
}

type Span = readonly [least: number, most: number];
const NOTHING: Span = [Infinity, -Infinity];
const widened = ([least, most]: Span, value: number): Span => [Math.min(least, value), Math.max(most, value)];

/**
 * The facts of one block in the order of their positions, a column a field, with the span of each, so that a question
 * passes over a block that it does not touch. A fact that was revised is marked by facet 0: its rows are kept elsewhere.
 */
export class FactColumns {
  count = 0;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly published: Float64Array;
  readonly facts: Uint32Array;
  readonly facets: Uint32Array;
  /** How many facts have a facet. */
  readonly byFacet = new Map<number, number>();
  startSpan = NOTHING;
  publishedSpan = NOTHING;
  factSpan = NOTHING;

  /** @param capacity facts at most */
  constructor(capacity: number) {
    this.starts = new Float64Array(capacity);
    this.ends = new Float64Array(capacity);
    this.published = new Float64Array(capacity);
    this.facts = new Uint32Array(capacity);
    this.facets = new Uint32Array(capacity);
  }

  push({ fact, facet, starts, ends, published }: FactRow): void {
    const i = this.count++;
    this.facts[i] = fact;
    this.facets[i] = facet;
    this.starts[i] = starts;
    this.ends[i] = ends;
    this.published[i] = published;
    this.byFacet.set(facet, (this.byFacet.get(facet) ?? 0) + 1);
    this.startSpan = widened(this.startSpan, starts);
    this.publishedSpan = widened(this.publishedSpan, published);
    this.factSpan = widened(this.factSpan, fact);
  }

  /** The row of a fact; -1 where it is not here. */
  find(fact: number): number {
    let [low, high] = [0, this.count - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.facts[middle] as number;
      if (found === fact) return middle;
      if (found < fact) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** Takes a fact out that has been revised. */
  revise(fact: number): void {
    const row = this.find(fact);
    const facet = row < 0 ? 0 : (this.facets[row] as number);
    if (facet === 0) return;
    this.facets[row] = 0;
    this.byFacet.set(facet, (this.byFacet.get(facet) as number) - 1);
  }

  /** The columns as bytes of this machine, without their unused ends. */
  pack(): Uint8Array {
    const { count } = this;
    const wide = [this.starts, this.ends, this.published].map((column) => column.subarray(0, count));
    const narrow = [this.facts, this.facets].map((column) => column.subarray(0, count));
    const parts = [...wide, ...narrow].map(
      (column) => new Uint8Array(column.buffer, column.byteOffset, column.byteLength),
    );
    return Buffer.concat(parts);
  }

  static unpack(packed: Uint8Array): FactColumns {
    const bytes = new Uint8Array(packed).buffer;
    const count = bytes.byteLength / 32;
    const wide = (i: number) => new Float64Array(bytes, count * 8 * i, count);
    const narrow = (i: number) => new Uint32Array(bytes, count * (24 + 4 * i), count);
    const [starts, ends, published, facts, facets] = [wide(0), wide(1), wide(2), narrow(0), narrow(1)];
    const columns = new FactColumns(count);
    for (let i = 0; i < count; i++)
      columns.push({
        fact: facts[i] as number,
        facet: facets[i] as number,
        starts: starts[i] as number,
        ends: ends[i] as number,
        published: published[i] as number,
      });
    return columns;
  }
}
