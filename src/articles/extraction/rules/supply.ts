import { type Match, type Rule, rule, whenOf } from './rule.js';

function constrained(match: Match) {
  const product = match.id('product');
  const company = match.id('company') ?? (product && match.scene.entry(product)?.maker);
  if (company === undefined) return undefined;
  const cause = match.words('cause');
  return { data: { company, ...(product && { product }), ...(cause && { cause }) } };
}

/** Where supply falls short, and where it is back. */
export const supply: readonly Rule[] = [
  rule(
    'SupplyConstrained',
    [
      '{C:company}~(?:is|was|are|were|has been|had been)?~(?:not always able|unable|struggl(?:ed|es|ing)|fail(?:ed|s|ing)?) to (?:satisfy|meet|keep up with|fill|fulfil)~(?:demand|orders)(?:~for (?:its products|{P:product}))?',
      "{C:company}~(?:cannot|can[’']?t|could not|couldn[’']t) (?:satisfy|meet|keep up with|make enough|supply enough|fill)~(?:demand|orders)?",
      '{C:company}~(?:sold out|short of|shortages? of|faces? (?:a )?shortages?|constrained by|held back by|bottlenecks?|runs? out of)(?<cause>[^.;,]{0,80})',
      '{P:product}~(?:is|are|was|were|remains?|has been) (?:sold out|in short supply|scarce|rationed|on back ?order)',
      '(?:[Ss]hortages?|[Ss]carcity|[Ll]imited supply) of~{P:product}',
      '(?:[Cc]apacity|[Pp]roduction|[Ss]uppl(?:y|ies)) at {C:company}~(?:is|was|remains?) (?:sold out|tight|constrained|fully booked)',
    ],
    constrained,
    whenOf,
  ),
  rule(
    'SupplyRestored',
    [
      '{C:company}~(?:resumed|restored|restarted)~(?:production|supply|supplies|deliveries|shipments|output)(?:~of {P:product})?',
      '{P:product}~(?:shortage (?:is over|ended|eased)|(?:is|are) (?:no longer in short supply|back in stock|available again))',
    ],
    (match) => {
      const restored = constrained(match);
      return (
        restored && {
          data: { company: restored.data.company, ...(restored.data.product && { product: restored.data.product }) },
        }
      );
    },
    whenOf,
  ),
];
