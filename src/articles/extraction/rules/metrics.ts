import type { AmountMention } from '../language/amounts.js';
import type { Clause } from '../language/clauses.js';
import type { NounPhrase } from '../language/phrases.js';
import type { Sentence } from '../language/sentence.js';

export type Metric = 'revenue' | 'units' | 'orders' | 'profit';

const PROFIT = /^(?:profits?|income|earnings|loss|losses|ebitda|ebit|surplus|deficit|deficits)$/;
const REVENUE = /^(?:revenues?|sales|turnover|takings|receipts|income|proceeds|billings|business)$/;
const ORDERS = /^(?:contracts?|orders?|bookings?|backlog|pre-orders?|commitments?)$/;
const UNITS =
  /^(?:sales|deliveries|shipments?|registrations?|prescriptions?|subscribers?|subscriptions?|users|customers|passengers|exports?|imports?|volumes?|installations?|output|production|throughput|downloads|copies|members|accounts|buyers|handovers|sell-through)$/;
const SELL =
  /^(?:sell|ship|deliver|hand over|move|export|supply|clock up|shift|install|register|dispatch|carry|transport|fly|handle|produce|build|make|load|rack up|notch up|place|add|manage|attract|sign up|import|manufacture)$/;
const EARN =
  /^(?:count|boast|attract|find|bring in|bring|take in|generate|gross|rake in|pull in|earn|post|book|record|report|make|turn over|log|contribute|rack up|see|show|notch up|register|recorded|have|announce|bring home)$/;
const LOSE = /^(?:lose)$/;
const BUY = /^(?:order|buy|book|commit|reserve|sign up)$/;
const REACH =
  /^(?:reach|total|be|come|rise|fall|grow|climb|jump|drop|stand|amount|hit|top|exceed|slip|slide|sink|shrink|surge|soar|increase|decline|remain|come in|double|swell|plunge|tumble|narrow|widen|slump|halve|stay|recover|edge|dip|pass|surpass|cross|include|hold|contain|triple|quadruple|treble|add up|run|average|leap|balloon|rebound|go|turn|work)$/;

/** "came second with 46 million", "credits X with 81 million units". */
const RANKING = /^(?:come|rank|follow|lead|finish|stand|credit|top|head|place)$/;

const PER =
  /^(?:\s(?:a|per|an) (?:unit|month|barrel|tonne|ton|share|piece|kilo\w*|ounce|litre|gallon|night|pound|watt|head|seat|bushel|wafer|megawatt\S*)|\s?(?:apiece|each)\b|-a-|\/(?:month|t|kg|kWh))/i;
const NOT_A_FIGURE =
  /\b(?:pric\w+|costs?|charges?|valu(?:ed|ation)|worth of (?!orders)|market (?:value|cap\w*)|stake|invest\w*|rais(?:ed|ing)|fund\w*|fin(?:e|ed|es|ing)|penalt\w+|spend\w*|spent|debt|dividend|buy-?back|inventor\w+|stock of|tax credit|subsid\w+|write-?downs?|impairment|settle\w*|bonus|salary|margin|headcount|jobs|cap|acqui\w+|takeover|takeover|bought|buying|purchase|in stock|bid|offer|loan|grant|compensation|damages|refund|cash|savings?|cuts? of|budget|fee|licence fee|toll|duty|duties|tariff|toll|premium|built at|capacity)\b/i;

/** Whether an amount may be a figure at all: no price, no distance, no rate. */
export function plausible(sentence: Sentence, amount: AmountMention): boolean {
  if (amount.kind !== 'money' && amount.kind !== 'count') return false;
  if (amount.unit === 'measure' || amount.range) return false;
  if (PER.test(sentence.slice(amount.end, amount.end + 22))) return false;
  if (amount.kind === 'count' && amount.value < 10 && amount.unit === 'units') return false;
  const before =
    sentence
      .slice(amount.start - 42, amount.start)
      .split(/[,;:–—]| and | while | whereas | but /)
      .at(-1) ?? '';
  const after = sentence.slice(amount.end, amount.end + 24).split(/[,;:.]/)[0] ?? '';
  if (
    /[\d\p{L}] \($/u.test(sentence.slice(amount.start - 3, amount.start)) &&
    /^\)/.test(sentence.slice(amount.end, amount.end + 1))
  )
    return false;
  if (/(?:plus or minus|give or take|±)\s?$/i.test(before)) return false;
  if (/\bby\s(?:some |about |roughly |around |nearly |only |just |a )?$/i.test(before)) return false;
  if (
    amount.kind === 'count' &&
    /^\s?(?:more|fewer|less) than|^\s(?:in stock|times)\b|^(?!\s(?:a|one|the) year)\s?(?:\p{L}+ ){0,2}(?:people|employees|workers|jobs|staff|stores|shops|countries|markets|outlets|factories|plants|years?|months?|days?|points?|members of|shareholders|makers|ministries|companies|firms|engineers|hospitals|posts)\b/iu.test(
      after,
    )
  )
    return false;
  const sold = /\b(?:sold|sells?|selling|shipped)\s(?:\p{L}+ ){0,2}$/u.test(before) ? 'worth of' : '';
  return !NOT_A_FIGURE.test(`${before} ¦ ${sold ? after.replace(sold, '') : after}`);
}

interface Reading {
  metric: Metric;
  /** The phrase whose noun told it, or that the amount stands in. */
  np?: NounPhrase;
}

/** What an amount measures: told by the noun it hangs on, the verb that it is the object of, or that verb's subject. */
export function metricOf(sentence: Sentence, clause: Clause | undefined, amount: AmountMention): Reading | undefined {
  if (
    clause &&
    /^(?:cancel|terminate|scrap|revoke|annul|tear up|suspend|break off|call off|reject)$/.test(clause.verb.lemma)
  )
    return undefined;
  const np = sentence.phraseAt(amount.start);
  const byNoun = nounOf(sentence, np, amount);
  if (byNoun) return byNoun;
  if (!clause) return undefined;
  const { lemma } = clause.verb;
  const money = amount.kind === 'money';
  const inVerb = amount.start >= clause.verb.start;
  if (inVerb && BUY.test(lemma) && !money) return { metric: 'orders', ...(np ? { np } : {}) };
  if (
    !money &&
    amount.unit === 'units' &&
    np?.prep === 'with' &&
    (RANKING.test(lemma) || countedNoun(np) || np.head.lower === 'units')
  )
    return { metric: 'units', np };
  if (inVerb && money && lemma === 'sell' && (np?.prep === 'worth' || isWorth(sentence, amount)))
    return { metric: 'revenue' };
  if (
    inVerb &&
    money &&
    /^(?:book|get|take|collect|make|draw|derive|receive)$/.test(lemma) &&
    /^ (?:\p{L}+ ){0,2}from /u.test(sentence.slice(amount.end, amount.end + 24)) &&
    clause.objects.some((o) => o.head.amount === amount)
  )
    return { metric: 'revenue' };
  if (inVerb && money && LOSE.test(lemma)) return { metric: 'profit' };
  if (inVerb && !money && SELL.test(lemma)) return { metric: 'units', ...(np ? { np } : {}) };
  if (inVerb && !money && EARN.test(lemma) && countedNoun(np)) return { metric: 'units', ...(np ? { np } : {}) };
  if (inVerb && REACH.test(lemma) && clause.subject) {
    const told = metricOfNoun(clause.subject.head.lower, clause.subject, money);
    if (told) return { metric: told, np: clause.subject };
  }
  if (
    inVerb &&
    money &&
    /^(?:bring in|bring|take in|generate|gross|rake in|pull in|turn over|contribute|bring home)$/.test(lemma)
  )
    return { metric: 'revenue' };
  if (inVerb && money && lemma === 'make' && clause.subject && !clause.verb.passive) return { metric: 'revenue' };
  if (inVerb && money && lemma === 'earn')
    return {
      metric: /\b(?:revenue|sales|from)\b/.test(sentence.slice(amount.end, amount.end + 24)) ? 'revenue' : 'profit',
    };
  return undefined;
}

/** "$3 billion worth of computing". */
const isWorth = (sentence: Sentence, amount: AmountMention): boolean =>
  /^ worth of\b/.test(sentence.slice(amount.end, amount.end + 10));

const countedNoun = (np: NounPhrase | undefined): boolean =>
  np?.tokens.some((t) =>
    /^(?:cars?|buyers|copies|vehicles|units|phones|handsets|jets|planes|aircraft|subscribers|users|customers|passengers|consoles|copies|chips|prescriptions|deliveries|orders|drones|robots|tonnes|barrels|machines|devices|turbines|trains|doses)$/.test(
      t.lower,
    ),
  ) ||
  (np?.head.tag === 'amount' && np.head.amount?.unit !== 'units');

/** "revenue of $X", "$X in revenue", "an operating profit of $X", "1.2 million deliveries". */
function nounOf(sentence: Sentence, np: NounPhrase | undefined, amount: AmountMention): Reading | undefined {
  const money = amount.kind === 'money';
  if (np && np.head.tag !== 'amount') {
    const own = metricOfNoun(np.head.lower, np, money);
    if (own) return { metric: own, np };
  }
  const within = np?.after.find((inner) => inner.prep === 'in' || inner.prep === 'of');
  const inNoun = within && !within.head.mention ? metricOfNoun(within.head.lower, within, money) : undefined;
  if (inNoun && within) return { metric: inNoun, np: within };
  const over = sentence.phrases.find((other) =>
    other.after.some(
      (inner) => inner === np && /^(?:of|at|worth|to|with|totalling|amounting|)$/.test(inner.prep ?? ''),
    ),
  );
  const told = over && metricOfNoun(over.head.lower, over, money);
  if (told) return { metric: told, np: over };
  const before = np && sentence.chunks[sentence.chunks.indexOf(np) - 1];
  const beside = before?.kind === 'np' && np?.head.tag === 'amount' ? before : undefined;
  const bare = beside && metricOfNoun(beside.head.lower, beside, money);
  return bare ? { metric: bare, np: beside } : undefined;
}

function metricOfNoun(head: string, np: NounPhrase, money: boolean): Metric | undefined {
  const words = np.tokens.map((t) => t.lower);
  if (/^(?:margins?|rates?|prices?|costs?|shares?|growth|expenses|tax)$/.test(head)) return undefined;
  if (ORDERS.test(head) || words.includes('orders') || words.includes('order')) return 'orders';
  if (money) {
    const income =
      head === 'income'
        ? words.some((w) => /^(?:net|pre-tax|comprehensive|operating)$/.test(w))
          ? 'profit'
          : 'revenue'
        : undefined;
    if (income) return income;
    if (PROFIT.test(head)) return 'profit';
    return REVENUE.test(head) ? 'revenue' : undefined;
  }
  return UNITS.test(head) ? 'units' : undefined;
}
