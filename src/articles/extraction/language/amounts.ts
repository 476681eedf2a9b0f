import type { Qualifier } from '../../../../events/qualifier.js';
import type { TextSpan } from '../types.js';

export type AmountKind = 'money' | 'count' | 'percent' | 'factor';

/** A number with what it counts, in base units. */
export interface AmountMention extends TextSpan {
  kind: AmountKind;
  value: number;
  /** ISO 4217 for money, `%` for shares, else the noun that follows or `units`. */
  unit: string;
  qualifier: Qualifier;
  /** Whether the text writes it as a range. */
  range: boolean;
}

const SYMBOLS: Record<string, string> = {
  $: 'USD',
  US$: 'USD',
  HK$: 'HKD',
  A$: 'AUD',
  C$: 'CAD',
  CA$: 'CAD',
  NT$: 'TWD',
  S$: 'SGD',
  R$: 'BRL',
  NZ$: 'NZD',
  MX$: 'MXN',
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'JPY',
  '₩': 'KRW',
  '₹': 'INR',
  '₽': 'RUB',
  '₺': 'TRY',
  '₫': 'VND',
  RMB: 'CNY',
  Rs: 'INR',
  SFr: 'CHF',
};
const WORDS: Record<string, string> = {
  dollar: 'USD',
  yuan: 'CNY',
  renminbi: 'CNY',
  won: 'KRW',
  yen: 'JPY',
  euro: 'EUR',
  pound: 'GBP',
  rupee: 'INR',
  franc: 'CHF',
  rouble: 'RUB',
  ruble: 'RUB',
  real: 'BRL',
  reais: 'BRL',
  peso: 'MXN',
  krona: 'SEK',
  kronor: 'SEK',
  kroner: 'DKK',
  ringgit: 'MYR',
  baht: 'THB',
  rand: 'ZAR',
  riyal: 'SAR',
  dirham: 'AED',
  shekel: 'ILS',
  zloty: 'PLN',
  lira: 'TRY',
};
const CODES = 'USD|EUR|GBP|CNY|JPY|KRW|INR|CHF|HKD|TWD|SGD|AUD|CAD|BRL|SEK|NOK|DKK|RUB|MXN|SAR|AED|ILS|PLN|TRY|ZAR';
const SCALES: Record<string, number> = {
  hundred: 100,
  thousand: 1e3,
  k: 1e3,
  lakh: 1e5,
  lakhs: 1e5,
  million: 1e6,
  millions: 1e6,
  mn: 1e6,
  mln: 1e6,
  m: 1e6,
  crore: 1e7,
  crores: 1e7,
  billion: 1e9,
  billions: 1e9,
  bn: 1e9,
  bln: 1e9,
  b: 1e9,
  trillion: 1e12,
  trillions: 1e12,
  tn: 1e12,
  trn: 1e12,
  t: 1e12,
};
const NUMERALS: Record<string, number> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  half: 0.5,
  dozen: 12,
};
const FRACTIONS: Record<string, number> = {
  half: 50,
  third: 100 / 3,
  quarter: 25,
  fifth: 20,
  sixth: 100 / 6,
  seventh: 100 / 7,
  eighth: 12.5,
  tenth: 10,
};

const NUM = String.raw`\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,4})?|\d{1,12}(?:\.\d{1,4})?`;
const NUMWORD =
  'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|half a|a';
const LONGSCALE = 'hundred thousand|thousand|millions?|billions?|trillions?|crores?|lakhs?|bn|mn|bln|mln|tn|trn';
const SYMBOL = String.raw`(?:US|HK|A|CA|C|NT|S|R|NZ|MX)?\$|€|£|¥|₩|₹|₽|₺|₫|RMB|Rs\.?|SFr|${CODES}`;
const CURRENCY = String.raw`((?:U\.?S\.? |Hong Kong |Taiwan |New Taiwan |Singapore |Australian |Canadian |New Zealand |Swiss |Danish |Norwegian |Swedish |South Korean |Chinese )?)(dollars?|yuan|renminbi|won|yen|euros?|pounds?(?! of)|rupees?|francs?|r(?:o)?ubles?|reais|pesos?|kronor|krona|kroner|ringgit|baht|rand|riyals?|dirhams?|shekels?|zlotys?|lira|${CODES})`;

const MONEY_BEFORE = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(${SYMBOL})\s?(${NUM})(?:(?:\s?-|\s)?(${LONGSCALE}|[kmbt](?![\p{L}\p{N}])))?(?:\s?(?:-|–|to|and)\s?(?:${SYMBOL})?\s?(${NUM})\s?(${LONGSCALE}|[kmbt](?![\p{L}\p{N}])))?`,
  'gu',
);
const MONEY_AFTER = new RegExp(
  String.raw`(?<![\p{L}\p{N}.,])(${NUM}|(?:${NUMWORD})(?=\s(?:${LONGSCALE})))(?:(?:\s?-|\s)?(${LONGSCALE}|m(?![\p{L}\p{N}])))?[\s-]${CURRENCY}(?![\p{L}\p{N}])`,
  'giu',
);
const PERCENT = new RegExp(
  String.raw`(?<![\p{L}\p{N}.,])(${NUM}|(?:${NUMWORD}))(?:\s?%?\s?(?:-|–|to)\s?(${NUM}))?(?:\s?%|[\s-](?:percent|per cent|pc|percentage points?)(?!\p{L}))`,
  'giu',
);
const FRACTION =
  /(?<![\p{L}\p{N}-])(?:(a|one|two|three|four)[\s-](half|third|quarter|fifth|sixth|seventh|eighth|tenth)s?|(half)) (?=of|the|its|their|as|more|less|lower|higher|cheaper)|(?<=\b(?:roughly|about|nearly|almost|over|under|was|were|is|been|some|around|just|by) )(?:(a|one|two|three|four)[\s-](third|fifth|sixth|seventh|eighth|tenth)s?|(half))(?=[.,;]|$)/giu;
const FACTOR = new RegExp(
  String.raw`(?<![\p{L}\p{N}.])(?:(${NUM}|two and a half|three and a half|two|three|four|five|six|seven|eight|nine|ten|twenty)(?:\stimes|[\s-]?x|[\s-]?fold)(?!\p{L})|(twice(?!\p{L})|(?<!\b(?:to|will|would|could|should|can|may|might|and) )(?:double|treble|triple|quadruple)(?= (?:the|that|those|what|its|as|last)\b)))`,
  'giu',
);
const COUNT = new RegExp(
  String.raw`(?<![\p{L}\p{N}.,$€£¥₩₹#/-])(${NUM}|(?:${NUMWORD})(?=\s(?:${LONGSCALE})\s))(?:(?:\s?-|\s)?(${LONGSCALE}|m(?=\s)))?(?![\p{L}\p{N}%]|,\d|\.\d|-\p{L})`,
  'gu',
);

const QUALIFIERS: [RegExp, Qualifier][] = [
  [/(?:no|not) (?:more|higher|greater) than(?: some)?\s*$/i, 'atMost'],
  [/(?:no|not) (?:less|fewer|lower) than(?: some)?\s*$/i, 'atLeast'],
  [
    /(?:at least|more than|over|above|upwards? of|in excess of|exceed(?:ed|ing|s)?|surpass(?:ed|ing|es)?|topp(?:ed|ing)|a minimum of|better than|north of|well past|past)(?: the)?\s*$/i,
    'atLeast',
  ],
  [
    /(?:at most|up to|as much as|as many as|less than|fewer than|under|below|a maximum of|a mere|capped at|not even|short of)\s*$/i,
    'atMost',
  ],
  [
    /(?:about|around|roughly|approximately|some|nearly|almost|close to|an estimated|estimated|circa|ca\.|c\.|~|near|or so|just (?:over|under|shy of|above|below)|slightly (?:more|less) than|a little (?:over|under)|well over|give or take|in the region of|the equivalent of)(?: the)?\s*$/i,
    'about',
  ],
];

function qualifierOf(text: string, start: number, end: number): Qualifier {
  if (/^\s(?:or so|or thereabouts)/i.test(text.slice(end, end + 18))) return 'about';
  if (/^\s(?:or more|or above|plus)\b/i.test(text.slice(end, end + 18)) || text[end] === '+') return 'atLeast';
  const before = text.slice(Math.max(0, start - 28), start);
  if (/(?:just|slightly|a little|well) (?:over|under|above|below|more than|less than|shy of)\s*$/i.test(before))
    return 'about';
  return QUALIFIERS.find(([pattern]) => pattern.test(before))?.[1] ?? 'exact';
}

function number(text: string): number {
  const lower = text.toLowerCase();
  if (/^\d/.test(lower)) return Number(lower.replaceAll(',', ''));
  if (lower === 'two and a half') return 2.5;
  if (lower === 'three and a half') return 3.5;
  if (lower === 'half a') return 0.5;
  return NUMERALS[lower] ?? Number.NaN;
}

const scale = (text: string | undefined): number =>
  text === undefined ? 1 : text.toLowerCase() === 'hundred thousand' ? 1e5 : (SCALES[text.toLowerCase()] ?? 1);

/** Keeps sums such as 1.038e9 free of binary dust. */
const times = (value: number, factor: number): number => Number((value * factor).toPrecision(12));

const NATIONAL: Record<string, string> = {
  'hong kong dollar': 'HKD',
  'taiwan dollar': 'TWD',
  'new taiwan dollar': 'TWD',
  'singapore dollar': 'SGD',
  'australian dollar': 'AUD',
  'canadian dollar': 'CAD',
  'new zealand dollar': 'NZD',
  'norwegian kroner': 'NOK',
  'danish kroner': 'DKK',
};

function currency(word: string, nation = ''): string {
  const national = NATIONAL[`${nation}${word}`.toLowerCase().replace(/s$/, '')];
  if (national) return national;
  if (SYMBOLS[word.replace(/\.$/, '')]) return SYMBOLS[word.replace(/\.$/, '')]!;
  const lower = word.toLowerCase();
  return WORDS[lower] ?? WORDS[lower.replace(/s$/, '')] ?? word.toUpperCase();
}

/** Units of power and energy, brought to watts and watt-hours. */
const PREFIXED = /^([kMGT])(Wh|W)$/;
const PREFIX: Record<string, number> = { k: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** A noun of what is counted, as far as units other than pieces are common. */
const UNIT_NOUNS: [RegExp, string][] = [
  [/^\s?(?:barrels?|bbl)(?: of (?:oil|crude))?(?: a| per|\/)\s?(?:day|d)|^\s?bpd/i, 'barrels/day'],
  [/^\s?(?:m|million )?barrels?/i, 'barrels'],
  [/^\s?(?:GWh|gigawatt[\s-]hours?)/, 'GWh'],
  [/^\s?(?:MWh|megawatt[\s-]hours?)/, 'MWh'],
  [/^\s?(?:TWh|terawatt[\s-]hours?)/, 'TWh'],
  [/^\s?(?:kWh|kilowatt[\s-]hours?)/, 'kWh'],
  [/^\s?(?:GW|gigawatts?)(?!\p{L})/u, 'GW'],
  [/^\s?(?:MW|megawatts?)(?!\p{L})/u, 'MW'],
  [/^\s?(?:kW|kilowatts?)(?!\p{L})/u, 'kW'],
  [/^\s?(?:metric )?ton(?:ne)?s?(?!\p{L})/iu, 'tonnes'],
  [/^\s?(?:\p{L}+ ){0,2}prescriptions?/iu, 'prescriptions'],
  [/^\s?(?:\p{L}+ ){0,2}passengers?(?! (?:cars|vehicles))/iu, 'passengers'],
  [/^\s?(?:\p{L}+ ){0,3}subscribers?|^\s?(?:\p{L}+ ){0,2}subscriptions/iu, 'subscribers'],
  [/^\s?(?:TEUs?|containers|twenty-foot)/i, 'TEU'],
  [/^\s?(?:wafers?)/i, 'wafers'],
  [/^\s?(?:\p{L}+ ){0,2}(?:customers)(?!\p{L})/iu, 'customers'],
  [/^\s?(?:\p{L}+ ){0,2}(?:users)(?!\p{L})/iu, 'users'],
  [/^\s?(?:\p{L}+ ){0,2}(?:copies)(?!\p{L})/iu, 'copies'],
  [/^\s?(?:ounces?)(?!\p{L})/iu, 'ounces'],
  [/^\s?(?:kg|kilos?|kilogram(?:me)?s?)(?!\p{L})/iu, 'kg'],
  [/^\s?(?:hectolit(?:re|er)s?)(?!\p{L})/iu, 'hectolitres'],
  [/^\s?(?:lit(?:re|er)s?)(?!\p{L})/iu, 'litres'],
  [/^\s?(?:gallons?)(?!\p{L})/iu, 'gallons'],
  [/^\s?(?:bushels?)(?!\p{L})/iu, 'bushels'],
  [/^\s?(?:carats?)(?!\p{L})/iu, 'carats'],
  [
    /^\s?(?:\p{Ll}+-\p{Ll}+ )?(?:bags|cargoes|bottles|cases|packs|tickets|policies|patients|procedures|streams|downloads|rooms)(?!\p{L})/iu,
    'said',
  ],
  [/^\s?(?:doses?)/i, 'doses'],
  [
    /^\s?(?:km|kilomet(?:re|er)s?|miles?|nm|nanomet(?:re|er)s?|mm|°|degrees|hours?|minutes?|seconds?|days?|weeks?|months?|years?|basis points?|bps|kHz|MHz|GHz|GB|TB|Wh|W|volts?|layers?|people|employees|workers|jobs|staff|years-old|year-old|a\.m|p\.m|shares|stores|countries|cities|megapixels|inches|inch|nodes?|parameters)(?![\p{L}])/u,
    'measure',
  ],
];

function unitAfter(text: string, end: number): string {
  const after = text.slice(end, end + 60);
  const [pattern, unit] = UNIT_NOUNS.find(([words]) => words.test(after)) ?? [];
  return pattern && unit === 'said'
    ? pattern.exec(after)![0].trim().split(' ').at(-1)!.toLowerCase()
    : (unit ?? 'units');
}

const MAYBE =
  /\d|\b(?:hundred|thousand|million|billion|trillion|half|third|quarter|fifth|sixth|seventh|eighth|tenth|twice|double|triple|treble|quadruple|percent|per cent|times|fold)/i;

/** All amounts of a sentence in every usual notation, in order, none overlapping. `offset` is added to the spans. */
export function amountsOf(text: string, offset: number): AmountMention[] {
  if (!MAYBE.test(text)) return [];
  const found: AmountMention[] = [];
  const add = (match: RegExpExecArray, kind: AmountKind, value: number, unit: string, range = false): void => {
    if (!Number.isFinite(value)) return;
    const [start, end] = [match.index, match.index + match[0].trimEnd().length];
    if (found.some((other) => start + offset < other.end && other.start < end + offset)) return;
    found.push({
      start: start + offset,
      end: end + offset,
      kind,
      value,
      unit,
      qualifier: qualifierOf(text, start, end),
      range,
    });
  };
  for (const m of text.matchAll(MONEY_BEFORE)) {
    const top = m[4] !== undefined;
    add(m, 'money', top ? times(number(m[4]!), scale(m[5])) : times(number(m[2]!), scale(m[3])), currency(m[1]!), top);
  }
  for (const m of text.matchAll(MONEY_AFTER))
    add(m, 'money', times(number(m[1]!), scale(m[2])), currency(m[4]!, m[3]!));
  for (const m of text.matchAll(PERCENT)) add(m, 'percent', number(m[2] ?? m[1]!), '%', m[2] !== undefined);
  for (const m of text.matchAll(FACTOR)) add(m, 'factor', factorOf(m[1], m[2]), 'x');
  for (const m of text.matchAll(FRACTION))
    add(
      m,
      'percent',
      Number(
        (
          number(m[1] ?? m[4] ?? 'one') * (FRACTIONS[(m[2] ?? m[3] ?? m[5] ?? m[6])!.toLowerCase()] ?? Number.NaN)
        ).toPrecision(6),
      ),
      '%',
    );
  for (const m of text.matchAll(COUNT)) {
    const value = times(number(m[1]!), scale(m[2]));
    const unit = unitAfter(text, m.index + m[0].length);
    const [, prefix, base] = PREFIXED.exec(unit) ?? [];
    if (prefix && base) add(m, 'count', times(value, PREFIX[prefix]!), base);
    else add(m, 'count', value, unit);
  }
  const sorted = found.sort((a, b) => a.start - b.start);
  return withCurrency(withRanges(sorted, text, offset), text, offset);
}

/** "between 5% and 6%": two ends of one range. */
const withRanges = (amounts: readonly AmountMention[], text: string, offset: number): AmountMention[] =>
  amounts.map((amount, i) => {
    const [before, after] = [amounts[i - 1], amounts[i + 1]];
    const opens = (a: AmountMention, b: AmountMention | undefined): boolean =>
      b !== undefined &&
      /\bbetween (?:about |around |some )?$/i.test(text.slice(0, a.start - offset).slice(-24)) &&
      /^ (?:and|to) $/.test(text.slice(a.end - offset, b.start - offset));
    return opens(amount, after) || (before !== undefined && opens(before, amount))
      ? { ...amount, range: true }
      : amount;
  });

/** "revenue of 5 million euros and a loss of 2 million": a bare sum after money is money of the same kind. */
function withCurrency(amounts: AmountMention[], text: string, offset: number): AmountMention[] {
  let money: AmountMention | undefined;
  let last: AmountMention | undefined;
  return amounts.map((amount) => {
    const before = last;
    last = amount;
    if (amount.kind === 'money' && !(money && text[amount.start - offset - 1] === '(')) money = amount;
    const bare =
      amount.kind === 'count' && amount.unit === 'units' && /\p{L}$/u.test(text.slice(0, amount.end - offset));
    const alone =
      /^(?:\s*(?:[,.;:)–—]|$)|\s(?:in|at|for|from|to|and|or|a|over|after|during|by|this|last|the|on|against|as|than|but|while|one|two)\b)/.test(
        text.slice(amount.end - offset, amount.end - offset + 12),
      );
    if (bare && alone && before?.kind === 'count' && before.unit !== 'units') return { ...amount, unit: before.unit };
    return bare &&
      alone &&
      money &&
      before?.kind !== 'count' &&
      /(?:million|billion|trillion|bn|mn|m)$/.test(text.slice(0, amount.end - offset))
      ? { ...amount, kind: 'money' as const, unit: money.unit }
      : amount;
  });
}

function factorOf(digits: string | undefined, word: string | undefined): number {
  if (digits !== undefined) return number(digits);
  const lower = word!.toLowerCase();
  return lower.startsWith('tr') ? 3 : lower.startsWith('quad') ? 4 : 2;
}

const MONEY_WORD =
  /\b(?:revenues?|turnover|profits?|loss(?:es)?|income|earnings|sold for|takings|receipts|(?:sales|orders|contracts?) (?:\S+ ){0,6}(?=\S+ (?:billion|bn|trillion)))/i;

/** "Its profit was 5 million": a bare sum of money is in the currency that the article named last. */
export const inCurrency = (
  amounts: readonly AmountMention[],
  currency: string | undefined,
  text: string,
  offset: number,
): AmountMention[] =>
  amounts.map((a) => {
    const own = text.slice(a.start - offset, a.end - offset);
    const bare = a.kind === 'count' && a.unit === 'units' && /(?:million|billion|trillion|bn|mn)$/.test(own);
    const alone = /^(?:[.,;:)]|$| (?:in|for|from|a|over|after|during|this|last|against|as|than|and)\b)/.test(
      text.slice(a.end - offset, a.end - offset + 10),
    );
    return bare && alone && currency && MONEY_WORD.test(text.slice(Math.max(0, a.start - offset - 60), a.end - offset))
      ? { ...a, kind: 'money' as const, unit: currency }
      : a;
  });
