import { type Rule, rule } from './rule.js';

/** Positions and intentions, where no other type fits. */
export const statements: readonly Rule[] = [
  rule(
    'StatementMade',
    [
      '{S:speaker}(?:, [^.;⟦⟧]{3,60},)? (?:is |are |was )?(?<claim>(?:looking to|also trying to|trying to|seeking to|aiming to|hoping to|wants? to|intends? to|vowed to|pledged to|promised to|considering|weighing)[^.;]{6,160})',
      '{S:speaker}(?:, [^.;⟦⟧]{3,80},)? (?<claim>(?:welcomed|criticised|criticized|condemned|opposed|backed|supports?|defended|praised|warned (?:that|of)|called for|argued that|urged|declined to comment|complained)[^.;]{3,160})',
    ],
    (match) => {
      const speaker = match.id('speaker');
      const claim = match.words('claim');
      return speaker && claim
        ? { data: { speaker, claim, modality: 'asserted' }, undated: true, confidence: 0.55 }
        : undefined;
    },
  ),
];
