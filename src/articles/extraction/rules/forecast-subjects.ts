import type { NounPhrase } from '../language/phrases.js';
import type { Sentence } from '../language/sentence.js';
import { kindId } from './kinds.js';
import { marketOf } from './markets.js';

/** What a forecast measures; it is about what the measure is of. */
const MEASURE =
  /^(?:sales|revenues?|turnover|income|earnings|profits?|loss(?:es)?|margins?|demand|supply|supplies|shipments?|deliveries|orders?|bookings|output|production|exports?|imports?|prices?|costs?|volumes?|installations?|capacity|growth|share|market|spending|expenditure|investments?|consumption|registrations|subscribers|users|downloads|traffic|figure|total|number|pace|rate|result|results|business|shortage|surplus|deficit|charge|cash|capex|sector|industry)$/;
const GENERAL =
  /^(?:global|world|worldwide|overall|total|annual|quarterly|full-year|net|gross|operating|its|their|the|this|a|an|own|combined|strong|weak|higher|lower|further|such|record|organic|underlying|adjusted|whole|entire|new|more|less|next|current|first|second|third|fourth|domestic)$/;
const UNIT = /^(?:tonnes?|tons?|barrels|units|gigawatts?|megawatts?|pieces|year|years|percent|quarter|half)$/;
const WHOLE = /\b(?:world|worldwide|global|globally|market|industry|sector|overall)\b/i;

/** Who or what a forecast is about: a product, a firm, a set of firms, else the market or the thing that is measured. */
export function subjectOf(
  sentence: Sentence,
  np: NounPhrase | undefined,
  forecaster: string | undefined,
): string | undefined {
  if (!np) return undefined;
  const { who, context } = sentence;
  if (np.head.tag === 'pron') return (context.discourse.actor(np.start) ?? who.firm(np))?.id;
  const named = who.product(np) ?? who.firm(np);
  const inner = np.after.map((a) => who.product(a) ?? who.firm(a)).find(Boolean);
  const known = (named ?? inner ?? who.group(np))?.id;
  if (known) return known;
  const of = np.after.find(
    (a) =>
      /^(?:for|of|in)$/.test(a.prep ?? '') && a.tokens.every((t) => t.amount === undefined) && !UNIT.test(a.head.lower),
  );
  if (!MEASURE.test(np.head.lower)) return who.thing(np);
  const house = forecaster === undefined ? undefined : context.names.byId.get(forecaster);
  const own = house?.kind === 'person' ? house.partOf : forecaster;
  const tells = house?.role === 'analyst' || house?.sectors?.includes('analyst') === true || forecaster === 'analysts';
  const modifiers = np.tokens.filter((t) => t !== np.head && !GENERAL.test(t.lower) && /^(?:noun|adj)$/.test(t.tag));
  if (own && !tells && context.names.byId.get(own)?.kind !== 'jurisdiction') return own;
  if (of && !WHOLE.test(sentence.slice(of.start, of.end)) && who.thing(of)) return kindId(who.thing(of));
  if (modifiers.length > 0 && np.head.lower !== 'market') return kindId(who.thing({ ...np, tokens: modifiers }));
  const words = sentence.slice(np.start, Math.max(np.end, of?.end ?? 0));
  if (WHOLE.test(words) || house?.role === 'analyst') return marketOf(sentence, words);
  return (context.discourse.product(np.start) ?? context.discourse.topic(np.start))?.id ?? marketOf(sentence, words);
}
