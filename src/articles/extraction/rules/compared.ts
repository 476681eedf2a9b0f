import { slug } from '../../../../events/text.js';
import type { AmountMention } from '../language/amounts.js';
import type { Clause } from '../language/clauses.js';
import { isPossessed, type NounPhrase, namesIn } from '../language/phrases.js';
import type { Sentence } from '../language/sentence.js';
import { common } from './circumstances.js';
import type { Candidate } from './rule.js';

export const LESS =
  /^(?:less|fewer|lower|cheaper|slower|weaker|smaller|lighter|worse|shorter|poorer|thinner|quieter|narrower|behind|well behind|far behind|inferior to|no match for|(?:far |well )?below (?:that|those) of|half|a (?:third|quarter|fifth|tenth) of|younger|later)$/i;
const DIMENSIONS: readonly [RegExp, string][] = [
  [
    /\bto (?:build|run|make|train|operate|produce)\b|\b(?:running|operating|production|training|unit|generating) costs?\b|\btraining\b/i,
    'cost',
  ],
  [/\bcost|\bpric|\bcheap|\bdear|\bexpensive|\bundercut|\bpricier|\bpay\b/i, 'price'],
  [/\befficien|\bper watt|\bpower consumption|\bfuel burn|\bless (?:fuel|energy|power|electricity)/i, 'efficiency'],
  [
    /\bsold|\bsells?\b|\bsales|\bsell|\bdeliver|\bshipp|\bunits|\blaunch|\boutsell|\boutsold|\bpopular|\bsubscribers|\bprescriptions|\brevenue/i,
    'sales',
  ],
  [
    /\bperform|\bfast|\bslow|\bpower|\bweak|\bstrong|\blag|\bcompute|\bspeed|\bcapable|\brange|\benergy|\baccura|\bprecis|\bfarther|\bfurther|\bquick|\blast|\bstores?\b|\bcurrent\b|\bbehind\b|\bbetter\b|\bgood at|\bdense|\bthrust|\breach|\befficacy|\bweight/i,
    'performance',
  ],
];

export interface Side {
  id: string;
  weak: boolean;
}

/** A product, a firm, or a thing named after its owner. */
export function side(sentence: Sentence, np: NounPhrase | undefined): Side | undefined {
  if (!np) return undefined;
  const { who } = sentence;
  if (/^(?:that|those|what|one|ones)$/.test(np.head.lower) && np.after[0]) return side(sentence, np.after[0]);
  if (
    isPossessed(np) &&
    /^(?:price|cost|costs|performance|range|speed|capacity|efficiency|power|weight|output|yield)$/.test(np.head.lower)
  ) {
    const own = sentence.context.discourse.product(np.start) ?? who.firm(np);
    if (own) return { id: own.id, weak: true };
  }
  const product = who.product(np);
  if (product) return { id: product.id, weak: false };
  const firm = who.firm(np);
  const thing =
    np.head.tag === 'noun' && !/^(?:shares?|stock|group|company|firm)$/.test(np.head.lower) ? who.thing(np) : undefined;
  const owned = firm && thing && (isPossessed(np) || np.tokens.some((t) => t.tag === 'poss') || namesIn(np).length > 0);
  if (
    owned &&
    !/^(?:one|ones|that|what|maker|rival)$/.test(np.head.lower) &&
    np.head.mention === undefined &&
    !/^the$/.test(np.tokens[0]!.lower)
  )
    return { id: slug(`${firm.id} ${np.head.lower}`), weak: true };
  if (firm) return { id: firm.id, weak: false };
  const group = who.group(np);
  if (group) return { id: group.id, weak: true };
  return thing && np.head.tag === 'noun' && np.tokens.length < 6
    ? { id: named(sentence, np, thing), weak: true }
    : undefined;
}

function named(_sentence: Sentence, np: NounPhrase, thing: string): string {
  const state = np.tokens.find((t) => t.mention?.kind === 'jurisdiction')?.mention?.entity;
  return slug(state?.adjectives?.[0] ? `${state.adjectives[0]} ${thing}` : thing);
}

export function factorOf(sentence: Sentence, from: number, to: number, relation: string): number | undefined {
  const near = (a: AmountMention): boolean =>
    (a.end <= to + 2 && a.start >= from - 30) ||
    (a.start > to &&
      a.start - to < 40 &&
      /\bby (?:about |roughly |some |around |almost |nearly )?$/.test(sentence.slice(a.start - 14, a.start)));
  const amount = sentence.amounts.findLast((a) => near(a) && (a.kind === 'factor' || a.kind === 'percent'));
  if (!amount) return /\b(?:half)\b/i.test(sentence.slice(from - 12, to)) ? 0.5 : undefined;
  if (amount.kind === 'factor') return relation === 'less' ? Number((1 / amount.value).toPrecision(4)) : amount.value;
  if (amount.value === 50 && /\bhalf\b/i.test(sentence.slice(amount.start, amount.end))) return 0.5;
  const share = amount.value / 100;
  if (/^\s?of\b/.test(sentence.slice(amount.end, amount.end + 4))) return share;
  return Number((relation === 'less' ? 1 - share : 1 + share).toPrecision(4));
}

export function fact(
  sentence: Sentence,
  clause: Clause,
  subject: Side,
  comparator: Side,
  relation: string,
  near: string,
  factor: number | undefined,
  at: number,
): Candidate {
  const dimension =
    DIMENSIONS.find(([p]) => p.test(near))?.[1] ??
    DIMENSIONS.find(([p]) => p.test(sentence.slice(clause.start, clause.end)))?.[1] ??
    'other';
  return {
    type: 'ComparisonReported',
    data: {
      ...common(sentence, clause),
      subject: subject.id,
      comparator: comparator.id,
      dimension,
      relation,
      ...(factor !== undefined && relation !== 'equal' ? { factor } : {}),
    },
    confidence:
      subject.weak && comparator.weak
        ? factor === undefined && !akin(subject.id, comparator.id)
          ? 0.4
          : 0.46
        : subject.weak || comparator.weak
          ? 0.5
          : 0.65,
    at,
  };
}

/** "lithium cells" and "sodium cells". */
const akin = (a: string, b: string): boolean =>
  a.includes('-') && b.includes('-') && a.split('-').at(-1) === b.split('-').at(-1);
