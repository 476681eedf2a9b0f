import { type Gazetteer, type GazetteerEntity, gazetteer } from '../../gazetteer/gazetteer.js';
import type { ArticleInput } from '../types.js';
import { amountsOf, inCurrency } from './amounts.js';
import { withStates } from './authorities.js';
import { Reference } from './calendar.js';
import type { ArticleContext } from './context.js';
import { datesOf } from './dates.js';
import { Discourse } from './discourse.js';
import { extendedFirms, extendedProducts } from './extended-names.js';
import { knownNames } from './known-names.js';
import { type Mention, withoutOverlaps } from './mentions.js';
import { familyNumbers, newNames } from './new-names.js';
import { Sentence } from './sentence.js';
import { datelineOf, sentencesOf, withoutLongWords } from './sentences.js';

/** An article read: its sentences, parsed, with entities, amounts and dates found. */
export class ArticleDocument implements ArticleContext {
  readonly sentences: Sentence[] = [];
  readonly mentions: Mention[];
  readonly discourse: Discourse;
  /** The country that the article is at. */
  readonly home: GazetteerEntity | undefined;

  constructor(
    readonly article: ArticleInput,
    readonly names: Gazetteer = gazetteer(),
  ) {
    const text = withoutLongWords(article.text);
    const from = datelineOf(text);
    const spans = sentencesOf(text, from);
    const known = extendedFirms(text, extendedProducts(text, withoutOverlaps(knownNames(text, names))));
    const fresh = newNames(text, known, new Set(spans.map((s) => s.start))).filter((m) => m.name !== article.publisher);
    this.mentions = withStates(
      withoutOverlaps([...known, ...fresh, ...familyNumbers(text, [...known, ...fresh])]).filter(
        (m) => m.start >= from,
      ),
      text,
    );
    this.home = homeOf(this.mentions, names);
    this.discourse = new Discourse(this.mentions, names, article.title, text);
    const now = new Reference(article.publishedAt);
    let period = datesOf(withoutLongWords(article.title.slice(0, 500)), 0, now, undefined).find((d) => d.period)?.edtf;
    let quarter = period;
    let currency: string | undefined;
    let next = 0;
    for (const span of spans) {
      const words = text.slice(span.start, span.end);
      const own: Mention[] = [];
      while (next < this.mentions.length && this.mentions[next]!.start < span.end) own.push(this.mentions[next++]!);
      const dates = datesOf(words, span.start, now, period, quarter);
      const amounts = inCurrency(amountsOf(words, span.start), currency, words, span.start).filter(
        (a) =>
          !dates.some((d) => a.start < d.end && d.start < a.end) &&
          !own.some((m) => m.start <= a.start && a.start < m.end),
      );
      currency =
        amounts.findLast((a) => a.kind === 'money' && words[a.start - span.start - 1] !== '(')?.unit ?? currency;
      const outside = own.filter((m) => !amounts.some((a) => a.start <= m.start && m.end <= a.end));
      const told = dates.find(
        (d) =>
          d.period &&
          !d.shifted &&
          !d.compared &&
          !d.forward &&
          !/^: /.test(words.slice(d.end - span.start)) &&
          d.role !== 'since' &&
          d.edtf.slice(0, 4) <= String(now.year),
      );
      if (
        told &&
        (RESULTS.test(words) ||
          (amounts.some((a) => a.kind === 'money' || a.kind === 'count' || a.kind === 'percent') &&
            FIGURES.test(words)))
      )
        period = told.edtf;
      if (told && /-(?:3[3-6]|4[01])$/.test(told.edtf)) quarter = told.edtf;
      this.sentences.push(new Sentence(this, words, span.start, outside, amounts, dates, period));
    }
  }
}

/** Words of sentences that only say whose figures follow. */
const RESULTS =
  /\b(?:(?:half-year|quarterly|annual|interim|financial|full-year) (?:reports?|results?|figures|accounts|earnings)|(?:reports?|reported|announced|published|presented) (?:\S+ ){0,5}(?:results|earnings|figures))\b/i;
/** Words of those sentences that tell the period of the figures after them. */
const FIGURES =
  /\b(?:revenues?|sales|sold|sells|profits?|income|earn\w*|turnover|loss(?:es)?|lost|orders?|ordered|bookings|deliver\w*|hand(?:ed|ing) over|shipp\w*|shipments?|results?|report\w*|output|production|produced|made|exports?|exported|imports?|subscribers|customers|units|shares?|deficits?|registrations|registered|prescriptions|volumes?|took in|brought|market|installed|sector|industry)\b/i;

/** The country that an article is at: the one named most, a firm's counting for its seat. */
function homeOf(mentions: readonly Mention[], names: Gazetteer): GazetteerEntity | undefined {
  const counts = new Map<string, number>();
  for (const m of mentions) {
    const id = m.kind === 'jurisdiction' ? m.id : m.entity?.country;
    if (id) counts.set(id, (counts.get(id) ?? 0) + (m.kind === 'jurisdiction' ? 2 : 1));
  }
  const best = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
  return best === undefined ? undefined : names.byId.get(best);
}
