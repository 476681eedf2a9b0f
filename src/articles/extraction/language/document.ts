import type { Modality } from '../../../../events/fact-data.js';
import { type Gazetteer, type GazetteerEntity, gazetteer } from '../../gazetteer/gazetteer.js';
import type { ArticleInput } from '../types.js';
import { type AmountMention, amountsOf } from './amounts.js';
import { Reference } from './calendar.js';
import { type DateMention, datesOf } from './dates.js';
import { familyNumbers, knownNames, type Mention, nationalGroups, newNames } from './mentions.js';
import { pointersOf } from './pointers.js';
import { sentencesOf, withoutLongWords } from './sentences.js';

const ACTORS: readonly string[] = ['company', 'organisation', 'jurisdiction', 'person'];

const DENIED =
  /\b(?:den(?:y|ies|ied)|false|untrue|rejected (?:the )?(?:report|claim|talk)|no plans? to|ruled out|was supposed to|were supposed to|never happened|dismissed (?:the )?(?:report|rumou?r|talk))\b/i;
const EXPECTED =
  /\b(?:will|won't|would|'ll|’ll|shall|should|could|may|might|is expected|are expected|expects?|expected|expecting|plans?|planned|planning|planning to|intends?|aims?|aiming|due(?! to\b)|set to|about to|to be (?:launched|released)|scheduled|slated|wants? to|hopes? to|considering|weigh(?:s|ed|ing)|mulls?|mulling|proposes?|proposed|preparing|pledged|vowed|likely|forecasts?|predicts?|projects|anticipates?|put off to|delayed (?:to|until)|ready for|counts on|promised|in talks|on track)\b/i;

/** A sentence with what stands in it; all positions are those of the article's text. */
export class Sentence {
  constructor(
    readonly document: ArticleDocument,
    readonly text: string,
    readonly start: number,
    readonly mentions: readonly Mention[],
    readonly amounts: readonly AmountMention[],
    readonly dates: readonly DateMention[],
    /** The last reporting period told up to here. */
    readonly period: string | undefined,
  ) {}

  get end(): number {
    return this.start + this.text.length;
  }

  /** Where a trigger stands, in positions of the article. */
  triggers(pattern: RegExp): { start: number; end: number; word: string; groups: (string | undefined)[] }[] {
    return [...this.text.matchAll(pattern)].map((m) => ({
      start: m.index + this.start,
      end: m.index + m[0].length + this.start,
      word: m[0],
      groups: [...m].slice(1),
    }));
  }

  has(pattern: RegExp): boolean {
    return pattern.test(this.text);
  }

  slice(from: number, to: number): string {
    return this.text.slice(Math.max(0, from - this.start), Math.max(0, to - this.start));
  }

  /** The nearest mention that ends before a position. */
  left(position: number, kinds: readonly string[], reach = 200): Mention | undefined {
    return this.mentions.findLast(
      (m) => m.end <= position && position - m.end < reach && kinds.includes(m.kind) && !this.isModifier(m),
    );
  }

  right(position: number, kinds: readonly string[], reach = 140): Mention | undefined {
    return this.mentions.find(
      (m) => m.start >= position && m.start - position < reach && kinds.includes(m.kind) && !this.isModifier(m),
    );
  }

  between(from: number, to: number, kinds: readonly string[]): Mention[] {
    return this.mentions.filter((m) => m.start >= from && m.end <= to && kinds.includes(m.kind));
  }

  /** "China's BYD": a place that only qualifies the name after it. */
  private isModifier(m: Mention): boolean {
    if (m.kind !== 'jurisdiction' || m.group) return false;
    const after = this.slice(m.end, m.end + 4);
    return (
      /^(?:['’]s )/.test(after) ||
      (m.entity?.adjectives?.includes(this.slice(m.start, m.end)) === true &&
        !/^[A-Z.]+$/.test(this.slice(m.start, m.end)))
    );
  }

  /** The company that acts at a position: named before it in the sentence, or else the one the article is at. */
  company(position: number): Mention | undefined {
    return (
      this.left(position, ['company']) ?? this.right(position, ['company'], 60) ?? this.document.topicAt(this.start)
    );
  }

  /** A mention with those listed beside it: "A, B and C". */
  listed(mention: Mention): Mention[] {
    const same = this.mentions.filter((m) => m.kind === mention.kind || (m.group && mention.kind === 'company'));
    const list = [mention];
    const glue = /^(?:,| and| or|, and| as well as|,? along with|\s|['’]s| both| including)*(?:\s\p{Ll}+)?\s?$/u;
    for (let i = same.indexOf(mention) - 1; i >= 0; i--) {
      const gap = this.slice(same[i]!.end, list[0]!.start);
      if (gap.length > 22 || !glue.test(gap) || !/,|and|or|as well/.test(gap)) break;
      list.unshift(same[i]!);
    }
    for (let i = same.indexOf(mention) + 1; i < same.length; i++) {
      const gap = this.slice(list.at(-1)!.end, same[i]!.start);
      if (gap.length > 22 || !glue.test(gap) || !/,|and|or|as well/.test(gap)) break;
      list.push(same[i]!);
    }
    return list.filter((m, i) => list.findIndex((other) => other.id === m.id) === i);
  }

  /** The nearest date within reach; `undefined` where the sentence tells none. */
  date(position: number, reach = 160): DateMention | undefined {
    let best: DateMention | undefined;
    let distance = reach;
    for (const date of this.dates) {
      const gap = date.start >= position ? date.start - position : position - date.end;
      const between = this.slice(Math.min(position, date.end), Math.max(position, date.start));
      const cost = gap + (/;| but | whereas | while /.test(between) ? 80 : 0);
      if (cost < distance) [best, distance] = [date, cost];
    }
    return best;
  }

  when(position: number): { when?: string } {
    const date = this.date(position);
    return date
      ? {
          when:
            date.role === 'by' && !/[~/]$/.test(date.edtf) && !date.edtf.includes('/')
              ? `${date.edtf.replace(/~$/, '')}~`
              : date.edtf,
        }
      : {};
  }

  /** For what goes on from its date. */
  whenOpen(position: number): { when?: string } {
    const { when } = this.when(position);
    return when === undefined ? {} : { when: when.includes('/') ? when : `${when}/..` };
  }

  modality(position: number): Modality {
    const clause = this.clauseBefore(position, 70);
    if (
      DENIED.test(clause) ||
      /^[^.;]{0,40}\b(?:to be false|was denied|is false)\b/.test(this.slice(position, position + 60))
    )
      return 'denied';
    return EXPECTED.test(clause) ||
      /^[^,;]{0,45}\b(?:is|are|was) (?:due|expected|planned|scheduled|slated)\b/.test(
        this.slice(position, position + 70),
      )
      ? 'expected'
      : 'asserted';
  }

  clauseBefore(position: number, reach: number): string {
    const window = this.slice(Math.max(this.start, position - reach), position);
    const cut = Math.max(window.lastIndexOf(';'), window.lastIndexOf(' – '), window.lastIndexOf(' — '));
    return window.slice(cut + 1);
  }

  /** ISO codes of the places named, without those that are an authority's own. */
  places(): { places: string[] } {
    const codes = this.mentions
      .filter((m) => m.kind === 'jurisdiction')
      .map((m) => m.entity?.place)
      .filter((p): p is string => p !== undefined);
    return { places: [...new Set(codes)].slice(0, 3) };
  }
}

/** An article read: its sentences, with entities, amounts and dates found and pointers resolved. */
export class ArticleDocument {
  readonly sentences: Sentence[] = [];
  readonly mentions: Mention[];
  private readonly topicCounts = new Map<string, number>();

  constructor(
    readonly article: ArticleInput,
    readonly names: Gazetteer = gazetteer(),
  ) {
    const text = withoutLongWords(article.text);
    const spans = sentencesOf(text);
    const known = knownNames(text, names);
    const home = homeOf(known, names);
    const groups = nationalGroups(text, names, home);
    const base = withoutOverlaps([...groups, ...known]);
    const fresh = newNames(text, base, new Set(spans.map((s) => s.start)));
    const named = withoutOverlaps([...base, ...fresh, ...familyNumbers(text, [...base, ...fresh])]);
    this.mentions = named;
    const now = new Reference(article.publishedAt);
    let period: string | undefined = datesOf(withoutLongWords(article.title.slice(0, 500)), 0, now, undefined).find(
      (d) => d.period,
    )?.edtf;
    let next = 0;
    for (const span of spans) {
      const words = text.slice(span.start, span.end);
      const own: Mention[] = [];
      while (next < named.length && named[next]!.start < span.end) own.push(named[next++]!);
      const recent = named.slice(Math.max(0, next - 60), next);
      const mentions = withoutOverlaps([...own, ...pointersOf(words, span.start, recent, names)]);
      const dates = datesOf(words, span.start, now, period);
      const amounts = amountsOf(words, span.start).filter(
        (a) =>
          !dates.some((d) => a.start < d.end && d.start < a.end) &&
          !named.some((m) => m.start <= a.start && a.end <= m.end),
      );
      const told = dates.filter((d) => d.period && !d.shifted && d.role !== 'since').at(0);
      if (told) period = told.edtf;
      this.sentences.push(new Sentence(this, words, span.start, mentions, amounts, dates, period));
    }
    for (const m of named) if (m.kind === 'company') this.topicCounts.set(m.id, (this.topicCounts.get(m.id) ?? 0) + 1);
  }

  /** The company that the article is at: the most named one of the last sentences. */
  topicAt(position: number): Mention | undefined {
    const recent = this.mentions
      .filter((m) => m.kind === 'company' && m.start < position && position - m.start < 700)
      .slice(-20);
    let best: Mention | undefined;
    for (const m of recent)
      if (!best || (this.topicCounts.get(m.id) ?? 0) > (this.topicCounts.get(best.id) ?? 0)) best = m;
    return best;
  }

  productAt(position: number): Mention | undefined {
    return this.mentions.findLast((m) => m.kind === 'product' && m.end <= position && position - m.end < 600);
  }
}

/** The country that an article is at: the one named most. */
function homeOf(known: readonly Mention[], names: Gazetteer): GazetteerEntity | undefined {
  const counts = new Map<string, number>();
  for (const m of known) {
    const id = m.kind === 'jurisdiction' ? m.id : m.entity?.country;
    if (id) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const best = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
  return best === undefined ? undefined : names.byId.get(best);
}

function withoutOverlaps(mentions: readonly Mention[]): Mention[] {
  const kept: Mention[] = [];
  const sorted = [...mentions].sort((a, b) => a.start - b.start || b.end - a.end);
  for (const m of sorted) if (kept.length === 0 || kept.at(-1)!.end <= m.start) kept.push(m);
  return kept;
}
