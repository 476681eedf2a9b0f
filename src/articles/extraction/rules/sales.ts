import type { AmountMention } from '../language/amounts.js';
import { type Draft, type Match, periodWhen, type Rule, rule } from './rule.js';

const NET = '(?:net )?(?:profits?|income|earnings|loss(?:es)?)';
const GOODS =
  '(?:cars|vehicles|units|chips|phones|smartphones|handsets|processors|accelerators|trucks|buses|boats|ships|tonnes|tons|barrels|doses|batteries|panels|turbines|aircraft|jets|planes|engines|consoles|sets|devices|watches|headsets|pairs|cases|bottles|systems|servers|robots|machines|subscribers|orders|EVs|deliveries|of its|of them)';

const money = (amount: AmountMention | undefined) =>
  amount && { value: amount.value, unit: amount.unit, qualifier: amount.qualifier };

function units(amount: AmountMention | undefined) {
  return amount && { value: amount.value, unit: 'units', qualifier: amount.qualifier };
}

const figure = (match: Match, metric: string, of: 'value' | 'count' = 'value'): Draft | undefined => {
  const seller = match.id('seller');
  const amount = of === 'value' ? money(match.amount('amount')) : units(match.amount('amount'));
  if (seller === undefined || amount === undefined) return undefined;
  const product = match.id('product');
  return { data: { seller, metric, ...amount, ...(product === undefined ? {} : { product }) }, confidence: 0.8 };
};

const loss = (match: Match): Draft | undefined => {
  const draft = figure(match, 'profit');
  return draft && { ...draft, data: { ...draft.data, value: -Math.abs(draft.data.value as number) } };
};

/** Revenue, profit, units and orders of a seller. */
export const sales: readonly Rule[] = [
  rule(
    'SalesReported',
    [
      "{C:seller}(?:['’]s)?~(?:revenues?|sales|turnover|net sales)~(?:of|to|at|was|were|reached|totall?ed|hit|climbed|rose|fell|grew|dropped|came to|came in at|stood at|jumped|slid|slipped|surged)~{M:amount}",
      '(?:[Ss]ales|[Rr]evenues?|[Tt]urnover)~~(?:brought|earned|netted|gave|fetched) {C:seller} {M:amount}',
      '{C:seller}~(?:generated|brought in|took in|earned|booked|made|posted|reported|recorded|pulled in|raked in)~{M:amount} (?:in|of|from)~(?:sales|revenues?|turnover|it)',
      '{C:seller}~(?:posted|reported|recorded|booked)~(?:revenues?|sales|turnover)~{M:amount}',
      '(?:[Rr]evenues?|[Ss]ales|[Tt]urnover) (?:at|of|for|from) {C:seller}~~(?:to|was|were|reached|totall?ed|hit|of|at)~{M:amount}',
      '{P:product}~~brought in~{M:amount}',
    ],
    (match) => {
      const product = match.id('product');
      const seller = match.id('seller') ?? (product && match.scene.entry(product)?.maker);
      const amount = money(match.amount('amount'));
      if (seller === undefined || amount === undefined) return undefined;
      return { data: { seller, metric: 'revenue', ...amount, ...(product && { product }) }, confidence: 0.8 };
    },
    periodWhen,
  ),
  rule(
    'SalesReported',
    [
      `{C:seller}(?:['’]s)?~(?:profits?|net income|earnings)~(?:of|to|at|was|were|reached|totall?ed|hit|climbed|rose|fell|grew|came to|stood at)~{M:amount}`,
      `{C:seller}~(?:posted|reported|made|earned|booked|recorded)~(?:${NET})~{M:amount}`,
      `{C:seller}~(?:made|posted|earned|reported|turned)~{M:amount} (?:in|of) ${NET}`,
    ],
    (match) => (/loss/.test(match.maskedText) ? loss(match) : figure(match, 'profit')),
    periodWhen,
  ),
  rule(
    'SalesReported',
    [
      `{C:seller}~(?:sold|delivered|shipped|handed over|supplied|exported|moved)~{U:amount}(?: (?:of its |of the )?{P:product}| [\\p{L}-]{2,20}| ${GOODS})?`,
      `{C:seller}(?:['’]s)?~(?:deliveries|shipments|exports|registrations|unit sales|sales)~(?:to|at|was|were|reached|totall?ed|hit|came to|of|fell|rose)~{U:amount}`,
      `(?:[Dd]eliveries|[Ss]hipments|[Ee]xports|[Rr]egistrations) (?:at|by|from|of) {C:seller}~(?:to|at|reached|totall?ed|came to|of)~{U:amount}`,
    ],
    (match) => figure(match, 'units', 'count'),
    periodWhen,
  ),
  rule(
    'SalesReported',
    [
      '{C:buyer}~(?:had ordered|have ordered|has ordered|ordered|placed orders for|booked)~{U:amount} {P:product}',
      '{C:seller}~(?:won|secured|received|booked|took|landed)~orders?~(?:for|of|worth)~(?<amount>⟦[UM]\\d+⟧)',
    ],
    (match) => {
      const amount = match.amount('amount');
      const product = match.id('product');
      const seller = match.id('seller') ?? (product && match.scene.entry(product)?.maker);
      const buyer = match.id('buyer');
      if (amount === undefined || seller === undefined) return undefined;
      const said = amount.kind === 'money' ? money(amount) : units(amount);
      return { data: { seller, metric: 'orders', ...said, ...(product && { product }), ...(buyer && { buyer }) } };
    },
  ),
];
