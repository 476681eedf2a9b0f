import { type Match, type Rule, rule } from './rule.js';

const RANKS: Readonly<Record<string, number>> = {
  largest: 1,
  biggest: 1,
  leading: 1,
  top: 1,
  dominant: 1,
  'number-one': 1,
  second: 2,
  third: 3,
  fourth: 4,
  fifth: 5,
};

/** The market as the sentence names it: what stands before "market", "sales" or "share". */
function marketOf(match: Match): string {
  const words = match
    .words('market')
    ?.replace(/^(?:the|a|its|global|world|worldwide|overall|total) /gi, '')
    .trim();
  if (words) return words.slice(0, 120);
  const text = match.scene.text.slice(match.scene.start, match.scene.end);
  const named = /((?:[\p{L}-]+ ){0,2}[\p{L}-]+) market\b/u.exec(text)?.[1];
  return named?.replace(/^(?:(?:the|of|in|a|its|whole|global|Chinese|world) )+/g, '') || 'market';
}

/** Shares and ranks in a market. */
export const positions: readonly Rule[] = [
  rule(
    'MarketPositionReported',
    [
      '{C:company}~(?:had|has|have|held|holds|hold|took|takes|captured|commanded|commands|controls|controlled|accounted for|accounts for|with|claimed|won|enjoyed)~{X:share} (?:share )?(?:of|in|market share)(?<market>[^.,;⟦⟧]{0,60})',
      "{C:company}['’]s~(?:market )?share~(?:to|at|was|is|of|stood at|reached|rose to|fell to|slipped to)~{X:share}",
      '{C:company}~(?:with|on|at|had|has|held|holds)~{X:share}',
    ],
    (match) => {
      const share = match.amount('share')?.value;
      if (
        share === undefined ||
        share > 100 ||
        !/share|market|account|held|holds|hold|control|command/.test(match.maskedText)
      )
        return undefined;
      return match
        .ids('company')
        .map((company) => ({ data: { company, market: marketOf(match), share }, confidence: 0.75 }));
    },
  ),
  rule(
    'MarketPositionReported',
    [
      "{C:company}~(?:is|was|became|remains?|overtook {C}~(?:as|to become)|ranks?|ranked|as)~(?:the|its) ?(?:world['’]s |country['’]s |global |nation['’]s )?(?<rank>largest|biggest|leading|top|dominant|second|third|fourth|fifth)(?:-(?:largest|biggest))?(?<market>[^.,;⟦⟧]{3,60})",
      '(?<market>[\\p{L}⟦⟧0-9 -]{3,50}) market~(?:dominated|led|controlled) by {C:company}',
      '{C:company}~(?:dominates?|dominated|leads|led)~(?:the |its )?(?<market>[\\p{L} -]{2,40}) (?:market|sector|industry|business)',
    ],
    (match) => {
      const rank = match.text('rank') ? RANKS[match.text('rank') as string] : undefined;
      const description = match.words('rank') === undefined ? 'dominates the market' : undefined;
      return match.ids('company').map((company) => ({
        data: { company, market: marketOf(match), ...(rank && { rank }), ...(description && { description }) },
        confidence: 0.65,
      }));
    },
  ),
];
