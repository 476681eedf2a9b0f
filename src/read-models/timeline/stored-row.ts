import type { KeyedFact } from '../../../projections/board.js';
import { readDoc } from './row-doc.js';

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
  posTo: number;
  readonly groups: string | null;
}

/** The columns of a row, in the order of {@link RowValues}. */
export const ROW_COLUMNS = 'role, rank, fact, known_from, pos_from, known_to, pos_to, starts, ends, groups, doc';

export type RowValues = [
  role: Role,
  rank: number,
  fact: number,
  knownFrom: number,
  posFrom: number,
  knownTo: number,
  posTo: number,
  starts: number,
  ends: number,
  groups: string | null,
  doc: string,
];

/** A row of the file; its document is read once it is wanted. */
export class FileRow implements StoredRow {
  readonly role: Role;
  readonly rank: number;
  readonly fact: number;
  readonly knownFrom: number;
  readonly posFrom: number;
  readonly knownTo: number;
  posTo: number;
  readonly starts: number;
  readonly ends: number;
  readonly groups: string | null;
  private doc: string | KeyedFact;

  constructor(values: RowValues) {
    [this.role, this.rank, this.fact, this.knownFrom, this.posFrom, this.knownTo, this.posTo] = values;
    this.starts = values[7];
    this.ends = values[8];
    this.groups = values[9];
    this.doc = values[10];
  }

  get keyed(): KeyedFact {
    if (typeof this.doc === 'string') this.doc = readDoc(this.doc);
    return this.doc;
  }
}
