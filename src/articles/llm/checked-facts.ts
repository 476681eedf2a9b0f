import { isFactType } from '../../../events/catalogue.js';
import { MAX_TEXT } from '../../../events/fields.js';
import { validateData } from '../../../events/validate.js';
import type { ExtractedFact, ExtractorStamp, TextSpan } from '../extraction/types.js';
import type { QuoteFinder } from './quote-finder.js';

/** Facts that passed, and how many did not. */
export interface CheckedFacts {
  readonly facts: ExtractedFact[];
  /** Facts whose quote does not stand in the part of the text that the model was shown. */
  unquoted: number;
  /** Facts that break the rules of their type, or name none. */
  invalid: number;
}

/** Holds what a model answered of a part of a text to the rules that hold for what users submit; adds it to `checked`. */
export function check(
  answered: readonly unknown[],
  part: TextSpan,
  finder: QuoteFinder,
  extractor: ExtractorStamp,
  checked: CheckedFacts,
): void {
  for (const each of answered) {
    const { type, quote, data, attributedTo } = (each ?? {}) as Record<string, unknown>;
    const validated = typeof type === 'string' && isFactType(type) ? { type, ...validateData(type, data) } : undefined;
    const evidence = typeof quote === 'string' ? finder.find(quote, part) : undefined;
    if (!validated?.ok) checked.invalid++;
    else if (evidence === undefined) checked.unquoted++;
    else
      checked.facts.push({
        type: validated.type,
        data: { ...validated.data },
        evidence,
        ...(isName(attributedTo) && { attributedTo: attributedTo.trim() }),
        extractor,
      });
  }
}

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= MAX_TEXT && !/\p{Surrogate}/u.test(value);
