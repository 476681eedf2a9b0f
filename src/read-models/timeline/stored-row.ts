import type { KeyedFact } from '../../../projections/board.js';
import { readDoc } from './row-doc.js';
import { readInstant } from './schema.js';

/**
 * What a fact is under a key: a change by the name of its effect, `ends` where it ends a group that the key belongs to,
 * a claim (dated or not), a deal, a note; what is expected and what is denied.
 */
export type Role = string;

/** The role of what is expected of a key: it stands in notes, and no item is made of it. */
export const EXPECTED = 'expected';

/** A fact under a key, as questions read it. */
export interface Row {
  /** The position of the fact's first entry. */
  readonly fact: number;
  /** As in Placement; ms, infinite where open. */
  readonly starts: number;
  readonly ends: number;
  /** The fact's publication, ms. */
  readonly published: number;
  readonly keyed: KeyedFact;
}

/** A row with the ranges of publication instants and of positions in which it stands, ends exclusive. */
export interface StoredRow extends Row {
  readonly role: Role;
  /** What the rows of its role lie in the order of. */
  readonly rank: number;
  readonly knownFrom: number;
  readonly posFrom: number;
  readonly knownTo: number;
  readonly posTo: number;
  readonly groups: string | null;
}

/** The columns that say where and for which clocks a row stands, as stored, in the order of {@link RowNumbers}. */
export const NUMBER_COLUMNS = [
  'rank',
  'starts',
  'ends',
  'published',
  'fact',
  'known_from',
  'pos_from',
  'known_to',
  'pos_to',
];

export type RowNumbers = readonly [
  rank: number,
  starts: number,
  ends: number,
  published: number,
  fact: number,
  knownFrom: number,
  posFrom: number,
  knownTo: number,
  posTo: number,
];

/** A row of the file; its document is read once it is wanted. */
export class FileRow implements Row {
  private doc: string | KeyedFact;

  constructor(
    private readonly key: string,
    /** As stored. */
    readonly numbers: RowNumbers,
    doc: string,
  ) {
    this.doc = doc;
  }

  get starts(): number {
    return readInstant(this.numbers[1]);
  }

  get ends(): number {
    return readInstant(this.numbers[2]);
  }

  get published(): number {
    return this.numbers[3];
  }

  get fact(): number {
    return this.numbers[4];
  }

  get keyed(): KeyedFact {
    if (typeof this.doc === 'string') this.doc = readDoc(this.doc, this.key, this.fact);
    return this.doc;
  }
}
