import type { KeyedFact } from '../../../projections/board.js';
import type { Lane } from './key-rows.js';
import type { SeenBox } from './seen-box.js';
import type { Row } from './stored-row.js';

const COLUMNS = 8;
const [RANK, STARTS, ENDS, FACT, KNOWN_FROM, POS_FROM, KNOWN_TO, POS_TO] = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/** The columns of a row that are held, in the order of {@link RowNumbers}. */
export const NUMBER_COLUMNS = 'rank, starts, ends, fact, known_from, pos_from, known_to, pos_to';

export type RowNumbers = readonly [
  rank: number,
  starts: number,
  ends: number,
  fact: number,
  knownFrom: number,
  posFrom: number,
  knownTo: number,
  posTo: number,
];

/** Reads the document of a row. */
export type ReadDoc = (row: RowNumbers) => KeyedFact;

/** Many rows of one role, 64 bytes each, in the order of their ranks; their documents are read where they are wanted. */
export class RowColumns implements Lane {
  size = 0;
  private numbers = new Float64Array(32 * COLUMNS);

  constructor(private readonly readDoc: ReadDoc) {}

  *upTo(rank: number, box: SeenBox): Generator<Row> {
    for (let i = this.count(rank) - 1; i >= 0; i--) if (this.isSeen(i, box)) yield this.row(i);
  }

  *past(rank: number, box: SeenBox): Generator<Row> {
    for (let i = this.count(rank); i < this.size; i++) if (this.isSeen(i, box)) yield this.row(i);
  }

  add(row: RowNumbers): void {
    if ((this.size + 1) * COLUMNS > this.numbers.length) {
      const wider = new Float64Array(this.numbers.length * 2);
      wider.set(this.numbers);
      this.numbers = wider;
    }
    const at = this.count(row[RANK]) * COLUMNS;
    this.numbers.copyWithin(at + COLUMNS, at, this.size * COLUMNS);
    this.numbers.set(row, at);
    this.size++;
  }

  close(fact: number, knownFrom: number, open: number, position: number): void {
    for (let at = 0; at < this.size * COLUMNS; at += COLUMNS)
      if (
        this.numbers[at + FACT] === fact &&
        this.numbers[at + KNOWN_FROM] === knownFrom &&
        this.numbers[at + POS_TO] === open
      )
        this.numbers[at + POS_TO] = position;
  }

  /** How many rows have a rank and less. */
  private count(rank: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.numbers[middle * COLUMNS + RANK] as number) <= rank) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private isSeen(i: number, box: SeenBox): boolean {
    const at = i * COLUMNS;
    const { numbers } = this;
    return box.sees(
      numbers[at + KNOWN_FROM] as number,
      numbers[at + KNOWN_TO] as number,
      numbers[at + POS_FROM] as number,
      numbers[at + POS_TO] as number,
    );
  }

  private row(i: number): Row {
    const numbers = [...this.numbers.subarray(i * COLUMNS, (i + 1) * COLUMNS)] as unknown as RowNumbers;
    return new ColumnRow(numbers, this.readDoc);
  }
}

class ColumnRow implements Row {
  readonly starts: number;
  readonly ends: number;
  readonly fact: number;

  constructor(
    private readonly numbers: RowNumbers,
    private readonly readDoc: ReadDoc,
  ) {
    this.starts = numbers[STARTS];
    this.ends = numbers[ENDS];
    this.fact = numbers[FACT];
  }

  get keyed(): KeyedFact {
    return this.readDoc(this.numbers);
  }
}
