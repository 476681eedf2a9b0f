import type { TextSpan } from '../types.js';
import type { AmountMention } from './amounts.js';
import type { DateMention } from './dates.js';
import type { VerbForm } from './lexicon/verbs.js';
import type { Mention } from './mentions.js';

export type Tag =
  | 'det'
  | 'adj'
  | 'noun'
  | 'name'
  | 'pron'
  | 'amount'
  | 'date'
  | 'prep'
  | 'to'
  | 'conj'
  | 'sub'
  | 'rel'
  | 'verb'
  | 'aux'
  | 'adv'
  | 'poss'
  | 'comma'
  | 'break';

/** A word, a mark, or a name, amount or date taken as one. Spans are those of the article's text. */
export interface Token extends TextSpan {
  text: string;
  lower: string;
  tag: Tag;
  lemma?: string;
  form?: VerbForm;
  mention?: Mention;
  amount?: AmountMention;
  date?: DateMention;
}

const PIECE =
  /\p{L}{1,20}n['’]t(?!\p{L})|\p{N}+(?:[.,]\p{N}+)*(?:-?\p{L}+(?:-\p{L}+)*)?|[\p{L}\p{N}]+(?:[-.&/][\p{L}\p{N}]+)*|['’](?:s|ll|d|ve|re|m)(?!\p{L})|\S/gu;

type Marked = { mention?: Mention; amount?: AmountMention; date?: DateMention } & TextSpan;

/** The tokens of a sentence that starts at `offset`; what is marked becomes one token each. Tags are not set yet. */
export function tokensOf(
  text: string,
  offset: number,
  mentions: readonly Mention[],
  amounts: readonly AmountMention[],
  dates: readonly DateMention[],
): Token[] {
  const marked: Marked[] = [
    ...mentions.map((mention) => ({ start: mention.start, end: mention.end, mention })),
    ...dates.map((date) => ({ start: date.start, end: date.end, date })),
    ...amounts.map((amount) => ({
      start: amount.start - qualifierLength(text, amount.start - offset),
      end: amount.end,
      amount,
    })),
  ].sort((a, b) => a.start - b.start || b.end - a.end);
  const tokens: Token[] = [];
  let at = 0;
  const words = (from: number, to: number): void => {
    for (const m of text.slice(from, to).matchAll(PIECE)) {
      const start = offset + from + m.index;
      tokens.push({
        start,
        end: start + m[0].length,
        text: m[0],
        lower: m[0].toLowerCase().replace(/’/g, "'"),
        tag: 'noun',
      });
    }
  };
  for (const { start, end, ...what } of marked) {
    if (start - offset < at) continue;
    words(at, start - offset);
    const own = text.slice(start - offset, end - offset);
    const tag = what.mention ? 'name' : what.amount ? 'amount' : 'date';
    tokens.push({ start, end, text: own, lower: own.toLowerCase(), tag, ...what });
    at = end - offset;
  }
  words(at, text.length);
  return tokens;
}

const QUALIFIED =
  /(?:(?:no |not )?(?:more|less|fewer|greater|higher|lower|better) than (?:some |about )?|at least |at most |up to |as (?:much|many|high|low) as |just (?:over|under|above|below) |(?:well|slightly) (?:over|under|above|below) |not less than |in excess of |upwards of |north of |close to )$/i;

/** "more than", "up to": words of an amount, not of the sentence. */
const qualifierLength = (text: string, at: number): number =>
  QUALIFIED.exec(text.slice(Math.max(0, at - 30), at))?.[0].length ?? 0;
