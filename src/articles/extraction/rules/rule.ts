import type { FactType } from '../../../../events/catalogue.js';
import type { AmountMention } from '../language/amounts.js';
import type { Sentence } from '../language/sentence.js';

/** A fact that a rule reads in a sentence, before validation. */
export interface Candidate {
  type: FactType;
  data: Record<string, unknown>;
  /** 0 to 1. */
  confidence: number;
  /** The amount it speaks of: no other fact of lower rank may take it. */
  amount?: AmountMention;
  /** Where the verb or noun stands that told it. */
  at: number;
}

export interface Rule {
  name: string;
  read(sentence: Sentence): Candidate[];
}
