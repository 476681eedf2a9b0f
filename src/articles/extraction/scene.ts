import type { FileGazetteer, GazetteerEntry } from '../gazetteer.js';
import { type AmountMention, amountsOf } from './language/amounts.js';
import { Reference } from './language/calendar.js';
import { type DateMention, datesOf } from './language/dates.js';
import { sentencesOf, withoutLongWords } from './language/sentences.js';
import { Masked } from './masked.js';
import { type Mention, type NameTable, namesIn } from './mentions.js';
import { newNamesIn } from './new-names.js';
import { Referents, referringIn } from './referents.js';
import type { ArticleInput, NameResolver, TextSpan } from './types.js';

/** A sentence as rules read it: its text with every mention, amount and date behind a token. */
export interface Scene extends TextSpan {
  readonly article: ArticleInput;
  readonly text: string;
  readonly masked: Masked;
  readonly mentions: readonly Mention[];
  readonly amounts: readonly AmountMention[];
  readonly dates: readonly DateMention[];
  /** The place that the sentence, or else the article so far, is about: ISO 3166-1 alpha-2. */
  readonly places: readonly string[];
  /** The jurisdiction that "officials" and "local" point to. */
  readonly home: GazetteerEntry | undefined;
  readonly entry: (id: string) => GazetteerEntry | undefined;
}

const overlaps = (a: TextSpan, b: TextSpan): boolean => a.start < b.end && b.start < a.end;

/** Takes of each list what no earlier one has taken. */
function apart<T extends TextSpan>(spans: readonly T[], taken: TextSpan[]): T[] {
  const kept = spans.filter((span) => !taken.some((other) => overlaps(span, other)));
  taken.push(...kept);
  return kept;
}

function placesOf(
  mentions: readonly Mention[],
  text: string,
  table: NameTable,
  gazetteer: FileGazetteer,
): GazetteerEntry[] {
  const named = mentions.filter(({ kind }) => kind === 'J').map(({ id }) => gazetteer.entry(id));
  const adjectives = [...table.adjectives].filter(([word]) => text.includes(word)).map(([, entry]) => entry);
  return [...new Set([...named, ...adjectives])].filter((entry) => entry !== undefined);
}

/** The sentences of an article, each with what it mentions; what "the company" means follows from those before. */
export function readScenes(
  article: ArticleInput,
  table: NameTable,
  gazetteer: FileGazetteer,
  resolve?: NameResolver,
): Scene[] {
  const text = withoutLongWords(article.text);
  const now = new Reference(article.publishedAt);
  const referents = new Referents(gazetteer);
  const scenes: Scene[] = [];
  let base: string | undefined;
  let home: GazetteerEntry | undefined;
  for (const { start, end } of sentencesOf(text)) {
    const sentence = text.slice(start, end);
    const taken: TextSpan[] = [];
    const names = apart(namesIn(text, start, end, table, resolve), taken);
    const fresh = apart(newNamesIn(text, start, end, resolve), taken);
    const dates = apart(datesOf(sentence, start, now, base), taken);
    const amounts = apart(amountsOf(sentence, start), taken);
    const nations = placesOf(names, sentence, table, gazetteer);
    home = nations[0] ?? home;
    const refers = apart(referringIn(text, start, end, referents, [...names, ...fresh], home, table), taken);
    const mentions = [...names, ...fresh, ...refers].sort((a, b) => a.start - b.start);
    referents.sawAll(mentions.filter(({ refers: again }) => !again));
    base = dates.findLast(({ period }) => period)?.edtf ?? base;
    const places = [...new Set(nations.flatMap(({ place }) => place ?? []))];
    const masked = new Masked(text, start, end, { mentions, amounts, dates });
    const entry = (id: string) => gazetteer.entry(id);
    scenes.push({ start, end, article, text, masked, mentions, amounts, dates, places, home, entry });
  }
  return scenes;
}
