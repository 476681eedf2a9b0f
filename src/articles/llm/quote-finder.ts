import type { Quote, TextSpan } from '../extraction/types.js';

const FOLDS: Readonly<Record<string, string>> = {
  '’': "'",
  '‘': "'",
  '‛': "'",
  '′': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '″': '"',
  '–': '-',
  '—': '-',
  '‐': '-',
  '‑': '-',
  '−': '-',
};

/** A character with the marks that stand on it; longer stacks of marks are no writing. */
const CHARACTER = /.\p{M}{0,4}/gsu;
const INVISIBLE = /^[\u00ad\u200b-\u200f\u2060\ufeff]$/u;
const WORD = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]/u;

interface Folded {
  readonly text: string;
  /** Of each code unit, where in the text the character that it comes from begins and ends. */
  readonly starts: number[];
  readonly ends: number[];
}

/** A text in NFKC with typography folded, invisible characters gone and white space collapsed. */
function folded(text: string): Folded {
  const starts: number[] = [];
  const ends: number[] = [];
  const parts: string[] = [];
  let afterSpace = true;
  for (const { 0: character, index } of text.matchAll(CHARACTER)) {
    const space = /^\s/u.test(character);
    if ((space && afterSpace) || INVISIBLE.test(character)) continue;
    afterSpace = space;
    const plain = space ? ' ' : (FOLDS[character] ?? character.normalize('NFKC'));
    for (let i = 0; i < plain.length; i++) {
      starts.push(index);
      ends.push(index + character.length);
    }
    parts.push(plain);
  }
  return { text: parts.join(''), starts, ends };
}

/** Finds the words that a model quotes in a text: verbatim but for typography and white space. */
export class QuoteFinder {
  private readonly haystack: Folded;

  constructor(private readonly text: string) {
    this.haystack = folded(text);
  }

  /** The quote as it stands in a part of the text, cutting no word or number; undefined where it does not stand there. */
  find(words: string, part: TextSpan): Quote | undefined {
    const needle = folded(words).text.trim();
    if (needle === '') return undefined;
    const { text, starts, ends } = this.haystack;
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
      const [start, end] = [starts[at] as number, ends[at + needle.length - 1] as number];
      if (end > part.end) return undefined;
      if (start >= part.start && isWhole(text, at, at + needle.length))
        return { exact: this.text.slice(start, end), start, end };
    }
    return undefined;
  }
}

/** Whether a range begins and ends where words and numbers do. */
function isWhole(text: string, start: number, end: number): boolean {
  const [first = '', last = ''] = [text[start], text[end - 1]];
  const cutsBefore = WORD.test(text[start - 1] ?? '') || /\p{N}[.,]$/u.test(text.slice(Math.max(0, start - 2), start));
  const cutsAfter = WORD.test(text[end] ?? '') || /^[.,]\p{N}/u.test(text.slice(end, end + 2));
  return !(cutsBefore && WORD.test(first)) && !(cutsAfter && WORD.test(last));
}
