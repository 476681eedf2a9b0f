import { type Rule, rule, standingWhen } from './rule.js';

const URGE =
  '(?:calling on|called on|calls on|urged|urging|urges|told|instructed|ordered|advised|asked|encouraged|directed|warned|discouraged)';

/** What officials tell companies at home to do. */
export const guidance: readonly Rule[] = [
  rule(
    'GuidanceIssued',
    [
      `(?<authority>⟦[JO]\\d+⟧)~${URGE} (?:the |some |several )?(?<addressees>⟦[CG]\\d+⟧(?:(?:, and |, | and )⟦[CG]\\d+⟧){0,4})(?:, among others,)? (?:not )?(?:to|against|that)(?<directive>[^.;]{4,160})`,
      `(?<nation>Chinese|American|European|British|Japanese|Indian|Korean) (?:officials|regulators|authorities|government)~${URGE} (?:the |some |several )?(?<addressees>⟦[CG]\\d+⟧(?:(?:, and |, | and )⟦[CG]\\d+⟧){0,4})(?:, among others,)? (?:to|against|that)(?<directive>[^.;]{4,160})`,
      '(?<addressees>⟦[CG]\\d+⟧(?:(?:, and |, | and )⟦[CG]\\d+⟧){0,4})~(?:have|has|had|were|was)(?: since)? been? ?(?:told|urged|instructed|advised|ordered) by (?:officials|regulators|authorities|(?<authority>⟦[JO]\\d+⟧)) (?:to|not to)(?<directive>[^.;]{4,160})',
    ],
    (match) => {
      const nation = match.text('nation');
      const authority = match.id('authority') ?? (nation ? nationId(nation) : match.scene.home?.id);
      const directive = match.words('directive');
      if (authority === undefined || !directive) return undefined;
      return { data: { authority, addressees: match.ids('addressees'), directive } };
    },
    standingWhen,
  ),
];

const IDS: Readonly<Record<string, string>> = {
  Chinese: 'cn',
  American: 'us',
  European: 'european-union',
  British: 'gb',
  Japanese: 'jp',
  Indian: 'in',
  Korean: 'kr',
};

const nationId = (nation: string): string | undefined => IDS[nation];
