import { sentencesOf } from '../extraction/language/sentences.js';

/** Splits a text at sentence ends into parts of at most so many characters, each as a span. */
export function chunksOf(text: string, most: number): { start: number; end: number }[] {
  const chunks: { start: number; end: number }[] = [];
  for (const { start, end } of sentencesOf(text)) {
    const last = chunks.at(-1);
    if (last && end - last.start <= most) last.end = end;
    else chunks.push({ start, end });
  }
  return chunks;
}
