import type { Sentence } from '../language/document.js';
import type { Mention } from '../language/mentions.js';
import type { Candidate, Rule } from './rule.js';

const MARKETS: [RegExp, string][] = [
  [/\bHBM|high[- ]bandwidth memory/i, 'hbm'],
  [/\bfoundr(?:y|ies)|contract chip/i, 'foundry'],
  [/\bmemory|DRAM|NAND/i, 'memory'],
  [/\binference\b/i, 'ai-inference'],
  [/\btraining\b/i, 'ai-training'],
  [
    /\b(?:AI|accelerators?|GPUs?|chips? for AI|artificial intelligence) ?(?:chips?|accelerators?|market)?/i,
    'ai-accelerators',
  ],
  [/\belectric (?:vehicles?|cars?)|\bEVs?\b|battery-powered/i, 'battery-electric-vehicles'],
  [/\bobesity|weight-loss|GLP-1/i, 'obesity-drugs'],
  [/\bsmartphones?|\bphones?\b|handsets?/i, 'smartphones'],
  [/\bbatter(?:y|ies)\b/i, 'ev-batteries'],
  [/\bsolar\b/i, 'solar'],
  [/\bwind turbines?\b|\bwind\b/i, 'wind-turbines'],
  [/\bcontainer|shipping|freight/i, 'container-shipping'],
  [/\bcloud\b/i, 'cloud'],
  [/\bstreaming\b/i, 'streaming'],
  [/\bsearch\b/i, 'search'],
  [/\baircraft|planes?|jets?\b/i, 'commercial-aircraft'],
  [/\bbroadband|mobile|telecom|5G\b/i, 'telecom'],
  [/\bcars?\b|\bauto/i, 'cars'],
  [/\bcoffee\b/i, 'coffee'],
  [/\bdrones?\b/i, 'drones'],
  [/\bPCs?\b|computers?/i, 'pcs'],
];
const SHARE =
  /\b(?:market share|share(?! price)|of the (?:\p{L}+ ){0,3}(?:market|shipments|total)|of (?:all|the world's|world|global) |of the world|market|accounted for|captur\w+|held|holds|commands?|control(?:s|led)|took possession|possess\w*|followed by|ahead of|pushed down|rank)\b/iu;
const NOT_SHARE =
  /\b(?:rose|fell|gained|dropped|up|down|grew|slipped|climbed|jumped|lost|increase[sd]?|decline[sd]?|growth|margin|duty|tariff|stake|discount|cheaper|faster|lower|higher|more|less|capacity|yield|utili[sz]\w+|interest|coupon)\s(?:by |of |about |some |to )*$/i;
const LEADER =
  /\b(?:(?:world|global|country|nation|region|Europe|China|America|India)['’]?s? (?:\p{L}+ )?(?:biggest|largest|leading|top|number one)|market leader|dominat(?:es|ed|ing)|(?:took|takes|taking) (?:over|the lead|first place)|overt(?:ook|akes?|aken)|unseat(?:ed|s)|dethron\w+|No\.? ?1\b|number one|first place|top spot|(?:second|third)[- ](?:largest|biggest|place)|the (?:second|third|fourth) rank|remain(?:s)? vital|hardware of choice|positioned|achieved some success|competitors?)\b/iu;
const RANKS: [RegExp, number][] = [
  [/second[- ](?:largest|biggest|place|rank)|second rank|No\.? ?2\b|number two/i, 2],
  [/third[- ](?:largest|biggest|place|rank)|third rank|No\.? ?3\b|number three/i, 3],
  [/fourth[- ](?:largest|biggest|place|rank)|fourth rank/i, 4],
  [/biggest|largest|leader|overt|unseat|dethron|No\.? ?1\b|number one|first place|top spot|the lead\b/i, 1],
];

const marketOf = (sentence: Sentence): string =>
  MARKETS.find(([p]) => p.test(sentence.text))?.[1] ??
  MARKETS.find(
    ([p]) => p.test(sentence.document.article.title) || p.test(sentence.document.article.text.slice(0, 1500)),
  )?.[1] ??
  'market';

function shareHolder(sentence: Sentence, start: number, end: number): Mention | undefined {
  const after = /^\s?(?:for|went to|belongs? to|from) /.test(sentence.slice(end, end + 14))
    ? sentence.right(end, ['company'], 30)
    : undefined;
  return after ?? sentence.company(start);
}

/** Shares of a market in percent. */
function shares(sentence: Sentence): Candidate[] {
  if (!SHARE.test(sentence.text)) return [];
  const found: Candidate[] = [];
  for (const amount of sentence.amounts) {
    if (amount.kind !== 'percent' || amount.value > 100 || amount.value <= 0) continue;
    const before = sentence.clauseBefore(amount.start, 90);
    if (NOT_SHARE.test(before.slice(-24)) && !/share/i.test(before)) continue;
    if (!SHARE.test(`${before} ¦ ${sentence.slice(amount.end, amount.end + 40)}`)) continue;
    if (
      /^\s?(?:points?|cheaper|more|less|faster|of (?:the|its) (?:revenue|sales|proceeds|shares))/i.test(
        sentence.slice(amount.end, amount.end + 22),
      )
    )
      continue;
    const holder = shareHolder(sentence, amount.start, amount.end);
    if (!holder) continue;
    const common = { ...sentence.when(amount.start), ...sentence.places() };
    if (sentence.modality(amount.start) === 'expected')
      found.push({
        type: 'ForecastMade',
        data: {
          ...common,
          modality: 'expected',
          claim: sentence.text,
          subject: holder.id,
          metric: 'marketShare',
          value: amount.value,
          unit: 'percent',
          qualifier: amount.qualifier,
        },
        confidence: 0.6,
        amount,
      });
    else
      found.push({
        type: 'MarketPositionReported',
        data: { ...common, modality: 'asserted', company: holder.id, market: marketOf(sentence), share: amount.value },
        confidence: 0.7,
        amount,
      });
  }
  return found;
}

function leads(sentence: Sentence): Candidate[] {
  const trigger = sentence.triggers(new RegExp(LEADER.source, 'giu'))[0];
  if (!trigger) return [];
  const passive = /dominated by|unseated by|overtaken by|competitors?/i.test(
    sentence.slice(trigger.start, trigger.end + 4),
  );
  const company = passive
    ? (sentence.right(trigger.end, ['company'], 30) ?? sentence.left(trigger.start, ['company'], 60))
    : sentence.left(trigger.start, ['company']);
  if (!company || sentence.modality(trigger.start) !== 'asserted') return [];
  if (
    /^\s?(?:,|–|—)/.test(sentence.slice(trigger.end + 25, trigger.end + 27)) &&
    /biggest|largest/.test(trigger.word) &&
    !/ended|became|is|was|has/.test(sentence.clauseBefore(trigger.start, 60))
  )
    return [];
  const rank = RANKS.find(([p]) => p.test(trigger.word))?.[1];
  return [
    {
      type: 'MarketPositionReported',
      data: {
        ...sentence.when(trigger.start),
        ...sentence.places(),
        modality: 'asserted',
        company: company.id,
        market: marketOf(sentence),
        ...(rank ? { rank } : {}),
        description: trigger.word,
      },
      confidence: 0.55,
    },
  ];
}

/** Shares and ranks. */
export const positions: Rule = {
  name: 'positions',
  read(sentence) {
    const found = shares(sentence);
    return found.length > 0 ? found : leads(sentence);
  },
};
