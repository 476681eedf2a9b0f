import type { AmountMention } from './amounts.js';
import { type Clause, ClauseReader } from './clauses.js';
import type { ArticleContext } from './context.js';
import type { DateMention } from './dates.js';
import type { Mention } from './mentions.js';
import { type Chunk, chunksOf, type NounPhrase } from './phrases.js';
import { Referents } from './referents.js';
import { tag } from './tagger.js';
import { type Token, tokensOf } from './tokens.js';

/** A sentence with what stands in it; all positions are those of the article's text. */
export class Sentence {
  readonly tokens: readonly Token[];
  readonly chunks: readonly Chunk[];
  readonly clauses: readonly Clause[];
  readonly phrases: readonly NounPhrase[];
  /** Whom its phrases stand for. */
  readonly who: Referents;

  constructor(
    readonly context: ArticleContext,
    readonly text: string,
    readonly start: number,
    readonly mentions: readonly Mention[],
    readonly amounts: readonly AmountMention[],
    readonly dates: readonly DateMention[],
    /** The last reporting period told up to here. */
    readonly period: string | undefined,
  ) {
    const tokens = tokensOf(text, start, mentions, amounts, dates);
    tag(tokens);
    this.tokens = tokens;
    this.chunks = chunksOf(tokens);
    this.clauses = new ClauseReader(this.chunks).clauses;
    this.phrases = this.chunks.filter((c): c is NounPhrase => c.kind === 'np');
    this.who = new Referents(context, this);
    this.who.learn();
  }

  get end(): number {
    return this.start + this.text.length;
  }

  slice(from: number, to: number): string {
    return this.text.slice(Math.max(0, from - this.start), Math.max(0, to - this.start));
  }

  /** The clause that a position stands in: the last whose span holds it, else the last that begins before it. */
  clauseAt(position: number): Clause | undefined {
    const inside = this.clauses.filter((c) => c.start <= position && position < c.end);
    const innermost = inside.filter((c) => c.verb.start <= position || !inside.some((o) => o.verb.start <= position));
    return innermost.at(-1) ?? this.clauses.findLast((c) => c.start <= position) ?? this.clauses[0];
  }

  phraseAt(position: number): NounPhrase | undefined {
    return this.phrases.find((np) => np.start <= position && position < np.end);
  }

  /** ISO codes of the places named. */
  places(): { places: string[] } {
    const codes = this.mentions.flatMap((m) => (m.kind === 'jurisdiction' && m.entity?.place ? [m.entity.place] : []));
    return { places: [...new Set(codes)].slice(0, 3) };
  }
}
