import { sectionNames } from '../../../projections/item.js';
import type { AsOf } from '../../../projections/market-state.js';
import type { HeadItems } from './head-items.js';
import type { KeyAnswers } from './key-answers.js';
import type { KeyCache } from './key-cache.js';
import type { NamesHistory } from './names-history.js';
import type { Postings } from './postings.js';
import { TermReader } from './term-reader.js';

/** Makes what is stored of the head, and keeps nothing of it in memory: a walk through all entities comes once to each. */
export class HeadStoring {
  private readonly terms: TermReader;

  /** @param postings, cache read through by nothing else */
  constructor(
    private readonly postings: Postings,
    private readonly cache: KeyCache,
    answers: KeyAnswers,
    private readonly names: NamesHistory,
    private readonly head: HeadItems,
  ) {
    this.terms = new TermReader(postings, cache, answers);
  }

  /** Stores the items of the next entity of which none are, within the caller's transaction; false where all are. */
  storeNext(asOf: AsOf): boolean {
    const entity = this.head.nextMissing(asOf.at);
    if (entity === undefined) return false;
    const names = this.names.at(asOf.position);
    // What was read for another is neither kept nor true any more.
    this.postings.clear();
    this.cache.letGo();
    this.head.keep(entity, this.terms.read(entity, sectionNames, asOf, false, names));
    return true;
  }
}
