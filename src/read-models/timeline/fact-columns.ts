/** What a row of columns holds: a fact's first reading; instants in ms. */
export interface FactRow {
  readonly fact: number;
  readonly facet: number;
  readonly starts: number;
  readonly ends: number;
  readonly published: number;
}

type Column = Float64Array | Uint32Array;

/** Bytes of a row. */
const ROW = 3 * 8 + 2 * 4;

/** The least and the greatest value of a column. */
export class Span {
  least = Infinity;
  most = -Infinity;

  take(value: number): void {
    if (value < this.least) this.least = value;
    if (value > this.most) this.most = value;
  }
}

/**
 * The facts of one block in the order of their positions, a column a field, with the span of each, so that a question
 * passes over a block that it does not touch. A fact that was revised is marked by facet 0: its rows are kept elsewhere.
 */
export class FactColumns {
  count = 0;
  readonly startSpan = new Span();
  readonly publishedSpan = new Span();
  readonly factSpan = new Span();
  /** How many facts have a facet. */
  readonly byFacet = new Map<number, number>();
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly published: Float64Array;
  readonly facts: Uint32Array;
  readonly facets: Uint32Array;

  /**
   * @param capacity facts at most
   * @param bytes the columns, one behind the other
   */
  private constructor(capacity: number, bytes: ArrayBuffer) {
    const wide = (i: number) => new Float64Array(bytes, capacity * 8 * i, capacity);
    const narrow = (i: number) => new Uint32Array(bytes, capacity * (24 + 4 * i), capacity);
    [this.starts, this.ends, this.published] = [wide(0), wide(1), wide(2)];
    [this.facts, this.facets] = [narrow(0), narrow(1)];
  }

  /** @param capacity facts at most */
  static empty(capacity: number): FactColumns {
    return new FactColumns(capacity, new ArrayBuffer(capacity * ROW));
  }

  /** Reads what {@link pack} wrote. */
  static unpack(packed: Uint8Array): FactColumns {
    const { buffer, byteOffset, byteLength } = packed;
    const own = byteOffset === 0 && byteLength === buffer.byteLength ? buffer : packed.slice().buffer;
    const columns = new FactColumns(byteLength / ROW, own as ArrayBuffer);
    for (let i = 0; i < columns.facts.length; i++) columns.take(i);
    return columns;
  }

  push({ fact, facet, starts, ends, published }: FactRow): void {
    const i = this.count;
    this.facts[i] = fact;
    this.facets[i] = facet;
    this.starts[i] = starts;
    this.ends[i] = ends;
    this.published[i] = published;
    this.take(i);
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

  /** The columns as bytes in the order of this machine, without their unused ends. */
  pack(): Uint8Array {
    const columns: Column[] = [this.starts, this.ends, this.published, this.facts, this.facets];
    return Buffer.concat(
      columns.map(({ buffer, byteOffset, BYTES_PER_ELEMENT }) =>
        Buffer.from(buffer, byteOffset, this.count * BYTES_PER_ELEMENT),
      ),
    );
  }

  private take(i: number): void {
    const facet = this.facets[i] as number;
    this.byFacet.set(facet, (this.byFacet.get(facet) ?? 0) + 1);
    this.startSpan.take(this.starts[i] as number);
    this.publishedSpan.take(this.published[i] as number);
    this.factSpan.take(this.facts[i] as number);
    this.count = i + 1;
  }
}
