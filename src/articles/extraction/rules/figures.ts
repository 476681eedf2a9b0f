import { slug } from '../../../../events/text.js';
import type { AmountMention } from '../language/amounts.js';
import type { Clause } from '../language/clauses.js';
import { FIRM } from '../language/lexicon/trades.js';
import { isPossessed, type NounPhrase, namesIn } from '../language/phrases.js';
import type { Sentence } from '../language/sentence.js';
import { actor, complement, dateAt, governor, modality, patient } from './circumstances.js';
import { inBrackets, periodOf } from './figure-periods.js';
import { forecasterOf } from './forecasters.js';
import { kindId } from './kinds.js';
import { goodsOf } from './markets.js';
import { type Metric, metricOf, plausible } from './metrics.js';
import type { Candidate, Rule } from './rule.js';

/** What a figure is told of. */
interface Told {
  metric: Metric;
  seller?: string;
  product?: string;
  buyer?: string;
}

/** The figure before, that one without a verb goes on from. */
interface Last {
  told: Told;
  unit: string;
  lost: boolean;
}

function sellerOf(
  sentence: Sentence,
  clause: Clause | undefined,
  np: NounPhrase | undefined,
  amount: AmountMention,
): string | undefined {
  const { who } = sentence;
  const subject = clause && (clause.verb.passive ? (complement(clause, 'by') ?? clause.subject) : clause.subject);
  const counted = np === undefined || np.tokens.some((t) => t.amount === amount);
  const owner = counted ? undefined : who.firm(np);
  const product = clause && (who.product(clause.subject, false) ?? who.product(np, false));
  const given =
    clause && /^(?:bring|earn|cost|give|net|make|yield)$/.test(clause.verb.lemma) && clause.objects.length > 1
      ? who.firm(clause.objects[0])
      : undefined;
  const withIt = sentence.mentions.find(
    (m) =>
      m.kind === 'company' &&
      m.end < amount.start &&
      / with (?:about |some |nearly )?$/.test(sentence.slice(m.end, amount.start)) &&
      amount.start - m.end < 16,
  );
  if (withIt && np?.prep === 'with') return withIt.id;
  const credited = clause?.verb.lemma === 'credit' ? who.firm(clause.objects[0]) : undefined;
  if (credited) return credited.id;
  if (given && clause?.objects[0] && namesIn(clause.objects[0]).length > 0) return given.id;
  const named = subject && namesIn(subject).length > 0;
  const own = product ?? clause?.complements.map((p) => who.product(p, false)).find(Boolean);
  if (!named && own?.entity?.maker && clause?.subject && !owner) return own.entity.maker;
  const found = owner ?? who.firm(subject) ?? (subject && who.group(subject)) ?? (counted ? undefined : who.group(np));
  const words = [np, subject, clause && complement(clause, 'for')]
    .map((p) => (p ? sentence.slice(p.start, p.end) : ''))
    .join(' ');
  if (!found && /\b(?:world|worldwide|global|industry|market)\b/i.test(words)) return 'all-vendors';
  const state = found
    ? undefined
    : [np, subject].flatMap((p) => (p ? namesIn(p) : [])).find((m) => m.kind === 'jurisdiction');
  if (state && !product) return slug(`${state.entity?.adjectives?.[0] ?? state.name} exporters`);
  return (
    found ??
    (product?.entity?.maker ? { id: product.entity.maker } : undefined) ??
    (clause && who.firm(complement(clause, 'at'))) ??
    sentence.context.discourse.current(amount.start)
  )?.id;
}

/** Words that count and name no product. */
const UNIT_WORD =
  /^(?:units?|pieces|prescriptions|subscribers|customers|users|passengers|tonnes?|tons?|barrels|orders|people|buyers|viewers|players|listeners|visitors|patients|households|deliveries|shipments|copies|gigawatts?|[kmgt]?wh?|kg|kilos?|kilograms?|litres?|gallons?|bushels?|ounces?|carats?|hectolitres?|acres|hectares|square|doses|containers|members|contracts|cargoes|shiploads|loads|bottles|cases|packs|bags|boxes|crates|tins|rolls|lots|batches|pairs|teu|bpd)$/;

function productOf(
  sentence: Sentence,
  clause: Clause | undefined,
  np: NounPhrase | undefined,
  amount: AmountMention,
): string | undefined {
  const { who } = sentence;
  const of = np?.after.find((inner) => inner.prep === 'of' && inner.head.tag !== 'amount');
  const line =
    (np && lineOf(np)) ?? (clause?.subject && isPossessed(clause.subject) ? lineOf(clause.subject) : undefined);
  if (line) return line;
  const pronoun =
    clause?.subject?.head.tag === 'pron' ? sentence.context.discourse.actor(clause.subject.start) : undefined;
  if (pronoun?.kind === 'product') return pronoun.id;
  const forGoods =
    np && /^(?:orders?|contracts?)$/.test(np.head.lower)
      ? who.product(np.after.find((a) => a.prep === 'for') ?? clause?.complements.find((c) => c.prep === 'for'))
      : undefined;
  const from = clause?.complements.find((c) => c.prep === 'from' && c.start >= amount.end);
  const source = from && from.head.mention?.kind === 'product' ? from.head.mention.id : undefined;
  if (source) return source;
  const named = who.product(np) ?? forGoods ?? who.product(of) ?? (clause && who.product(clause.subject, false));
  if (named) return named.id;
  const next = clause?.complements.find((c) => c.prep === 'of' && c.start >= amount.end);
  const later = who.product(next);
  if (later) return later.id;
  const maker = next?.head.tag === 'noun' ? namesIn(next).find((m) => m.kind === 'company') : undefined;
  if (maker && next && amount.kind === 'count') return slug(`${maker.id} ${next.head.lower}`);
  const metricNoun =
    np &&
    /^(?:sales|revenues?|turnover|shipments?|deliveries|exports?|imports?|orders?|installations?|registrations)$/.test(
      np.head.lower,
    )
      ? np
      : undefined;
  const kind =
    metricNoun &&
    who.thing({
      ...metricNoun,
      tokens: metricNoun.tokens.filter(
        (t) =>
          t !== metricNoun.head &&
          !/^(?:net|total|operating|annual|quarterly|record|group|company|world|global|overall|organic|own|combined|comparable|half-year|full-year|annualised|annualized|quarterly|export|domestic|online|retail|its|their|order|monthly|worldwide|international|consolidated|reported)$/.test(
            t.lower,
          ),
      ),
    });
  if (kind) return kindId(kind);
  const held = sentence.phraseAt(amount.start);
  const own =
    held && held !== np && held.head.tag === 'noun' && amount.kind === 'count' ? kindId(who.thing(held)) : undefined;
  if (own && !UNIT_WORD.test(own)) return own;
  const measured =
    next && amount.kind === 'count' && isMeasured(sentence, amount, next) ? kindId(who.thing(next)) : undefined;
  if (measured) return measured;
  const bare =
    np && /\b(?:sales|shipments|deliveries|exports|orders) of /.test(sentence.slice(np.start, np.end + 30))
      ? of
      : np?.tokens.some((t) => t.amount === amount)
        ? np
        : undefined;
  const thing = bare && !FIRM.test(bare.head.lower) ? who.thing(bare) : undefined;
  return thing && !UNIT_WORD.test(thing) ? kindId(thing) : undefined;
}

/** "3,100 tonnes of oxide": what is measured stands after the measure. */
const isMeasured = (sentence: Sentence, amount: AmountMention, of: NounPhrase): boolean =>
  /^\s(?:\p{L}+ ){0,2}\p{L}+ of $/u.test(sentence.slice(amount.end, of.start)) &&
  (amount.unit !== 'units' ||
    /^\s(?:pounds|litres|gallons|bottles|cases|hectolitres|carats|square)/.test(sentence.slice(amount.end, of.start)));

/** "Data Center segment revenue": the line of business that a phrase names. */
function lineOf(np: NounPhrase): string | undefined {
  const at = np.tokens.findIndex((t) => /^(?:segment|division|business|unit|arm)s?$/.test(t.lower));
  const words = np.tokens
    .slice(0, Math.max(0, at))
    .filter(
      (t) =>
        t.tag === 'name' ||
        t.tag === 'noun' ||
        (t.tag === 'adj' &&
          /^\p{L}{4,}$/u.test(t.lower) &&
          !/^(?:main|core|whole|largest|biggest|smaller|other|small|large|entire)$/.test(t.lower)),
    );
  const own = words.filter((t) => t.mention?.entity === undefined && /\p{L}/u.test(t.text));
  return at > 0 && own.length > 0 ? slug(own.map((t) => t.text).join(' ')) : undefined;
}

function told(sentence: Sentence, clause: Clause | undefined, amount: AmountMention): Told | undefined {
  const reading = metricOf(sentence, clause, amount);
  if (!reading) return undefined;
  const { metric, np } = reading;
  const sold = clause?.verb.lemma === 'book' && np && /^(?:orders?|contracts?|sales|bookings)$/.test(np.head.lower);
  if (metric === 'orders' && clause && !sold && /^(?:order|buy|book|commit|reserve|sign up)$/.test(clause.verb.lemma))
    return ordered(sentence, clause, amount);
  const seller = sellerOf(sentence, clause, np, amount);
  const product =
    productOf(sentence, clause, np, amount) ??
    (metric === 'units' ? goodsOf(sentence, amount.unit !== 'units') : undefined);
  return { metric, ...(seller ? { seller } : {}), ...(product ? { product } : {}) };
}

/** "X ordered 100 jets from Y": X buys. */
function ordered(sentence: Sentence, clause: Clause, amount: AmountMention): Told {
  const { who } = sentence;
  const buyer = who.firm(actor(clause), true);
  const np = sentence.phraseAt(amount.start);
  const product = who.product(np) ?? who.product(patient(clause));
  const from = who.firm(complement(clause, 'from'));
  const beside = sentence.mentions.findLast((m) => m.kind === 'company' && m.end < clause.start && m.id !== buyer?.id);
  const seller =
    from?.id ?? product?.entity?.maker ?? beside?.id ?? sentence.context.discourse.current(amount.start, buyer?.id)?.id;
  const thing = np && who.thing(np);
  const id = product?.id ?? (thing && !UNIT_WORD.test(thing) ? thing : undefined);
  return {
    metric: 'orders',
    ...(seller ? { seller } : {}),
    ...(id ? { product: id } : {}),
    ...(buyer && buyer.id !== seller ? { buyer: buyer.id } : {}),
  };
}

function fact(
  sentence: Sentence,
  amount: AmountMention,
  last: Last | undefined,
): { candidate: Candidate; last: Last } | undefined {
  const clause = sentence.clauseAt(amount.start);
  const direct = told(sentence, clause, amount);
  const inherited = direct ?? (last && continues(sentence, amount) ? goesOn(sentence, amount, last.told) : undefined);
  if (!inherited?.seller || !clause) return undefined;
  if (sentence.context.names.byId.get(inherited.seller)?.role === 'authority') return undefined;
  const when = periodOf(sentence, clause, amount);
  const lost =
    (inherited.metric === 'profit' && direct === undefined && last?.lost === true) ||
    (inherited.metric === 'profit' &&
      /\b(?:loss(?:es)?|lost|loses|deficit|in the red)\b[^,;]{0,40}$/i.test(
        sentence.slice(amount.start - 50, amount.start),
      ));
  const unit =
    direct === undefined && last && amount.kind === 'count' && amount.unit === 'units' ? last.unit : amount.unit;
  const shared = {
    ...(when ? { when } : {}),
    ...sentence.places(),
    value: lost ? -amount.value : amount.value,
    unit,
    qualifier: lost
      ? ({ atLeast: 'atMost', atMost: 'atLeast' }[amount.qualifier as string] ?? amount.qualifier)
      : amount.qualifier,
  };
  const expected = isForecast(sentence, clause, amount);
  if (expected) {
    const forecaster = forecasterOf(sentence, clause) ?? inherited.seller;
    const { metric, seller, product } = inherited;
    const named = product !== undefined && sentence.context.names.byId.get(product)?.kind === 'product';
    return {
      last: { told: inherited, unit, lost },
      candidate: {
        type: 'ForecastMade',
        data: {
          ...shared,
          modality: 'expected',
          claim: sentence.text,
          forecaster,
          subject: named ? product : seller,
          metric,
        },
        confidence: 0.7,
        amount,
        at: amount.start,
      },
    };
  }
  return {
    last: { told: inherited, unit, lost },
    candidate: {
      type: 'SalesReported',
      data: { ...shared, modality: 'asserted', ...inherited },
      confidence: direct ? 0.75 : 0.6,
      amount,
      at: amount.start,
    },
  };
}

/** "and Shingrix £830m": a name and its figure, the verb left out. */
const ELLIPSIS = /(?:\b(?:and|while|but|with)|[,;])\s(?:\p{Lu}[^\s,;]*\s){1,3}(?:at |with |on |some |about )?$/u;

/** "and 1.2 million abroad", "up from 766": a figure that goes on from the one before it. */
const continues = (sentence: Sentence, amount: AmountMention): boolean =>
  inBrackets(sentence, amount) !== undefined ||
  ELLIPSIS.test(sentence.slice(amount.start - 50, amount.start)) ||
  /(?:\b(?:beating|topping|missing|exceeding|surpassing|above|below|short of|ahead of|and|or|but|from|against|versus|to|with|had|while|of|at|was|were|compared with)\s(?:the |about |some |roughly |just |only |nearly |a |an |as \S+ as )*$|[,;]\s\S*\s?$)/.test(
    sentence.slice(amount.start - 40, amount.start),
  );

/** The figure before, of another name if one stands here; money after pieces is what they brought. */
function goesOn(sentence: Sentence, amount: AmountMention, last: Told): Told {
  const told = withOwnSeller(sentence, amount, last);
  return amount.kind === 'money' && told.metric === 'units' ? { ...told, metric: 'revenue' } : told;
}

function withOwnSeller(sentence: Sentence, amount: AmountMention, last: Told): Told {
  const thing = sentence.mentions.findLast(
    (m) =>
      m.kind === 'product' &&
      m.end <= amount.start &&
      amount.start - m.end < 70 &&
      !sentence.amounts.some((a) => a.start > m.end && a.end < amount.start),
  );
  if (thing?.entity?.maker && thing.id !== last.product)
    return { ...last, seller: thing.entity.maker, product: thing.id };
  const near = sentence.mentions.findLast(
    (m) => m.kind === 'company' && m.end <= amount.start && amount.start - m.end < 24,
  );
  const { product: _product, ...rest } = last;
  return near && near.id !== last.seller ? { ...rest, seller: near.id } : last;
}

function isForecast(sentence: Sentence, clause: Clause, amount: AmountMention): boolean {
  if (modality(sentence, clause) === 'expected') return true;
  const before = clause.link === 'participle' ? sentence.clauses[sentence.clauses.indexOf(clause) - 1] : undefined;
  if (before && /^(?:see|expect|forecast|predict|foresee|anticipate)$/.test(before.verb.lemma)) return true;
  const over = governor(sentence, clause);
  if (over && /^(?:expect|forecast|predict|project|anticipate|hope|bet)$/.test(over.verb.lemma)) return true;
  if (
    /^(?:expect|forecast|predict|project|anticipate|target|aim|guide|foresee|promise|reckon)$/.test(
      clause.verb.lemma,
    ) &&
    !clause.verb.passive
  )
    return true;
  const goal = clause.objects[0] ?? clause.subject;
  if (
    goal &&
    /^(?:forecast|guidance|outlook|target|goal|estimate|projection|aim)s?$/.test(goal.head.lower) &&
    amount.start > clause.verb.start
  )
    return true;
  if (
    clause.verb.lemma === 'put' &&
    dateAt(sentence, clause, amount.start) &&
    Number(dateAt(sentence, clause, amount.start)!.edtf.slice(0, 4)) >
      new Date(sentence.context.article.publishedAt).getUTCFullYear()
  )
    return true;
  if (
    /^(?:count|bank|reckon)$/.test(clause.verb.lemma) &&
    /^ on\b/.test(sentence.slice(clause.verb.end, clause.verb.end + 4))
  )
    return true;
  const after = sentence.slice(amount.end, amount.end + 60);
  if (
    /^[^.;,]{0,40}\b(?:had|was|were) (?:been )?(?:expected|forecast|pencilled|predicted|planned|targeted)|^[^.;,]{0,25}\b(?:that )?analysts\b/.test(
      after,
    )
  )
    return true;
  return /\b(?:target|goal|forecast|guidance|outlook|consensus|estimate|estimates|expectations?|ambition) (?:of|for|to|was|is|at|had been)\s(?:about |some |roughly |just |around |a |an |at least )*$/i.test(
    sentence.slice(amount.start - 50, amount.start),
  );
}

/** Revenue, profit, orders and pieces: an amount with a word of selling, earning or delivering. */
export const figures: Rule = {
  name: 'figures',
  read(sentence) {
    const found: Candidate[] = [];
    let last: Last | undefined;
    for (const amount of sentence.amounts) {
      if (!plausible(sentence, amount)) continue;
      const read = fact(sentence, amount, last);
      if (!read) continue;
      found.push(read.candidate);
      last = read.last;
    }
    return found;
  },
};
