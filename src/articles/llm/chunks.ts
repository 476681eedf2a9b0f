import { sentencesOf } from '../extraction/language/sentences.js';
import type { TextSpan } from '../extraction/types.js';

/** Splits a part of a text at sentence ends into spans of at most so many characters, or of one sentence. */
export function chunksOf(text: string, most: number, part: TextSpan = { start: 0, end: text.length }): TextSpan[] {
  const chunks: TextSpan[] = [];
  for (const { start, end } of sentencesOf(text.slice(part.start, part.end))) {
    const last = chunks.at(-1);
    if (last && part.start + end - last.start <= most) last.end = part.start + end;
    else chunks.push({ start: part.start + start, end: part.start + end });
  }
  return chunks;
}
