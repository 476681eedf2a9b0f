import type { FactReading, Status } from '../../../projections/facts.js';

export type FactOrder = 'when' | '-when' | 'publishedAt' | '-publishedAt' | 'position' | '-position';

/** What the timeline is asked for; instants in ms. Values of one filter mean "or", different filters "and". */
export interface FactsFilter {
  readonly knownAt: number;
  readonly position: number;
  readonly types?: readonly string[];
  readonly entities?: readonly string[];
  readonly places?: readonly string[];
  readonly markets?: readonly string[];
  readonly articles?: readonly string[];
  readonly keys?: readonly string[];
  readonly from?: number;
  readonly to?: number;
  readonly publishedFrom?: number;
  readonly publishedTo?: number;
  readonly modalities?: readonly string[];
  readonly statuses: readonly Status[];
  /** Positions of the entries whose words match a full-text query. */
  readonly matched?: readonly number[];
}

/** A place in an ordered timeline: the value ordered by, and the fact's position. */
export interface Place {
  readonly value: number;
  readonly fact: number;
}

/** A fact as a timeline lists it: named by its standing reading, which is read when it is needed. */
export interface ListedFact {
  /** Position of the entry whose reading stands. */
  readonly entry: number;
  readonly status: Status;
  read(): FactReading;
}

export interface FactsPage {
  readonly listed: readonly ListedFact[];
  readonly total: number;
  /** Where the next page begins; undefined at the end. */
  readonly next: Place | undefined;
}
