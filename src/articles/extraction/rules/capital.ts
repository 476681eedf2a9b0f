import { type Match, type Rule, rule } from './rule.js';

const value = (match: Match) => {
  const amount = match.amount('amount');
  return amount ? { value: amount.value, unit: amount.unit, qualifier: amount.qualifier } : {};
};

/** Whether what is bought is a company's goods, not the company: a thing's name follows. */
function isGoods(match: Match): boolean {
  const { scene, index, maskedText } = match;
  const after = scene.masked.text.slice(index + maskedText.length);
  return /^(?: [\p{Ll}-]+){0,2} ?(?:⟦P|chips?\b|accelerators?\b|products?\b|equipment|shares|stock|cars?\b|aircraft|software)/u.test(
    after,
  );
}

/** Investments and acquisitions. */
export const capital: readonly Rule[] = [
  rule(
    'InvestmentMade',
    [
      '{C:investors}~(?<verb>(?:will |would |plans to |planned to |agreed to |has |had |pledged to |is to |are to )?(?:invest(?:ed|s|ing)?|spend|spent|pour(?:ed|ing)?|put|commit(?:ted)?|inject(?:ed)?))~{M:amount}(?: (?:in|into|on|to) (?:(?<recipient>⟦C\\d+⟧)|(?<purpose>[^.;]{3,100})))?',
      '{C:recipient}~(?<verb>raised|secured|received|has raised|closed)~{M:amount}(?:~from {C:investors})?',
      '{C:investors}~(?<verb>(?:is|are|will be|began|started|plans? to|planned to)? ?(?:building|build|construct(?:ing)?))~(?<purpose>(?:[\\p{L}-]+ ){0,3}(?:clusters?|plants?|factor(?:y|ies)|data cent(?:re|er)s?|gigafactor(?:y|ies)|fabs?|mills?|refiner(?:y|ies)|servers|terminals?|mines?)[^.,;]{0,50})(?:~(?:for|worth|at a cost of|costing)~{M:amount})?',
      '{C:investors}~(?:unveiled|announced)~plans?~(?<verb>to (?:build|invest|spend))~{M:amount}(?<purpose>[^.;]{0,90})',
    ],
    (match) => {
      const investors = match.ids('investors');
      const recipient = match.id('recipient');
      const purpose = match.words('purpose');
      if (investors.length === 0) return undefined;
      return { data: { investors, ...(recipient && { recipient }), ...(purpose && { purpose }), ...value(match) } };
    },
  ),
  rule(
    'AcquisitionAgreed',
    [
      '{C:acquirer}~(?<verb>(?:agreed to |will |plans to |is to |has |had |completed |offered to )?(?:buy|bought|buys|acquir(?:e|ed|es|ing)|take over|took over|takes over|purchase[sd]?|snapped up))~(?<target>⟦C\\d+⟧)(?:~for~{M:amount})?',
      "{C:acquirer}['’]s~(?:takeover|acquisition|purchase) of (?<target>⟦C\\d+⟧)(?:~(?:for|worth|valued at)~{M:amount})?",
      '(?<target>⟦C\\d+⟧)~(?<verb>was bought|was acquired|to be acquired|will be acquired|agreed to be bought) by {C:acquirer}(?:~for~{M:amount})?',
    ],
    (match) => {
      const acquirer = match.id('acquirer');
      const target = match.id('target');
      if (acquirer === undefined || target === undefined || acquirer === target) return undefined;
      if (/purchase|buy|bought|acquir/.test(match.maskedText) && isGoods(match)) return undefined;
      return { data: { acquirer, target, ...value(match) }, confidence: 0.75 };
    },
  ),
];
