import type { Sentence } from '../language/document.js';
import type { Candidate, Rule } from './rule.js';

const SHORT =
  /\b(?:shortages?|in short supply|sold out|supply (?:constraints?|bottlenecks?|crunch|problems|squeeze)|(?:not|n['’]t)(?: always)?(?: be)? able to (?:satisfy|meet|keep up with)|(?:cannot|can['’]t|could not|couldn['’]t|unable to|struggl\w+ to) (?:meet|satisfy|deliver|keep up|make enough)|demand (?:exceeds|exceeded|outstrip\w*)|outstripp?(?:ed|s|ing) supply|far more than|lack of .{0,40}capacity|limited (?:supply|resources|capacity)|bottlenecks?|halted (?:production|output)|production (?:halt|stoppage))\b/gi;
const BACK =
  /\b(?:shortage (?:is|was|has) (?:over|ended)|(?:drought|shortage) .{0,60}(?:over|ended|resolved)|back in stock|supply (?:has )?(?:recovered|normali[sz]ed|resumed)|resum(?:ed|es|ing) (?:production|supply|shipments|deliveries|output)|no longer in short(?:age| supply)|end(?:ed)? of the shortage)\b/gi;
const FLAW =
  /\b(?:has not been able to|have not been able to|not (?:yet )?(?:passed|considered)|failed (?:to|its|the)|fail(?:s|ure|ures)|overheat\w*|defects?|flaws?|recall(?:ed|s|ing)?|buggy|unstable|shaky|instability|vulnerabilit\w+|couldn['’]t get|glitch\w*|weakness(?:es)?|side effects?|cracks?|plagued|poor yields?|low yields?|not passed|crash(?:es|ed)|malfunction\w*|suffers? from)\b/gi;
const COMPARE =
  /\b(?:(?:performs?|perform) (?:better|worse) than|(?:weaker|stronger|faster|slower|cheaper|dearer|costlier|better|worse|bigger|larger|smaller|higher|lower|lighter|heavier|longer|shorter|more (?:powerful|efficient|expensive)|less (?:powerful|efficient|expensive)) than|cheaper(?= than|\.|,)|more than (?=\p{Lu})|lags?|outsell(?:s|ing)?|outsold|ahead of every|beat|beats|outperform(?:s|ed|ing)?|on (?:a )?par with|as (?:powerful|fast|good|efficient|much|many|cheap|expensive) as|the (?:performance|price|cost|speed|range|energy density|power|throughput) of|twice (?:that|as)|half (?:that|as)|compared with its|match(?:es|ed)|less than half|undercut(?:s|ting)?)(?!\p{L})/giu;
const DIMENSIONS: [RegExp, string][] = [
  [/training .{0,60}cheap|cost/i, 'cost'],
  [/pric|cheap|dear|expensive|undercut/i, 'price'],
  [/efficien|power consumption|per watt/i, 'efficiency'],
  [/sold|sales|sell|deliver|beat|launch|units|outs/i, 'sales'],
  [/perform|fast|slow|power|weak|strong|lag|compute|speed|capable|generation/i, 'performance'],
];
const LESS =
  /\b(?:weaker|slower|cheaper|worse|smaller|lower|lighter|shorter|less|lags?|half|undercut\w*|perform worse)\b/i;
const EQUAL = /\b(?:on (?:a )?par|match(?:es|ed)|as (?:powerful|fast|good|efficient|cheap|expensive|much|many) as)\b/i;

function supply(sentence: Sentence): Candidate[] {
  const back = sentence.triggers(BACK)[0];
  const short = back ? undefined : sentence.triggers(SHORT)[0];
  const trigger = back ?? short;
  if (!trigger) return [];
  const product = sentence.mentions.find((m) => m.kind === 'product');
  const group = sentence.left(trigger.start, ['company', 'organisation']);
  const company = product?.entity?.maker ?? group?.id ?? sentence.company(trigger.start)?.id;
  if (
    !company ||
    (!product &&
      /lack of|far more than|bottleneck/.test(trigger.word) &&
      !sentence.has(/capacity|deliver|supply|production/))
  )
    return [];
  const common = {
    ...sentence.when(trigger.start),
    ...sentence.places(),
    modality: 'asserted',
    company,
    ...(product ? { product: product.id } : {}),
  };
  return [
    back
      ? { type: 'SupplyRestored', data: common, confidence: 0.6 }
      : { type: 'SupplyConstrained', data: { ...common, cause: trigger.word }, confidence: 0.6 },
  ];
}

function shortcomings(sentence: Sentence): Candidate[] {
  const trigger = sentence.triggers(FLAW)[0];
  if (!trigger) return [];
  const product =
    sentence.mentions.find((m) => m.kind === 'product' && m.end <= trigger.start) ??
    sentence.right(trigger.end, ['product'], 80);
  const subject = product ?? sentence.left(trigger.start, ['company']);
  if (!subject || sentence.modality(trigger.start) === 'expected') return [];
  return [
    {
      type: 'ShortcomingReported',
      data: {
        ...sentence.when(trigger.start),
        ...sentence.places(),
        modality: 'asserted',
        subject: subject.id,
        shortcoming: sentence.slice(trigger.start, trigger.end + 160),
      },
      confidence: 0.5,
    },
  ];
}

function comparisons(sentence: Sentence): Candidate[] {
  for (const trigger of sentence.triggers(COMPARE)) {
    const kinds = ['product', 'company', 'organisation'];
    const subject = sentence.left(trigger.start, kinds) ?? sentence.document.productAt(trigger.start);
    const comparator = sentence.right(trigger.end, kinds, 60);
    const phrase = /\b(?:local|domestic|American|Chinese|European|rival|other|conventional|its \p{L}+) (\p{L}+)/u.exec(
      sentence.slice(trigger.end, trigger.end + 50),
    );
    const other = comparator?.id ?? (phrase ? phrase[0].toLowerCase().replaceAll(' ', '-') : undefined);
    if (!subject || !other || other === subject.id) continue;
    const near = sentence.slice(trigger.start - 45, trigger.end + 25);
    const factor = sentence.amounts.find((a) => a.kind === 'factor' && Math.abs(a.start - trigger.start) < 45);
    const gap = sentence.amounts.some((a) => a.kind === 'count' && a.end <= trigger.start && trigger.start - a.end < 4);
    const dimension = gap
      ? 'sales'
      : (DIMENSIONS.find(([p]) => p.test(near))?.[1] ??
        DIMENSIONS.find(([p]) => p.test(sentence.text))?.[1] ??
        'other');
    const relation =
      factor && !LESS.test(trigger.word)
        ? 'greater'
        : LESS.test(trigger.word)
          ? 'less'
          : EQUAL.test(trigger.word)
            ? 'equal'
            : 'greater';
    return [
      {
        type: 'ComparisonReported',
        data: {
          ...sentence.when(trigger.start),
          ...sentence.places(),
          modality: sentence.modality(trigger.start),
          subject: subject.id,
          comparator: other,
          dimension,
          relation,
          ...(factor ? { factor: factor.value } : {}),
        },
        confidence: 0.6,
      },
    ];
  }
  const factor = sentence.amounts.find(
    (a) => a.kind === 'factor' && /^\s(?:as|the|more|what|that)/.test(sentence.slice(a.end, a.end + 6)),
  );
  if (!factor) return [];
  const [subject, comparator] = [
    sentence.left(factor.start, ['product', 'company']) ?? sentence.document.productAt(factor.start),
    sentence.right(factor.end, ['product', 'company'], 90),
  ];
  if (!subject || !comparator || subject.id === comparator.id) return [];
  return [
    {
      type: 'ComparisonReported',
      data: {
        ...sentence.when(factor.start),
        ...sentence.places(),
        modality: 'asserted',
        subject: subject.id,
        comparator: comparator.id,
        dimension: DIMENSIONS.find(([p]) => p.test(sentence.text))?.[1] ?? 'other',
        relation: 'greater',
        factor: factor.value,
      },
      confidence: 0.6,
    },
  ];
}

/** Shortages, flaws and comparisons. */
export const reports: Rule = {
  name: 'reports',
  read: (sentence) => [...supply(sentence), ...shortcomings(sentence), ...comparisons(sentence)],
};
