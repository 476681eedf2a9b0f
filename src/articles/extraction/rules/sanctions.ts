import { type Draft, type Match, type Rule, rule, standingWhen, whenOf } from './rule.js';

function measureOf(words: string): string {
  if (/tariff|dut(?:y|ies)|lev(?:y|ies)/.test(words)) return 'tariff';
  if (/entity list|blacklist|entities list/i.test(words)) return 'entityListing';
  if (/fine|penalt|settle/.test(words)) return 'penalty';
  if (/frozen|froze|freeze|assets|tankers?|vessels?|designat/.test(words)) return 'assetFreeze';
  if (/invest/.test(words)) return 'investmentBan';
  if (/procure|public tenders?|government contracts?/.test(words)) return 'procurementBan';
  if (/export|licen[cs]e|sanction|curb|restrict|chips?/.test(words)) return 'exportControl';
  return 'other';
}

const sentenceOf = ({ scene }: Match): string => scene.text.slice(scene.start, scene.end);

/** An export control targets the country, whoever's goods it holds back. */
function targetsOf(match: Match, authority: string, measure: string): string[] {
  const named = match.mentions('targets').filter(({ id }) => id !== authority);
  const whole = measure === 'exportControl' && named.every(({ nation }) => nation !== undefined);
  if (named.length > 0)
    return [
      ...new Set(named.map(({ id, nation }) => (whole && /companies|customers|firms/.test(id) ? (nation ?? id) : id))),
    ];
  const nations = match.scene.mentions.flatMap(({ kind, id, nation }) => (kind === 'J' ? [id] : (nation ?? [])));
  return [...new Set(nations)].filter((id) => id !== authority).slice(0, 1);
}

/** The authority that is named, or the one whose adjective qualifies the measure: "US sanctions". */
function authorityOf(match: Match): string | undefined {
  return match.id('authority') ?? nationOf(match);
}

const NATIONS: readonly [RegExp, string][] = [
  [/\b(?:US|U\.S\.|American|Washington['’]s)\b/, 'us'],
  [/\b(?:Chinese|Beijing['’]s)\b/, 'cn'],
  [/\b(?:EU|European)\b/, 'european-union'],
  [/\b(?:British|UK)\b/, 'gb'],
  [/\bJapanese\b/, 'jp'],
  [/\bIndian\b/, 'in'],
];

const nationOf = (match: Match): string | undefined =>
  NATIONS.find(([words]) => words.test(match.words('nation') ?? ''))?.[1];

const draftOf = (match: Match): Draft | undefined => {
  const authority = authorityOf(match);
  if (authority === undefined) return undefined;
  const measure = measureOf(`${match.maskedText} ${match.words('measure') ?? ''}`);
  const targets = targetsOf(match, authority, measure);
  if (targets.length === 0) return undefined;
  const products = match.ids('products');
  const rate = match.amount('amount');
  return {
    data: {
      authority,
      targets,
      measure,
      ...(products.length > 0 && { products }),
      ...(rate && (measure === 'tariff' || measure === 'penalty') && { value: rate.value, unit: rate.unit }),
      description: sentenceOf(match).slice(0, 300),
    },
    confidence: 0.7,
  };
};

/** Measures imposed, and lifted or eased. */
export const sanctions: readonly Rule[] = [
  rule(
    'SanctionImposed',
    [
      '{A:authority}~(?:imposed|imposes|slapped|placed|introduced|announced|ordered|put|levied|will impose|has imposed|extended|tightened)~(?<measure>sanctions|tariffs?|export controls|export restrictions|a ban|curbs|restrictions|duties|an? (?:[\\p{L}-]+ )?(?:duty|tariff|levy)|fines?)(?:~(?:on|against|for) (?<targets>⟦[JCGO]\\d+⟧(?:(?:, and |, | and )⟦[JCGO]\\d+⟧){0,4}))?(?:~{P:products})?',
      '{A:authority}~(?:sanctioned|blacklisted|banned|barred|fined|designated|blocked|restricted)~(?<targets>⟦[CGJO]\\d+⟧(?:(?:, and |, | and )⟦[CGJO]\\d+⟧){0,4})(?:~(?<amount>⟦M\\d+⟧))?',
      '{A:authority}~~(?:ruled|said|told)~~(?:{P:products})?~~(?:may no longer be exported|licen[cs]es? (?:would|will) (?:also )?be (?:needed|required)|needs? a licen[cs]e|require[sd]? (?:a )?licen[cs]e)(?:~{P:products2})?',
      '(?<targets>⟦[CGJO]\\d+⟧(?:(?:, and |, | and )⟦[CGJO]\\d+⟧){0,4})~(?:was|were|has been|have been) (?:added to|put on|placed on)~(?<measure>entity list|blacklist|sanctions list)~by {A:authority}',
      '(?<targets>⟦[CGJO]\\d+⟧)~(?:subject to|pays?|faces?|hit with|face)~(?<amount>⟦X\\d+⟧)?~(?<measure>tariffs?|dut(?:y|ies)|levy)(?:~(?:in|by|from) {A:authority})?',
    ].map((source) => source.replace('{P:products2}', '(?<more>⟦P\\d+⟧)')),
    draftOf,
    standingWhen,
  ),
  rule(
    'SanctionImposed',
    [
      '(?:[Dd]ue to |[Uu]nder )?(?<nation>⟦J\\d+⟧|American|Chinese|European|British) (?:export )?(?<measure>sanctions|export controls|export curbs|export restrictions|curbs)(?: (?:against|on) (?:the )?(?<targets>⟦[CGJO]\\d+⟧))?(?:, [^.;]{0,120}|[^.;]{0,60})',
    ],
    (match) => {
      const token = match.id('nation');
      const authority = token ?? nationOf(match);
      if (authority === undefined) return undefined;
      const measure = 'exportControl';
      const targets = targetsOf(match, authority, measure);
      if (targets.length === 0) return undefined;
      return { data: { authority, targets, measure, description: sentenceOf(match).slice(0, 300) }, undated: true };
    },
  ),
  rule(
    'SanctionLifted',
    [
      '{A:authority}~(?:lifted|eased|waived|suspended|removed|scrapped|dropped|cleared|approved|relaxed|granted|allowed|authori[sz]ed)~~(?:{P:products}|sanctions|tariffs?|export controls|restrictions|ban|licen[cs]es?|curbs)(?:~~(?:to|on|against|for) (?:[\\p{Ll}-]+ ){0,2}(?<targets>⟦[CGJ]\\d+⟧))?',
      '(?:exceptions|exemptions|licen[cs]es|waivers) (?:for|to)~(?:are being weighed|may be granted|were granted|have been granted)',
    ],
    (match) => {
      const authority = authorityOf(match);
      if (authority === undefined) return undefined;
      const measure = measureOf(match.maskedText + sentenceOf(match));
      const targets = targetsOf(match, authority, measure).map((id) =>
        /-companies$|-customers$/.test(id) ? (match.scene.home?.id ?? id) : id,
      );
      if (targets.length === 0) return undefined;
      const products = match.ids('products');
      return {
        data: {
          authority,
          targets,
          measure,
          ...(products.length > 0 && { products }),
          description: sentenceOf(match).slice(0, 300),
        },
      };
    },
    whenOf,
  ),
];
