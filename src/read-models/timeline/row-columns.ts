import type { KeyedFact } from '../../../projections/board.js';
import type { Lane } from './key-rows.js';
import { readInstant, storedInstant } from './schema.js';
import type { SeenBox } from './seen-box.js';
import { NUMBER_COLUMNS, type Row, type RowNumbers, type StoredRow } from './stored-row.js';

const COLUMNS = NUMBER_COLUMNS.length;
const [RANK, STARTS, ENDS, PUBLISHED, FACT, KNOWN_FROM, POS_FROM, KNOWN_TO, POS_TO] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8,
] as const;

/** The documents of rows that are in memory without them. */
export interface Documents {
  /** That of the row at an index. */
  read(index: number, row: () => RowNumbers): KeyedFact;
  /** Takes that of a new row, which comes to stand at an index. */
  add(index: number, keyed: KeyedFact): void;
}

/** Rows of one role in the order of their ranks, 72 bytes each; their documents are read where they are wanted. */
export class RowColumns implements Lane {
  constructor(
    /** Row by row, as stored, in the order of their ranks. */
    private readonly numbers: number[],
    private readonly documents: Documents,
  ) {}

  get size(): number {
    return this.numbers.length / COLUMNS;
  }

  *upTo(rank: number, box: SeenBox): Generator<Row> {
    for (let i = this.count(rank) - 1; i >= 0; i--) if (this.isSeen(i, box)) yield this.row(i);
  }

  *past(rank: number, box: SeenBox): Generator<Row> {
    const { size } = this;
    for (let i = this.count(rank); i < size; i++) if (this.isSeen(i, box)) yield this.row(i);
  }

  /** Adds a row; its index. */
  add({ rank, starts, ends, published, fact, knownFrom, posFrom, knownTo, posTo, keyed }: StoredRow): number {
    const at = this.count(rank);
    const [stored, from, to] = [rank, starts, ends].map(storedInstant) as [number, number, number];
    this.numbers.splice(at * COLUMNS, 0, stored, from, to, published, fact, knownFrom, posFrom, knownTo, posTo);
    this.documents.add(at, keyed);
    return at;
  }

  close(fact: number, knownFrom: number, open: number, position: number): void {
    const { numbers } = this;
    for (let at = 0; at < numbers.length; at += COLUMNS)
      if (numbers[at + FACT] === fact && numbers[at + KNOWN_FROM] === knownFrom && numbers[at + POS_TO] === open)
        numbers[at + POS_TO] = position;
  }

  /** Looks at the row at an index. */
  isSeen(i: number, box: SeenBox): boolean {
    const at = i * COLUMNS;
    const { numbers } = this;
    return box.sees(
      numbers[at + KNOWN_FROM] as number,
      numbers[at + KNOWN_TO] as number,
      numbers[at + POS_FROM] as number,
      numbers[at + POS_TO] as number,
    );
  }

  /** How many rows have a rank and less. */
  private count(rank: number): number {
    const most = storedInstant(rank);
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.numbers[middle * COLUMNS + RANK] as number) <= most) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private row(i: number): Row {
    return new ColumnRow(this, i);
  }

  /** A number of the row at an index, as stored. */
  number(i: number, column: number): number {
    return this.numbers[i * COLUMNS + column] as number;
  }

  document(i: number): KeyedFact {
    return this.documents.read(i, () => this.numbers.slice(i * COLUMNS, (i + 1) * COLUMNS) as unknown as RowNumbers);
  }
}

/** A row by its index, which holds as long as no row is added. */
class ColumnRow implements Row {
  constructor(
    private readonly columns: RowColumns,
    private readonly index: number,
  ) {}

  get starts(): number {
    return readInstant(this.columns.number(this.index, STARTS));
  }

  get ends(): number {
    return readInstant(this.columns.number(this.index, ENDS));
  }

  get published(): number {
    return this.columns.number(this.index, PUBLISHED);
  }

  get fact(): number {
    return this.columns.number(this.index, FACT);
  }

  get keyed(): KeyedFact {
    return this.columns.document(this.index);
  }
}
