import type { Source, StandingFact } from './standing-fact.js';

export const sectionNames = [
  'sanctions',
  'guidance',
  'products',
  'sales',
  'positions',
  'capital',
  'partnerships',
  'adoptions',
  'supply',
  'shortcomings',
  'comparisons',
  'forecasts',
  'statements',
] as const;

export type SectionName = (typeof sectionNames)[number];

/** Where the words of a quote are found; no part of what is answered or digested. */
export const words = Symbol('words');

/** A fact that speaks for an item. The quote's words are contents: whoever holds them adds them. */
export interface Evidence {
  readonly factId: string;
  readonly articleId: string | null;
  readonly publisher: string | null;
  readonly publishedAt: string;
  readonly when: string | null;
  readonly attributedTo?: string;
  /** Fields outside the key in which this fact differs from the deciding one, with its own values. */
  readonly differs?: Readonly<Record<string, unknown>>;
  readonly [words]?: Source['words'];
}

export interface Claim {
  readonly period: string | null;
  readonly evidence: readonly Evidence[];
  readonly [figure: string]: unknown;
}

/** An entry of a section of the market state; its shape by section is in api.md, "The market state". */
export interface Item {
  readonly key: string;
  readonly evidence?: readonly Evidence[];
  readonly claims?: readonly Claim[];
  readonly deniedBy?: readonly Evidence[];
  readonly [field: string]: unknown;
}

export type Sections = Partial<Record<SectionName, readonly Item[]>>;

/** All evidence of an item, in the order in which it is listed. */
export const evidenceOfItem = ({ evidence = [], claims = [], deniedBy = [] }: Item): Evidence[] => [
  ...evidence,
  ...claims.flatMap((claim) => claim.evidence),
  ...deniedBy,
];

/** An item with the facts behind it, by which filters judge it. */
export interface BackedItem {
  readonly item: Item;
  readonly facts: readonly Pick<StandingFact, 'places'>[];
}

export const byPublication = (a: StandingFact, b: StandingFact): number =>
  a.publishedAt - b.publishedAt || a.position - b.position;

function differences(fact: StandingFact, deciding: StandingFact, fields: readonly string[]) {
  if (fact === deciding) return {};
  const differing = fields.filter(
    (field) =>
      fact.payload[field] !== undefined &&
      JSON.stringify(fact.payload[field]) !== JSON.stringify(deciding.payload[field]),
  );
  return Object.fromEntries(differing.map((field) => [field, fact.payload[field]]));
}

/** A fact as evidence; `differs` over the given fields, where there is a deciding fact to differ from. */
export function evidenceOf(fact: StandingFact, deciding = fact, fields: readonly string[] = []): Evidence {
  const { attributedTo, words: quoted, ...source } = fact.source;
  const differs = differences(fact, deciding, fields);
  return {
    factId: fact.id,
    ...source,
    when: fact.when ?? null,
    ...(attributedTo === undefined ? {} : { attributedTo }),
    ...(Object.keys(differs).length === 0 ? {} : { differs }),
    ...(quoted === undefined ? {} : { [words]: quoted }),
  };
}
