import type { GazetteerEntry } from '../gazetteer.js';
import type { NameResolver, TextSpan } from './types.js';

/** What a mention is: a company, product, jurisdiction, organisation, person, or a group named by its nation. */
export type MentionKind = 'C' | 'P' | 'J' | 'O' | 'H' | 'G';

export interface Mention extends TextSpan {
  readonly kind: MentionKind;
  readonly id: string;
  readonly name: string;
  /** Whether it stands for something named before: "the company". */
  readonly refers?: boolean;
  /** Of a group, the jurisdiction whose companies it is. */
  readonly nation?: string;
}

const KINDS: Readonly<Record<string, MentionKind>> = {
  company: 'C',
  product: 'P',
  jurisdiction: 'J',
  organisation: 'O',
  person: 'H',
  market: 'P',
};

/** Names of the gazetteer by their first word, so that a text is walked once whatever their number. */
export class NameTable {
  private readonly byFirst = new Map<string, { words: string; entry: GazetteerEntry; exactCase: boolean }[]>();
  readonly adjectives = new Map<string, GazetteerEntry>();

  constructor(entries: readonly GazetteerEntry[]) {
    for (const entry of entries) {
      for (const name of [entry.name, ...entry.aliases]) this.add(name, entry);
      for (const adjective of entry.adjectives ?? []) this.adjectives.set(adjective, entry);
    }
    for (const names of this.byFirst.values()) names.sort((a, b) => b.words.length - a.words.length);
  }

  /** The longest name that begins at an offset. */
  at(text: string, start: number, word: string): { end: number; entry: GazetteerEntry } | undefined {
    for (const { words, entry } of this.byFirst.get(word) ?? []) {
      if (!text.startsWith(words, start)) continue;
      const end = start + words.length;
      if (!/[\p{L}\p{N}]/u.test(text[end] ?? '') || /^s\b/.test(text.slice(end, end + 2))) return { end, entry };
    }
    return undefined;
  }

  private add(name: string, entry: GazetteerEntry): void {
    const first = /^[\p{L}\p{N}]+/u.exec(name)?.[0];
    if (first === undefined) return;
    const named = { words: name, entry, exactCase: true };
    this.byFirst.set(first, [...(this.byFirst.get(first) ?? []), named]);
  }
}

const WORD = /[\p{L}\p{N}]+/gu;

/** The names of the gazetteer in a stretch of text, left to right, none within another. */
export function namesIn(text: string, from: number, to: number, table: NameTable, resolve?: NameResolver): Mention[] {
  const found: Mention[] = [];
  WORD.lastIndex = from;
  for (let match = WORD.exec(text); match && match.index < to; match = WORD.exec(text)) {
    const hit = table.at(text, match.index, match[0]);
    if (hit === undefined || hit.end > to) continue;
    const { entry, end } = hit;
    const id = resolve?.(entry.name) ?? entry.id;
    found.push({ kind: KINDS[entry.kind] ?? 'C', id, name: entry.name, start: match.index, end });
    WORD.lastIndex = end;
  }
  return found;
}
