import { type Match, type Rule, rule } from './rule.js';

const parties = (match: Match) => {
  const named = [...new Set([...match.ids('a'), ...match.ids('b')])];
  const purpose = match.words('purpose');
  return named.length < 2 ? undefined : { data: { parties: named, ...(purpose && { purpose }) } };
};

/** Joint work and supply deals. */
export const partnerships: readonly Rule[] = [
  rule(
    'PartnershipFormed',
    [
      '{C:a}~(?<verb>(?:will |has |had |have |plans to |agreed to )?(?:partner(?:ed|s|ing)?|team(?:ed|s|ing)? up|join(?:ed|s|ing)? forces|collaborat(?:ed|es|e|ing)|cooperat(?:ed|es|e|ing)|work(?:ed|s|ing)? (?:together )?)) with {C:b}(?<purpose> (?:to|on|for) [^.;,]{3,100})?',
      '{C:a}~(?<verb>(?:signed|struck|reached|formed|entered into|announced|sealed|inked|set up|agreed))~(?:deal|agreement|partnership|alliance|joint venture|contract|pact|memorandum)~with {C:b}(?<purpose> (?:to|on|for) [^.;,]{3,100})?',
      '{C:a}~(?:alliance|partnership|joint venture|tie-up) (?:with|between) {C:b}',
      '{C:a}~(?<verb>(?:will |is to )?(?:suppl(?:y|ies|ied)|began to help|helps?|help(?:ed)?)) {C:b}(?: (?:with|to)? ?(?<purpose>[^.;,]{3,100}))?',
      '(?:deal|agreement|partnership|alliance|joint venture|pact) between {C:a} and {C:b}',
    ],
    parties,
  ),
  rule(
    'PartnershipEnded',
    [
      '{C:a}~(?<verb>ended|terminated|cancelled|scrapped|broke off|dissolved|pulled out of|walked away from)~(?:deal|agreement|partnership|alliance|joint venture|contract|pact)~with {C:b}',
      '{C:a} and {C:b}~(?<verb>ended|dissolved|parted ways|called off|unwound)',
    ],
    (match) => {
      const ended = parties(match);
      return ended && { data: { parties: ended.data.parties } };
    },
  ),
];
