import type { AmountMention } from './language/amounts.js';
import type { DateMention } from './language/dates.js';
import type { Mention } from './mentions.js';
import type { TextSpan } from './types.js';

interface Parts {
  readonly mentions: readonly Mention[];
  readonly amounts: readonly AmountMention[];
  readonly dates: readonly DateMention[];
}

const AMOUNT_LETTERS = { money: 'M', count: 'U', percent: 'X', factor: 'F' } as const;

/** A sentence in which `⟦C0⟧` stands for the first mention, if it is a company, and so on; offsets lead back. */
export class Masked {
  readonly text: string;
  private readonly steps: { masked: number; original: number }[] = [];

  constructor(text: string, start: number, end: number, { mentions, amounts, dates }: Parts) {
    const tokens = [
      ...mentions.map((each, i) => ({ ...each, token: `⟦${each.kind}${i}⟧` })),
      ...amounts.map((each, i) => ({ ...each, token: `⟦${AMOUNT_LETTERS[each.kind]}${i}⟧` })),
      ...dates.map((each, i) => ({ ...each, token: `⟦D${i}⟧` })),
    ].sort((a, b) => a.start - b.start);
    let masked = '';
    let at = start;
    for (const token of tokens) {
      masked += text.slice(at, token.start);
      this.steps.push({ masked: masked.length, original: token.start });
      masked += token.token;
      this.steps.push({ masked: masked.length, original: token.end });
      at = token.end;
    }
    this.text = masked + text.slice(at, end);
    this.steps.unshift({ masked: 0, original: start });
  }

  /** A span of the masked sentence as a span of the article. */
  original(from: number, to: number): TextSpan {
    return { start: this.toOriginal(from), end: this.toOriginal(to) };
  }

  private toOriginal(offset: number): number {
    let last = this.steps[0] as { masked: number; original: number };
    for (const step of this.steps) if (step.masked <= offset) last = step;
    return last.original + offset - last.masked;
  }
}
