import type { KeyFacts } from './board.js';
import { deniedBy } from './denials.js';
import { type BackedItem, byPublication, type Claim, evidenceOf } from './item.js';
import { type Keyed, outsideKey, pick, type Section } from './section.js';
import type { StandingFact } from './standing-fact.js';
import type { ValidTime } from './valid-time.js';

/** Facts in which all of these are equal are one claim. */
const FIGURE_FIELDS = ['value', 'share', 'rank', 'relation', 'factor', 'qualifier'];

/** What decides when a claim holds; ms. */
export interface Told {
  readonly time: Pick<ValidTime, 'dated' | 'start' | 'end'>;
  readonly publishedAt: number;
}

/** The instant from which a claim holds: rule 6. */
export function holdsFrom({ time, publishedAt }: Told): number {
  if (!time.dated) return publishedAt;
  if (time.end === Infinity) return time.start;
  return publishedAt < time.end && time.start <= publishedAt ? publishedAt : time.end;
}

/** Whether two figures are about the same period, as resolved instants; undated ones share one. */
export function samePeriod({ time: a }: StandingFact, { time: b }: StandingFact): boolean {
  return a.dated === b.dated && (!a.dated || (a.start === b.start && a.end === b.end));
}

const laterPeriod = (a: StandingFact, b: StandingFact): StandingFact =>
  b.time.end > a.time.end || (b.time.end === a.time.end && b.time.start > a.time.start) ? b : a;

const weight = ({ payload }: StandingFact): number =>
  payload.share !== undefined ? 2 : payload.rank !== undefined ? 1 : 0;

/** The facts of claims, leading first: with a share, with a rank, newest published, highest position. */
const byLead = (a: StandingFact, b: StandingFact): number => weight(b) - weight(a) || byPublication(b, a);

interface Series {
  readonly section: Section;
  readonly keyedOf: (fact: StandingFact) => Keyed;
}

function claimsOf(facts: readonly StandingFact[], series: Series): Claim[] {
  const leading = [...facts].sort(byLead);
  const byFigure = new Map<string, StandingFact[]>();
  for (const fact of leading) {
    const figure = JSON.stringify(FIGURE_FIELDS.map((name) => fact.payload[name]));
    byFigure.set(figure, [...(byFigure.get(figure) ?? []), fact]);
  }
  const lead = leading[0] as StandingFact;
  return [...byFigure.values()].map((told) => {
    const [first] = told as [StandingFact, ...StandingFact[]];
    return {
      ...pick(first.payload, ...FIGURE_FIELDS),
      period: first.when ?? null,
      evidence: [...told].sort(byPublication).map((fact) => evidenceOf(fact, lead, besideFigures(fact, series))),
    };
  });
}

const besideFigures = (fact: StandingFact, { section, keyedOf }: Series): string[] =>
  outsideKey(section, keyedOf(fact), fact.payload).filter((name) => !FIGURE_FIELDS.includes(name));

/** The facts that an item of figures shows at an instant: those of the latest period that holds; of a deal, all. */
function shown({ section, facts }: KeyFacts, at: number): StandingFact[] {
  const asserted = facts.map(({ fact }) => fact).filter(({ modality }) => modality === 'asserted');
  if (section.kind === 'ledger') return asserted.some(({ time }) => time.earliest <= at) ? asserted : [];
  const holding = asserted.filter((fact) => holdsFrom(fact) <= at);
  const [first] = holding;
  if (first === undefined) return [];
  const latest = first.time.dated ? holding.reduce(laterPeriod) : first;
  return holding.filter((fact) => samePeriod(fact, latest));
}

/** Rule 6: the item of a series of figures or of a deal, where one is listed. */
export function figureItem(keyFacts: KeyFacts, at: number): BackedItem | undefined {
  const { key, section } = keyFacts;
  const facts = shown(keyFacts, at).sort(byPublication);
  const [oldest] = facts;
  const [lead] = [...facts].sort(byLead);
  if (lead === undefined || oldest === undefined) return undefined;
  const places = new Map(keyFacts.facts.map(({ fact, keyed }) => [fact, keyed]));
  const series: Series = { section, keyedOf: (fact) => places.get(fact) as Keyed };
  const item = {
    key,
    ...series.keyedOf(lead).fields,
    period: lead.when ?? null,
    ...pick(lead.payload, ...outsideKey(section, series.keyedOf(lead), lead.payload)),
    claims: claimsOf(facts, series),
    ...deniedBy(
      [keyFacts],
      lead.type,
      oldest.publishedAt,
      at,
      (denial) => section.kind === 'ledger' || samePeriod(denial, lead),
    ),
  };
  return { item, facts };
}
