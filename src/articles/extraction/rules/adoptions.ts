import { type Match, type Rule, rule } from './rule.js';

function told(match: Match) {
  const product = match.id('product');
  const vendor = match.id('vendor');
  return match.ids('adopter').flatMap((adopter) => {
    const of = product ? { product } : vendor ? { vendor } : match.text('own') ? { vendor: adopter } : undefined;
    if (of === undefined || (adopter === vendor && !match.text('own'))) return [];
    return [{ data: { adopter, ...of } }];
  });
}

/** Who uses what, and who stops. */
export const adoptions: readonly Rule[] = [
  rule(
    'ProductAdopted',
    [
      "{C:adopter}~(?<verb>(?:will |has |had |have |plans to |is |are )?(?:adopt(?:ed|s|ing)?|us(?:es|ed|ing)|deploy(?:ed|s|ing)?|install(?:ed|s|ing)?|switch(?:ed|es|ing)? to|order(?:ed|s|ing)?|standardi[sz]ed on|chose|picked|selected|run(?:s|ning)? on|migrat(?:ed|ing) to|adapted|stepped up~orders for))~(?:{P:product}|{C:vendor}(?:['’]s)? (?:[\\p{Ll}-]+ ){0,2}(?:chips?|software|systems?|batter(?:y|ies)|engines?|aircraft|processors?|accelerators?|equipment|products?|cloud|models?))",
      '{C:adopter}~(?<verb>switch(?:ing|ed) to|mov(?:ing|ed) to|turn(?:ing|ed) to|rel(?:y|ying|ied) on) (?<own>their own|its own)',
    ],
    told,
  ),
  rule(
    'ProductDropped',
    [
      '{C:adopter}~(?<verb>(?:will |has |had |plans to )?(?:drop(?:ped|s|ping)?|abandon(?:ed|s|ing)?|stop(?:ped|s)? (?:using|buying)|ditch(?:ed|es|ing)?|replac(?:ed|es|ing)|cancel(?:led|s)? (?:its |their )?orders? (?:for|of)|phas(?:ed|ing) out|mov(?:ed|ing) away from))~(?:{P:product}|{C:vendor})',
    ],
    told,
  ),
];
