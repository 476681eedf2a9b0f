import { slug } from '../../../../events/text.js';
import type { AmountMention } from '../language/amounts.js';
import { shiftYears } from '../language/calendar.js';
import type { Sentence } from '../language/document.js';
import type { Candidate, Rule } from './rule.js';

const PROFIT = /\b(?:profits?|net income|earnings|net loss|loss(?:es)?|EBITDA?|surplus|in the (?:black|red))\b/i;
const LOSS = /\b(?:loss(?:es)?|lost|deficit|in the red)\b/i;
const ORDERS = /\b(?:orders?|ordered|bookings?|booked|order book|backlog|pre-orders?|contracts? worth)\b/i;
const MONEY =
  /\b(?:revenues?|sales|turnover|income|takings|receipts|brought (?:in|it)|bring(?:s|ing)? in|brought|contributed|generated|earn(?:ed|s)?|took in|takes in|posted|booked|grossed|racked up|slipped to|rose to|fell to|grew to|climbed to|jumped to|dropped to|totall?ed|came (?:in )?(?:from|to|at))\b/i;
const UNITS =
  /\b(?:sold|sells|sales|selling|shipp(?:ed|ing)|shipments?|deliver(?:ed|s|ies|y)|handed over|suppl(?:ied|ies)|registrations?|registered|prescriptions?|subscribers|passengers|carried|exports?|exported|imports?|imported|output|produced|loaded|units|installations?|installed|clocked up|moved|passed|transported|handled|throughput|added)\b/i;
const NOT_A_FIGURE =
  /\b(?:price|priced|costs?|charges?|valu(?:ed|ation)|market (?:value|cap\w*)|stake|invest\w*|raised?|fund\w*|fin(?:e|ed|es|ing)|penalt\w+|spend\w*|debt|dividend|buyback|shares? (?:rose|fell|gained|slipped|dropped|lost)|inventor\w+|stock of goods|tax credit|subsid\w+|write-?downs?|impairment|settlement|bonus|salary|margin|headcount|jobs|target|cap|acqui\w+|takeover|bought|buying|capacity|in stock|per (?:kilo\w+|unit|month|tonne|barrel)|a (?:month|barrel|tonne|share)|apiece|each)\b/i;
const FORECAST =
  /\b(?:forecasts?|expects?|expected|anticipat\w+|predict\w*|projects|projected|guid(?:es|ed|ance)|outlook|counts on|reckons?|estimates? that|will|would|should|could|may|might|sees|pencilled in|set to|aims?|target(?:s|ed|ing)?|plans?|on track|by 20[2-9]\d|polled|consensus)\b/i;
const PER =
  /^(?:\s(?:a|per|an) (?:unit|month|barrel|tonne|share|day|year|piece|kilo\w*)|\s?(?:apiece|each)\b|-a-|\/(?:month|t|kg|kWh))/i;

function metricOf(sentence: Sentence, amount: AmountMention): string | undefined {
  const near = `${sentence.clauseBefore(amount.start, 110)} ¦ ${sentence.slice(amount.end, amount.end + 60)}`;
  if (amount.kind === 'money') {
    if (ORDERS.test(near) && !/\b(?:in order)\b/.test(near)) return 'orders';
    if (PROFIT.test(near)) return 'profit';
    return MONEY.test(near) ? 'revenue' : undefined;
  }
  if (/\bordered\b|\borders? (?:for|of)\b/i.test(near)) return 'orders';
  return UNITS.test(near) ? 'units' : undefined;
}

function plausible(sentence: Sentence, amount: AmountMention): boolean {
  if (amount.kind !== 'money' && amount.kind !== 'count') return false;
  if (amount.unit === 'measure') return false;
  if (amount.kind === 'count' && amount.value < 100) return false;
  if (PER.test(sentence.slice(amount.end, amount.end + 20))) return false;
  const before = sentence.clauseBefore(amount.start, 45);
  const after = sentence.slice(amount.end, amount.end + 26);
  if (amount.kind === 'count' && /^\s?(?:more|fewer|less) (?:than)|^\s(?:in|times)\b(?= stock)/i.test(after))
    return false;
  if (/\b(?:by|or)\s(?:some |about |roughly )?$/i.test(before) && amount.kind === 'count') return false;
  return !NOT_A_FIGURE.test(`${before.split(/,| and (?=\p{Lu})/u).at(-1)} ¦ ${after.split(/[,;]/)[0]}`);
}

/** Words before a figure that is told only to compare another one with it. */
const COMPARED = /\b(?:from|against|versus|than|compared (?:with|to))\s(?:the |about |some |roughly |just )?$/i;

function periodFor(sentence: Sentence, amount: AmountMention): string | undefined {
  const compared = COMPARED.test(sentence.clauseBefore(amount.start, 30));
  const earlier = sentence.dates.find((d) => d.shifted && d.start >= amount.end && d.start - amount.end < 40);
  if (compared && earlier) return earlier.edtf;
  if (compared && sentence.has(/\b(?:year earlier|year before)\b/) && sentence.period)
    return shiftYears(sentence.period, -1);
  const near = sentence.date(amount.start);
  const date = near?.shifted ? sentence.dates.find((d) => !d.shifted && d.period) : near;
  if (date === undefined) return sentence.period;
  return /-12~$/.test(date.edtf) ? date.edtf.slice(0, 4) : date.edtf;
}

/** What is counted or sold: a product named near the amount, or the words "sales of ...". */
function productOf(sentence: Sentence, amount: AmountMention): string | undefined {
  const near = sentence.right(amount.end, ['product'], 45);
  if (near) return near.id;
  const before = sentence.left(amount.start, ['product'], 60);
  if (before) return before.id;
  const noun =
    /\b(?:sales|deliveries|shipments|exports) of ((?:\p{L}|[ -]){3,30}?)(?= in | to | by | brought| rose| fell| reached| were| came|,|$)/u.exec(
      sentence.text,
    )?.[1];
  return noun && /^\p{Ll}|^[A-Z]{2}/u.test(noun) ? slug(noun) : undefined;
}

function figure(sentence: Sentence, amount: AmountMention, metric: string): Candidate | undefined {
  const seller = sentence.company(amount.start);
  if (!seller) return undefined;
  const product = productOf(sentence, amount);
  const when = periodFor(sentence, amount);
  const clause = sentence.clauseBefore(amount.start, 120);
  const forecast =
    FORECAST.test(clause.slice(-75)) ||
    /^[^.;]{0,60}\b(?:had|was|were) (?:expected|forecast|pencilled|predicted)|^[^.;]{0,40}\bthat analysts\b/.test(
      sentence.slice(amount.end, amount.end + 90),
    );
  const lost = metric === 'profit' && LOSS.test(sentence.clauseBefore(amount.start, 40));
  const value = lost ? -amount.value : amount.value;
  const common = {
    ...(when ? { when } : {}),
    ...sentence.places(),
    value,
    unit: amount.unit,
    qualifier: amount.qualifier,
  };
  if (forecast) {
    const forecaster = forecasterOf(sentence, amount.start) ?? seller.id;
    return {
      type: 'ForecastMade',
      data: {
        ...common,
        modality: 'expected',
        claim: sentence.text,
        forecaster,
        subject: metric === 'revenue' && product ? product : seller.id,
        metric,
      },
      confidence: 0.7,
      amount,
    };
  }
  return {
    type: 'SalesReported',
    data: { ...common, modality: 'asserted', seller: seller.id, metric, ...(product ? { product } : {}) },
    confidence: 0.75,
    amount,
  };
}

function forecasterOf(sentence: Sentence, position: number): string | undefined {
  const speaker = sentence.mentions.find(
    (m) =>
      m.start < position &&
      (m.kind === 'person' || m.entity?.role === 'analyst' || m.entity?.sectors?.includes('analyst')),
  );
  if (speaker) return speaker.id;
  return sentence.has(/\banalysts\b/i) ? 'analysts' : undefined;
}

/** Revenue, profit, orders and pieces: an amount beside a word of selling, earning or delivering. */
export const figures: Rule = {
  name: 'figures',
  read(sentence) {
    const found: Candidate[] = [];
    let last: { metric: string; kind: string } | undefined;
    for (const amount of sentence.amounts) {
      if (!plausible(sentence, amount)) continue;
      const metric = metricOf(sentence, amount) ?? (last?.kind === amount.kind ? last.metric : undefined);
      if (!metric) continue;
      const fact = figure(sentence, amount, metric);
      if (fact) found.push(fact);
      last = { metric, kind: amount.kind };
    }
    return found;
  },
};
