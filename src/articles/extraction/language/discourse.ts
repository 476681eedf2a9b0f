import type { Gazetteer } from '../../gazetteer/gazetteer.js';
import { fitsTrade } from './lexicon/trades.js';
import type { Mention } from './mentions.js';

interface Focus {
  at: number;
  mention: Mention;
}

/** Nouns that tell no trade. */
const GENERAL = /^(?:company|firm|group|enterprise|manufacturer|business|concern|house|maker|producer)$/;
/** How far back a pronoun reaches, in characters. */
const REACH = 900;

/** What an article has been about up to any position: whom "it", "the company" and "the agency" stand for. */
export class Discourse {
  /** Those who were said to work together last. */
  pact: readonly string[] | undefined;
  private readonly subjects: Focus[] = [];
  private readonly headings: Focus[] = [];
  private readonly counts = new Map<string, number>();
  private readonly trades = new Map<string, Set<string>>();
  private readonly measures = new Map<string, string>();
  private readonly prominences = new WeakMap<Mention, number>();
  private readonly shortages = new Map<string, string>();
  private readonly nations = new Map<string, string>();
  /** The firm that the article names first. */
  private readonly first: Mention | undefined;
  /** Where each firm is named first, in the order of the text. */
  private readonly firms: readonly Mention[];

  constructor(
    private readonly mentions: readonly Mention[],
    private readonly names: Gazetteer,
    private readonly title: string,
    private readonly text: string,
  ) {
    this.first = mentions.find((m) => m.kind === 'company' && acts(m));
    const firms = mentions.filter((m) => m.kind === 'company' && acts(m)).sort((a, b) => a.start - b.start);
    const named = new Set<string>();
    this.firms = firms.filter(({ id }) => !named.has(id) && named.add(id));
    for (const m of mentions) this.counts.set(m.id, (this.counts.get(m.id) ?? 0) + 1);
  }

  /** Tells that a name was the subject of a verb; positions must not fall. */
  focus(mention: Mention, at: number): void {
    this.subjects.push({ at, mention });
  }

  /** Tells what a paragraph is headed with. */
  head(mention: Mention): void {
    this.headings.push({ at: mention.start, mention });
    this.focus(mention, mention.start);
  }

  /** What the paragraph of a position is headed with. */
  private heading(at: number): Mention | undefined {
    const last = this.headings.findLast((h) => h.at <= at);
    return last && last.at >= this.text.lastIndexOf('\n', at) ? last.mention : undefined;
  }

  /** Tells what kind of measure an authority has taken. */
  impose(authority: string, measure: string): void {
    this.measures.set(authority, measure);
  }

  /** Whether a measure has been told yet. */
  get hasMeasures(): boolean {
    return this.measures.size > 0;
  }

  /** The kind of measure that an authority took last: what "the ban" is. */
  measure(authority: string): string | undefined {
    return this.measures.get(authority);
  }

  /** Tells what a firm is short of. */
  lack(firm: string, product: string): void {
    this.shortages.set(firm, product);
  }

  /** What a firm was said to be short of last. */
  lacking(firm: string): string | undefined {
    return this.shortages.get(firm);
  }

  /** Tells what an article calls a firm: "the Danish drugmaker", "a chip designer". */
  describe(mention: Mention, noun: string, nation: string | undefined): void {
    const nouns = this.trades.get(mention.id) ?? new Set();
    this.trades.set(mention.id, nouns.add(noun));
    if (nation) this.nations.set(mention.id, nation);
  }

  /** Whom a pronoun at a position stands for: the last subject of that kind, else the last name; never `except`. */
  pronoun(at: number, kinds: readonly string[], except?: string): Mention | undefined {
    const subject = this.before(at).findLast(
      (f) => kinds.includes(f.mention.kind) && f.mention.id !== except && at - f.at < REACH && acts(f.mention),
    );
    const heading = this.heading(at);
    if (heading?.kind === 'company' && kinds.includes('company') && !kinds.includes('product') && heading.id !== except)
      return heading;
    return subject?.mention ?? this.lastNamed(at, kinds, except);
  }

  /** Whether a state was what a sentence was last about, and no firm since. */
  isAtState(at: number, except?: string): boolean {
    const last = this.before(at).findLast(
      (f) => f.mention.id !== except && /^(?:company|product|organisation|jurisdiction)$/.test(f.mention.kind),
    );
    return last?.mention.kind === 'jurisdiction' && at - last.at < REACH / 2;
  }

  /** Who or what acted last: a firm or a product. */
  actor(at: number): Mention | undefined {
    return this.before(at).findLast(
      (f) => f.mention.kind === 'product' || (f.mention.kind === 'company' && acts(f.mention)),
    )?.mention;
  }

  /** Whom "the Danish drugmaker" stands for: the last firm of that trade and country. */
  firm(at: number, noun: string, nation: string | undefined): Mention | undefined {
    const fits = (m: Mention): boolean => m.kind === 'company' && acts(m) && this.trade(m, noun);
    const recent = this.recent(at, REACH * 3);
    if (nation !== undefined)
      return (
        recent.findLast((m) => fits(m) && this.nationOf(m) === nation) ??
        recent.findLast((m) => fits(m) && this.nationOf(m) === undefined)
      );
    const told = recent.findLast((m) => m.kind === 'company' && this.trades.get(m.id)?.has(noun));
    if (!told && GENERAL.test(noun) && this.opensParagraph(at)) {
      const main = this.main(at);
      if (main) return main;
    }
    const named = this.before(at).findLast((f) => fits(f.mention) && at - f.at < REACH * 2)?.mention;
    return told ?? named ?? recent.findLast(fits);
  }

  /** The last state named that is not one of these. */
  state(at: number, except: readonly (string | undefined)[]): Mention | undefined {
    return this.recent(at, REACH * 2).findLast((m) => m.kind === 'jurisdiction' && !except.includes(m.id));
  }

  product(at: number, fits: (m: Mention) => boolean = () => true): Mention | undefined {
    const subject = this.before(at).findLast(
      (f) => f.mention.kind === 'product' && at - f.at < REACH && fits(f.mention),
    );
    const last = this.recent(at, REACH).findLast((m) => m.kind === 'product' && fits(m) && !this.isCompared(m));
    return subject && last && subject.mention.id !== last.id && last.start > subject.at
      ? last
      : (last ?? subject?.mention);
  }

  authority(at: number, state: boolean): Mention | undefined {
    const fits = (m: Mention): boolean =>
      state ? m.kind === 'jurisdiction' && !m.adjective : m.entity?.role === 'authority';
    return (
      this.before(at).findLast((f) => fits(f.mention) && at - f.at < REACH)?.mention ??
      this.recent(at, REACH).findLast(fits)
    );
  }

  /** Whom a bare "deliveries" is of: the last firm that acted in this paragraph, else the topic. */
  current(at: number, except?: string): Mention | undefined {
    const start = this.text.lastIndexOf('\n', at) + 1;
    const last = this.before(at).findLast(
      (f) =>
        f.mention.kind === 'company' &&
        acts(f.mention) &&
        f.mention.id !== except &&
        (f.mention.entity !== undefined || (this.counts.get(f.mention.id) ?? 0) > 1),
    );
    return last && last.at >= start ? last.mention : this.topic(at);
  }

  /** The firms named last, in the order of the text. */
  lastFirms(at: number, count: number): Mention[] {
    const found: Mention[] = [];
    for (const m of this.recent(at, REACH).reverse())
      if (m.kind === 'company' && acts(m) && found.length < count && !found.some((f) => f.id === m.id))
        found.unshift(m);
    return found.length === count ? found : [];
  }

  /** Whether no firm has been named since the paragraph began. */
  private opensParagraph(at: number): boolean {
    const start = this.text.lastIndexOf('\n', at) + 1;
    return !this.recent(at, at - start).some((m) => m.kind === 'company' && acts(m));
  }

  /** The firm that the whole article is at, if one stands out: named in the title, or far more than others. */
  private main(at: number): Mention | undefined {
    const score = (m: Mention): number => (this.counts.get(m.id) ?? 0) + this.prominence(m) * 2;
    let best: Mention | undefined;
    let [most, second] = [0, 0];
    for (const m of this.firms) {
      if (m.start >= at) break;
      const points = score(m);
      if (best === undefined || points > most) [best, most, second] = [m, points, best ? most : 0];
      else if (points > second) second = points;
    }
    return most >= second * 1.5 ? best : undefined;
  }

  /** The analyst or house that spoke last: whom "their reckoning" is of. */
  source(at: number): Mention | undefined {
    return this.recent(at, REACH).findLast(
      (m) => m.entity?.role === 'analyst' || m.entity?.sectors?.includes('analyst') === true,
    );
  }

  /** The firm that the article is at: of the last paragraphs' the one named most, the title's first. */
  topic(at: number): Mention | undefined {
    let best: Mention | undefined;
    let most = 0;
    for (const m of this.recent(at, REACH)) {
      if (m.kind !== 'company' || !acts(m)) continue;
      const count = (this.counts.get(m.id) ?? 0) + this.prominence(m);
      if (count > most || (count === most && m.id === best?.id)) [best, most] = [m, count];
    }
    return best;
  }

  /** What the title and the first words are about weighs more. */
  private prominence(m: Mention): number {
    const known = this.prominences.get(m);
    if (known !== undefined) return known;
    const titled = this.title.startsWith(m.name.split(' ')[0]!) ? 3 : this.title.includes(m.name) ? 1 : 0;
    const weight = titled + (this.first?.id === m.id ? 2 : 0);
    this.prominences.set(m, weight);
    return weight;
  }

  /** "faster than the X": what is only compared with. */
  private isCompared(m: Mention): boolean {
    return /\b(?:than|against|versus|unlike) (?:the |its |\p{Lu}\S+ ){0,2}$/u.test(
      this.text.slice(Math.max(0, m.start - 24), m.start),
    );
  }

  nationOf(m: Mention): string | undefined {
    return (
      m.entity?.country ??
      this.nations.get(m.id) ??
      (m.entity?.maker ? this.names.byId.get(m.entity.maker)?.country : undefined)
    );
  }

  private trade(m: Mention, noun: string): boolean {
    const told = this.trades.get(m.id);
    if (told?.has(noun)) return true;
    return fitsTrade(noun, m.entity?.sectors);
  }

  private lastNamed(at: number, kinds: readonly string[], except?: string): Mention | undefined {
    return this.recent(at, REACH).findLast((m) => kinds.includes(m.kind) && m.id !== except && acts(m) && !m.adjective);
  }

  private before(at: number): Focus[] {
    const from = this.index(this.subjects, (f) => f.at, at - REACH * 2);
    return this.subjects.slice(
      from,
      this.index(this.subjects, (f) => f.at, at),
    );
  }

  private recent(at: number, reach: number): Mention[] {
    return this.mentions.slice(
      this.index(this.mentions, (m) => m.start, at - reach),
      this.index(this.mentions, (m) => m.start, at),
    );
  }

  /** The first index whose position is not before `at`. */
  private index<T>(items: readonly T[], position: (item: T) => number, at: number): number {
    let [low, high] = [0, items.length];
    while (low < high) {
      const mid = (low + high) >> 1;
      if (position(items[mid]!) < at) low = mid + 1;
      else high = mid;
    }
    return low;
  }
}

/** Analysts and papers tell of others; what they did is seldom what "it" did. */
const acts = (m: Mention): boolean =>
  m.entity?.role !== 'analyst' && m.entity?.role !== 'media' && m.entity?.sectors?.includes('analyst') !== true;
