import type { TextSpan } from '../types.js';

/** Longer runs without an end mark are cut, so that no pattern ever sees an unbounded text. */
export const MAX_SENTENCE = 900;
/** Words longer than this are no language; they are cut out of the text that the patterns see. */
const MAX_WORD = 60;

const ABBREVIATION =
  /(?:^|[\s("“])(?:[A-Z]|[A-Z]\.[A-Z]|[A-Z]\.[A-Z]\.[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Inc|Corp|Co|Ltd|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|No|vs|etc|e\.g|i\.e|approx|est|Gen|Sen|Rep|Gov|Bros|plc|bn|mn|Calif|Mass|Tex)$/;
const END = /[.!?。！？]["”’)\]]*(?=\s|$)|[。！？]|\n+/g;

const isAbbreviation = (text: string, start: number, dot: number): boolean =>
  text[dot] === '.' &&
  ABBREVIATION.test(text.slice(Math.max(start, dot - 12), dot)) &&
  !/^\.\s*$/.test(text.slice(dot));

const DATELINE =
  /^\s*\p{Lu}[\p{Lu}. '’/-]{2,30}(?:, [\p{L}. ]{2,20})?(?:, \p{Lu}\p{Ll}{2,8}\.? \d{1,2}(?:,? \d{4})?)?(?: \([^()\n]{2,40}\))? (?:-|–|—|--) /u;

/** How many characters "BERLIN, March 3 (Agency) - " takes before the text. */
export const datelineOf = (text: string): number => DATELINE.exec(text.slice(0, 140))?.[0].length ?? 0;

/** The sentences of a text from `from` on as spans without the white space around them; none is longer than {@link MAX_SENTENCE}. */
export function sentencesOf(text: string, from = 0): TextSpan[] {
  const spans: TextSpan[] = [];
  let start = from;
  for (const match of text.matchAll(END)) {
    const end = match.index + match[0].length;
    if (end <= from) continue;
    if (match[0][0] !== '\n' && isAbbreviation(text, start, match.index) && startsLower(text, end)) continue;
    if (match[0][0] === '.' && isInitial(text, start, match.index)) continue;
    pushTrimmed(spans, text, start, end);
    start = end;
  }
  pushTrimmed(spans, text, start, text.length);
  return spans;
}

/** After an abbreviation a sentence ends only where no digit or small letter follows. */
const startsLower = (text: string, from: number): boolean =>
  /^\s*[\p{Ll}\d$€£]/u.test(text.slice(from, from + 8)) ||
  /(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|St|U\.S)\.$/.test(text.slice(from - 5, from));

const isInitial = (text: string, start: number, dot: number): boolean =>
  /(?:^|[\s("“])\p{Lu}\.\p{Lu}$/u.test(text.slice(Math.max(start, dot - 4), dot)) &&
  /^\.\s\p{Lu}\p{Ll}/u.test(text.slice(dot, dot + 4))
    ? true
    : dot - start >= 2 &&
      /[A-Z]/.test(text[dot - 1] ?? '') &&
      /[\s("“]/.test(text[dot - 2] ?? '') &&
      /^\.\s[A-Z][a-z]/.test(text.slice(dot, dot + 4));

function pushTrimmed(spans: TextSpan[], text: string, from: number, to: number): void {
  let [start, end] = [from, to];
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  while (end - start > MAX_SENTENCE) {
    const cut = cutPoint(text, start, start + MAX_SENTENCE);
    spans.push({ start, end: cut });
    start = cut;
    while (start < end && isSpace(text.charCodeAt(start))) start++;
  }
  if (end > start) spans.push({ start, end });
}

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13) || code === 160;

/** The last clause or word end before the limit that splits no surrogate pair. */
function cutPoint(text: string, start: number, limit: number): number {
  for (const mark of ['; ', ', ', ' ']) {
    const at = text.lastIndexOf(mark, limit - 1);
    if (at > start + MAX_SENTENCE / 3) return at + 1;
  }
  const code = text.charCodeAt(limit - 1);
  return code >= 0xd800 && code < 0xdc00 ? limit - 1 : limit;
}

const LONG_WORD = new RegExp(`[^\\s]{${MAX_WORD},}`, 'g');

/** The text with every word that is no language blanked out; offsets stay. */
export const withoutLongWords = (text: string): string => text.replace(LONG_WORD, (word) => ' '.repeat(word.length));
