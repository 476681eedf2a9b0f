import type { Quote } from '../extraction/types.js';

const FOLDS: Readonly<Record<string, string>> = {
  '’': "'",
  '‘': "'",
  '‛': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '‑': '-',
  '−': '-',
};

/** A text with typography folded and white space collapsed, and for each of its code units where it came from. */
function folded(text: string): { text: string; origins: number[] } {
  const origins: number[] = [];
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const unit = text[i] as string;
    const space = /\s/u.test(unit);
    if (space && (out === '' || out.endsWith(' '))) continue;
    out += space ? ' ' : (FOLDS[unit] ?? unit);
    origins.push(i);
  }
  return { text: out, origins };
}

/** Finds the words that a model quotes in a text: verbatim but for typography and white space. */
export class QuoteFinder {
  private readonly haystack: { text: string; origins: number[] };

  constructor(private readonly text: string) {
    this.haystack = folded(text);
  }

  /** The quote as it stands in the text; undefined where it does not stand there. */
  find(words: string): Quote | undefined {
    const needle = folded(words).text.trim();
    if (needle === '') return undefined;
    const at = this.haystack.text.indexOf(needle);
    if (at < 0) return undefined;
    const start = this.haystack.origins[at] as number;
    const end = (this.haystack.origins[at + needle.length - 1] as number) + 1;
    return { exact: this.text.slice(start, end), start, end };
  }
}
