import { type Rule, rule } from './rule.js';

/** What a product or company is reported not to do well. */
export const shortcomings: readonly Rule[] = [
  rule(
    'ShortcomingReported',
    [
      '{E:subject}~(?<shortcoming>(?:has|have) not been able to (?:solve|fix|overcome|resolve)[^.;]{4,160})',
      '{E:subject}~(?<shortcoming>(?:suffer(?:s|ed)? from|(?:is|are|was|were) plagued by|(?:has|have|had) (?:problems|trouble|difficulties|defects|flaws|glitches) (?:with|in))[^.;]{4,160})',
      '{E:subject}~(?<shortcoming>(?:lags?|lagged|trails?|trailed|falls? short|fell short)[^.;]{4,120})',
      '{E:subject}~(?<shortcoming>(?:(?:is|are) )?(?:prone to|overheat(?:s|ed|ing)?|recalled|unreliable)[^.;]{0,120})',
      '(?:[Pp]roblems|[Ff]laws?|[Dd]efects?|[Gg]litche?s?|[Bb]ugs?) (?:with|in) (?:the )?{E:subject}(?<shortcoming>[^.;]{4,120})',
    ],
    (match) => {
      const subject = productBefore(match) ?? match.id('subject');
      const shortcoming = match.words('shortcoming') ?? '';
      if (subject === undefined || shortcoming.length < 4) return undefined;
      return { data: { subject, shortcoming, modality: 'asserted' }, undated: true };
    },
  ),
];

/** A maker's unsolved problem is one of the product that the sentence is about. */
function productBefore(match: Parameters<Parameters<typeof rule>[2]>[0]): string | undefined {
  if (!/not been able/.test(match.maskedText)) return undefined;
  return match.scene.mentions.find(({ kind, end }) => kind === 'P' && end <= match.span.start)?.id;
}
