import type { Draft, Match, Rule } from './rule.js';
import { rule } from './rule.js';

function dimensionOf(words: string): string {
  if (/cheap|price|expensive/.test(words)) return 'price';
  if (/cost/.test(words)) return 'cost';
  if (/sold|sell|sales|deliver|shipp|units|outsold|revenue/.test(words)) return 'sales';
  if (/efficien|consum|energy use|watt/.test(words)) return 'efficiency';
  if (/fast|power|perform|strong|weak|capab|accura|slow|bandwidth|range/.test(words)) return 'performance';
  return 'other';
}

const LESS = /cheaper|weaker|slower|less|fewer|lower|worse|smaller|behind|lighter|inferior/;

const compare = (match: Match): Draft | undefined => {
  const subject = match.id('subject');
  const comparator = match.id('comparator');
  if (subject === undefined || comparator === undefined || subject === comparator) return undefined;
  const words = match.words('how') ?? match.maskedText;
  const factor = match.amount('factor')?.value;
  const relation =
    /as (?:good|fast|powerful|capable) as|on a par|equal|matche[sd]|rivals/.test(words) && factor === undefined
      ? 'equal'
      : LESS.test(words)
        ? 'less'
        : 'greater';
  const told = factor !== undefined && relation === 'less' ? 1 / factor : factor;
  return {
    data: { subject, comparator, dimension: dimensionOf(match.maskedText), relation, ...(told && { factor: told }) },
  };
};

/** What is more or less than another. */
export const comparisons: readonly Rule[] = [
  rule(
    'ComparisonReported',
    [
      '{E:subject}~(?<how>(?:faster|slower|cheaper|stronger|weaker|better|worse|more (?:powerful|efficient|expensive|capable|accurate)|less (?:powerful|efficient|expensive|capable|accurate)|lower|higher|larger|smaller|outperforms?|outperformed|outsells?|outsold|beats?))(?:~than)? (?:the |its |an? )?(?:[\\p{Ll}-]{2,20} ){0,3}{E:comparator}',
      '{E:subject}~(?<factor>⟦F\\d+⟧) (?<how>as (?:powerful|fast|many|much|large|big|efficient|expensive|capable|good)|the (?:speed|power|performance|price|cost|sales)|faster|cheaper|more)~(?:as|of|than) (?:the |its |an? )?{E:comparator}',
      '{E:subject}~~(?<factor>⟦F\\d+⟧) as (?<how>much|many) as (?:the )?{E:comparator} (?:was |were )?(?:sold|delivered|shipped)',
      '(?<how>[Ww]eaker|[Ff]aster|[Cc]heaper|[Ss]lower|[Bb]etter) than (?:the |its )?{E:comparator}~, {E:subject}',
      '{E:subject}~(?<how>(?:was|is|are|were) (?:much |far |slightly )?(?:cheaper|faster|better|weaker|costlier)) than',
    ],
    compare,
  ),
  rule(
    'ComparisonReported',
    [
      '(?<how>twice|three times|four times|(?<factor>⟦F\\d+⟧)) as (?:much|many) as (?:the )?{E:comparator} (?:was |were )?sold',
    ],
    (match) => {
      const subject = match.scene.mentions.find(({ kind, end }) => kind === 'P' && end < match.span.start)?.id;
      const comparator = match.id('comparator');
      const factor = match.amount('factor')?.value ?? 2;
      if (subject === undefined || comparator === undefined) return undefined;
      return { data: { subject, comparator, dimension: 'sales', relation: 'greater', factor } };
    },
  ),
  rule(
    'ComparisonReported',
    ['(?:they|it) (?:perform|performs|work|works) (?<how>better|worse) than {E:comparator}'],
    (match) => {
      const subject = match.scene.mentions.find(({ kind, end }) => kind === 'P' && end < match.span.start)?.id;
      const comparator = match.id('comparator');
      if (subject === undefined || comparator === undefined) return undefined;
      const relation = match.text('how') === 'worse' ? 'less' : 'greater';
      return { data: { subject, comparator, dimension: 'performance', relation } };
    },
  ),
];
