import { describedAuthority } from './authorities.js';
import type { Clause } from './clauses.js';
import type { ArticleContext } from './context.js';
import { entityId } from './entity-id.js';
import { AUTHORITY, FIRM, groupName, isTrade, NOT_THE_FIRM, PRODUCT } from './lexicon/trades.js';
import type { Mention } from './mentions.js';
import { type Chunk, isPossessed, type NounPhrase, namesIn } from './phrases.js';

const FIRMS = ['company', 'organisation'];
const OFFICIALS =
  /^(?:officials|authorities|regulators?|government|customs|lawmakers|ministers?|ministry|ministries|administration|state|states|army|military|navy|parliament|senate|court|courts|officers|forces|units|troops|railways|agency|watchdog|treasury|cabinet)$/;

/** "the Dutch roaster": a noun of one who does something, with a state before it. */
const AGENT = /^\p{L}{3,}(?:er|or)$/u;
const NO_AGENT =
  /^(?:power|water|paper|copper|silver|rubber|leather|timber|butter|sector|quarter|number|order|member|winter|summer|minister|premier|regulator|consumer|customer|user|voter|worker|officer|commander|soldier|farmer|buyer|trader|reader|viewer|player|driver|passenger|tanker|freighter|bomber|fighter|reactor|motor|tractor|door|floor|labor|labour|harbor|author|doctor|investor|senator|governor|lawmaker|importer|employer|leader|corridor|border|river|tender|offer|cover|partner|brother|father|mother|center|theater|chapter|letter|matter|master|monitor|processor|semiconductor|computer|router|server|printer|container|engineer|career|beer|weather|newspaper|banker|founder|helicopter|error|mirror|manager|director|chancellor|creator|competitor|emperor|other|former|latter|super|inner|outer|upper|lower|higher|larger|smaller|bigger|cheaper|faster|newer|older|longer|shorter|stronger|weaker)$/;

/** Whom the phrases of a sentence stand for: names, pronouns and descriptions, brought to entities. */
export class Referents {
  constructor(
    private readonly context: ArticleContext,
    private readonly sentence: { readonly chunks: readonly Chunk[]; readonly clauses: readonly Clause[] },
  ) {}

  /** Tells the discourse who acts in this sentence, and what firms are called in it. */
  learn(): void {
    const { chunks, clauses } = this.sentence;
    const heading = this.heading();
    if (heading) this.context.discourse.head(heading);
    for (const [i, np] of chunks.entries()) {
      if (np.kind !== 'np') continue;
      this.learnApposition(np, chunks[i + 1]?.kind === 'comma' ? chunks[i + 2] : undefined);
    }
    const described = chunks.filter(
      (c): c is NounPhrase => c.kind === 'np' && c.tokens[0]!.lower === 'the' && FIRM.test(c.head.lower),
    );
    const aside = new Set(clauses.flatMap((c) => (c.antecedent && c.subject ? [c.subject] : [])));
    const acting = clauses.flatMap((c) => (c.subject && !aside.has(c.subject) ? [c.subject] : []));
    const subjects = [...acting, ...described].sort((a, b) => a.start - b.start);
    for (const subject of new Set(subjects)) {
      const firm = this.firm(subject);
      const product = this.product(subject, false);
      const state =
        describedAuthority(subject, this.context.names) ??
        namesIn(subject).find((m) => m.kind === 'jurisdiction' || m.entity?.role === 'authority');
      const heads = product !== undefined && subject.head.mention === product;
      if (product && !heads) this.context.discourse.focus(product, subject.start);
      if (state) this.context.discourse.focus(state, subject.start);
      if (firm) this.context.discourse.focus(firm, subject.start);
      if (product && heads) this.context.discourse.focus(product, subject.start);
    }
  }

  /** "Acme." at the head of a paragraph: what it is about. */
  private heading(): Mention | undefined {
    const [first, mark, ...rest] = this.sentence.chunks;
    return first?.kind === 'np' && mark?.kind === 'break' && rest.length === 0 && first.tokens.length === 1
      ? first.head.mention
      : undefined;
  }

  /** "X, the Danish drugmaker", "the liquor maker X". */
  private learnApposition(np: NounPhrase, after: unknown): void {
    const name = namesIn(np).findLast((m) => m.kind === 'company');
    if (!name) return;
    const note = (tokens: NounPhrase['tokens']): void => {
      const noun = tokens.findLast((t) => t.tag === 'noun')?.lower;
      if (noun)
        this.context.discourse.describe(
          name,
          noun,
          tokens.find((t) => t.mention?.kind === 'jurisdiction')?.mention?.id,
        );
    };
    const at = np.tokens.findIndex((t) => t.mention === name);
    if (at > 0) note(np.tokens.slice(0, at));
    const next = after as NounPhrase | undefined;
    if (
      next?.kind === 'np' &&
      np.tokens.at(-1)!.mention === name &&
      next.head.tag === 'noun' &&
      next.prep === undefined
    )
      note(next.tokens);
  }

  /** The firm that a phrase names or stands for; for a list its last. `generic` allows sets such as "Chinese carmakers". */
  firm(np: NounPhrase | undefined, generic = false): Mention | undefined {
    if (!np) return undefined;
    const head = np.head.lower;
    const named = this.namedFirm(np);
    if (named) return named;
    if (np.head.tag === 'pron') {
      if (!/^(?:it|its|itself|they|them|he|she)$/.test(head)) return undefined;
      const other = this.besides(np);
      if (head === 'it' && this.context.discourse.isAtState(np.start, other)) return undefined;
      return this.context.discourse.pronoun(np.start, FIRMS, other);
    }
    const described = this.describedFirm(np);
    if (described) return described;
    if (np.owner) return this.firm(np.owner);
    if (
      isPossessed(np) &&
      (!groupName([head]) || /^(?:dealers|shops|stores|yards|mills|plants|smelters|refineries)$/.test(head))
    )
      return this.context.discourse.pronoun(np.start, FIRMS);
    return this.firmWithin(np) ?? (generic ? this.group(np) : undefined);
  }

  /** Who "it" in an object cannot stand for: the subject of its clause. */
  private besides(np: NounPhrase): string | undefined {
    const clause = this.sentence.clauses.find((c) => c.objects.includes(np) || c.complements.includes(np));
    const subject = clause?.subject;
    return subject && subject !== np && subject.head.tag !== 'pron'
      ? (this.namedFirm(subject) ?? this.authority(subject))?.id
      : undefined;
  }

  private namedFirm(np: NounPhrase): Mention | undefined {
    const firms = namesIn(np).filter((m) => FIRMS.includes(m.kind) && !isLine(np, m));
    if (firms.length === 0) return undefined;
    if (np.head.mention && firms.includes(np.head.mention)) return np.head.mention;
    const owner = firms.find((m) => np.tokens[np.tokens.findIndex((t) => t.mention === m) + 1]?.tag === 'poss');
    if (!owner && NOT_THE_FIRM.test(np.head.lower)) return undefined;
    if (owner && NOT_THE_FIRM.test(np.head.lower) && !/^(?:shares?|stock|boss|dealers?)$/.test(np.head.lower))
      return undefined;
    return owner ?? firms.at(-1);
  }

  private describedFirm(np: NounPhrase): Mention | undefined {
    const first = np.tokens[0]!.lower;
    if (first !== 'the' && first !== 'this' && first !== 'that') return undefined;
    const owner = np.tokens.findIndex((t) => t.tag === 'poss');
    const tokens = owner > 0 ? np.tokens.slice(0, owner) : np.tokens;
    const people = tokens.at(-1)?.mention;
    if (people?.adjective && /s$|ese$|ch$|sh$/.test(tokens.at(-1)!.text))
      return this.context.discourse.firm(np.start, 'company', people.id);
    const noun = tokens.findLast((t) => t.tag === 'noun' || t.tag === 'adj')?.lower ?? '';
    const made = tokens.find((t) => t.mention?.entity?.maker)?.mention?.entity?.maker;
    const maker =
      made &&
      /^(?:maker|developer|owner|producer|manufacturer|creator)$/.test(noun) &&
      this.context.names.byId.get(made);
    if (maker) return { start: np.start, end: np.end, id: maker.id, kind: maker.kind, name: maker.name, entity: maker };
    const state = tokens.find((t) => t.mention?.kind === 'jurisdiction')?.mention?.id;
    const agent = state !== undefined && tokens.length < 5 && AGENT.test(noun) && !NO_AGENT.test(noun);
    if (!FIRM.test(noun) && !isTrade(noun) && !agent) return undefined;
    const nation = state === 'european-union' ? undefined : state;
    return this.context.discourse.firm(np.start, noun, nation);
  }

  /** "shipments from Tesla's plant", "the share of Samsung". */
  private firmWithin(np: NounPhrase): Mention | undefined {
    for (const inner of np.after) {
      if (!/^(?:of|by|from|at|for|to)$/.test(inner.prep ?? '')) continue;
      const firm =
        this.namedFirm(inner) ??
        (inner.head.tag === 'pron' || inner.tokens[0]!.lower === 'the' ? this.describedFirm(inner) : undefined);
      if (firm && !(inner.prep === 'from' && /^orders?$/.test(np.head.lower))) return firm;
    }
    return undefined;
  }

  /** A set of firms as an entity of its own: `chinese-carmakers`. */
  group(np: NounPhrase, nation?: string): Mention | undefined {
    const nouns = np.tokens
      .filter(
        (t) =>
          (t.tag === 'noun' || t.tag === 'adj') &&
          !/^(?:local|domestic|home-grown|homegrown|its|own|more|other|several|large|big|small|new|main|leading|major|smaller|larger|two|three|four|some|many)$/.test(
            t.lower,
          ) &&
          /^\p{L}/u.test(t.lower),
      )
      .map((t) => t.lower);
    const name = groupName(nouns);
    if (!name) return undefined;
    const own = np.tokens.some((t) => /^(?:local|domestic|home-grown|homegrown)$/.test(t.lower));
    const state = np.tokens.find((t) => t.mention?.kind === 'jurisdiction')?.mention;
    const country =
      state?.entity ??
      (own || nation !== undefined ? (nation ? this.context.names.byId.get(nation) : this.context.home) : undefined);
    const word = country?.adjectives?.[0];
    const id = entityId(word ? `${word} ${name}` : name);
    return { start: np.start, end: np.end, id, kind: 'organisation', name: id.replaceAll('-', ' ') };
  }

  /** The firms of a phrase and of those listed beside it. */
  firms(np: NounPhrase | undefined, generic = false): Mention[] {
    if (!np) return [];
    if (BOTH.test(np.tokens.map((t) => t.lower).join(' '))) return this.context.discourse.lastFirms(np.start, 2);
    const inner =
      np.list || namesIn(np).length > 0
        ? undefined
        : np.after.find((a) => /^(?:of|from|by)$/.test(a.prep ?? '') && a.list && this.namedFirm(a));
    return unique((np.list ?? inner?.list ?? [np]).flatMap((one) => this.firm(one, generic) ?? []));
  }

  /** The product that a phrase names or stands for. */
  product(np: NounPhrase | undefined, pronouns = true): Mention | undefined {
    if (!np) return undefined;
    const named = namesIn(np).findLast((m) => m.kind === 'product');
    if (named) return named;
    const { discourse } = this.context;
    if (np.head.tag === 'pron')
      return pronouns && /^(?:it|its|they|them)$/.test(np.head.lower) ? discourse.product(np.start) : undefined;
    const first = np.tokens[0]!.lower;
    const noun = np.head.lower.replace(/s$/, '');
    if (
      pronouns &&
      /^(?:the|this|that|these|those)$/.test(first) &&
      PRODUCT.test(noun) &&
      ![np, ...np.after].some((p) => namesIn(p).some((m) => m.kind === 'company'))
    ) {
      const fits = (m: Mention): boolean => m.entity?.category === undefined || fitsCategory(noun, m.entity.category);
      const same = /^(?:pill|tablet)$/.test(noun) ? /pill|tablet/ : undefined;
      return (same && discourse.product(np.start, (m) => same.test(m.id))) ?? discourse.product(np.start, fits);
    }
    if (np.apposition?.head.mention?.kind === 'product') return this.product(np.apposition, false);
    const called = this.sentence.clauses.find(
      (c) => c.subject === np && /^(?:call|name|dub|christen)$/.test(c.verb.lemma),
    );
    if (called?.objects[0]?.head.mention?.kind === 'product') return called.objects[0].head.mention;
    const of = np.after.find((inner) => inner.prep === 'of');
    return of ? this.product(of, pronouns) : undefined;
  }

  products(np: NounPhrase | undefined): Mention[] {
    if (!np) return [];
    return unique((np.list ?? [np]).flatMap((one) => this.product(one) ?? []));
  }

  /** The authority that a phrase names or stands for. */
  authority(np: NounPhrase | undefined): Mention | undefined {
    if (!np) return undefined;
    const names = namesIn(np);
    const agency = names.findLast((m) => m.entity?.role === 'authority') ?? describedAuthority(np, this.context.names);
    if (agency) return agency;
    const leader = names.find((m) => m.kind === 'person' && m.entity?.partOf);
    const led = leader && this.context.names.byId.get(leader.entity!.partOf!);
    if (leader && led?.kind === 'jurisdiction' && (np.head.mention === leader || OFFICIALS.test(np.head.lower)))
      return { ...leader, id: led.id, kind: led.kind, name: led.name, entity: led };
    const state = names.find((m) => m.kind === 'jurisdiction');
    if (
      state &&
      (!state.adjective || OFFICIALS.test(np.head.lower) || AUTHORITY.test(np.head.lower)) &&
      (np.head.mention === state || OFFICIALS.test(np.head.lower) || AUTHORITY.test(np.head.lower))
    )
      return state;
    if (names.length > 0 && !state) return undefined;
    const head = np.head.lower;
    if (np.head.tag === 'pron' && /^(?:it|they)$/.test(head)) return this.pronounAuthority(np);
    if (!AUTHORITY.test(head)) return undefined;
    if (/^(?:authorities|officials|regulators|customs|lawmakers|ministers|ministries|government|officers)$/.test(head))
      return this.context.discourse.authority(np.start, true) ?? this.homeMention(np);
    const stateLike = /^(?:bloc|country|union|state|capital|republic|kingdom)$/.test(head);
    return this.context.discourse.authority(np.start, stateLike);
  }

  private pronounAuthority(np: NounPhrase): Mention | undefined {
    const kinds = ['company', 'organisation', 'jurisdiction', 'product'];
    const found = this.context.discourse.pronoun(np.start, kinds, this.besides(np));
    return found && (found.kind === 'jurisdiction' || found.entity?.role === 'authority') ? found : undefined;
  }

  private homeMention(np: NounPhrase): Mention | undefined {
    const { home } = this.context;
    return home && { start: np.start, end: np.end, id: home.id, kind: 'jurisdiction', name: home.name, entity: home };
  }

  person(np: NounPhrase | undefined): Mention | undefined {
    if (!np) return undefined;
    const named = [...namesIn(np), ...(np.apposition ? namesIn(np.apposition) : [])].findLast(
      (m) => m.kind === 'person',
    );
    return (
      named ??
      (np.head.tag === 'pron' && /^(?:he|she)$/.test(np.head.lower)
        ? this.context.discourse.pronoun(np.start, ['person'])
        : undefined)
    );
  }

  /** The phrase as a thing with no name of its own: the slug of its nouns. */
  thing(np: NounPhrase | undefined): string | undefined {
    if (!np) return undefined;
    const words = np.tokens
      .slice(np.tokens.findLastIndex((t) => t.tag === 'poss') + 1)
      .filter(
        (t) =>
          (t.tag === 'noun' ||
            (t.tag === 'adj' &&
              !/^(?:new|own|total|net|gross|strong|first|second|third|last|next|more|other|such|\p{N}.*)$/u.test(
                t.lower,
              ))) &&
          /^\p{L}/u.test(t.lower),
      )
      .map((t) => t.lower);
    return words.length > 0 ? entityId(words.slice(-3).join(' ')) : undefined;
  }
}

/** "both companies", "the pair". */
const BOTH =
  /^(?:both|the two|the pair|both (?:of them|companies|firms|groups|vendors|suppliers|makers)|the two (?:companies|firms|groups|vendors|suppliers|makers|rivals))$/;

/** "Data Center segment": a line of business, and no firm. */
const isLine = (np: NounPhrase, m: Mention): boolean =>
  m.entity === undefined &&
  /^(?:segment|division|business|unit|arm)s?$/.test(
    np.tokens[np.tokens.findIndex((t) => t.mention === m) + 1]?.lower ?? '',
  );

const unique = (mentions: readonly Mention[]): Mention[] =>
  mentions.filter((m, i) => mentions.findIndex((o) => o.id === m.id) === i);

const CATEGORIES: readonly [RegExp, RegExp][] = [
  [/^(?:drug|pill|tablet|injection|vaccine|medicine|treatment|shot|jab|therapy)$/, /drug|vaccine|pharma|medicine/],
  [/^(?:chip|processor|accelerator|gpu)$/, /accelerator|chip|processor|memory|gpu/],
  [/^(?:aircraft|jet|plane|airliner|widebody|narrowbody)$/, /aircraft|jet|plane/],
  [/^(?:car|suv|sedan|vehicle)$/, /car|vehicle|suv/],
  [/^(?:phone|handset|smartphone)$/, /phone/],
  [/^model$/, /model|car|vehicle|phone/],
];
const fitsCategory = (noun: string, category: string): boolean => {
  const pair = CATEGORIES.find(([nouns]) => nouns.test(noun));
  return pair === undefined || pair[1].test(category);
};
