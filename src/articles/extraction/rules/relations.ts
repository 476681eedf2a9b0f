import type { Sentence } from '../language/document.js';
import type { Mention } from '../language/mentions.js';
import type { Candidate, Rule } from './rule.js';

const PARTNER =
  /\b(?:partner(?:ed|s|ship|ships|ing)?(?: with)?|join(?:s|ed|ing)? forces|joint venture|jointly|teamed up|team(?:s|ing)? up|collaborat\w+|signed (?:an? |on |up )|sign(?:s|ing)? (?:an? )|alliance|suppl(?:y|ies) (?=\p{Lu})|supplies|to supply|supply (?:deal|agreement|contract)|cooperat\w+|agreement with|deal with|contract with|entrusted to|(?:is|are|be|shall be) (?:likewise )?(?:made|produced|built|manufactured) (?:by|in the)|began to help|sent a team|stock it|work(?:s|ed|ing) with|codeshare|licens(?:ed|ing) (?:deal|agreement))\b/giu;
const PART =
  /\b(?:ended? (?:its|their|the) (?:partnership|alliance|joint venture|agreement|contract|deal|collaboration)|terminat(?:ed|es|ing)|cut(?:s)? ties|part(?:ed|ing) ways|pulled out of (?:the|its)|walked away from|scrapp(?:ed|ing) (?:the|its|their) (?:partnership|joint venture|deal|agreement)|broke off|split from|dissolv(?:ed|es|ing)|lapsed)\b/gi;
const ADOPT =
  /\b(?:us(?:e|es|ed|ing)(?! of| the word|d to)|adopt(?:s|ed|ing)?|switch(?:ed|es|ing)? to|deploy(?:s|ed|ing)?|runs? on|running on|trained on|train(?:s|ing)? (?:its|their) .{0,20} on|relies on|rel(?:y|ied) on|install(?:ed|s)|taken into use|stepped up their orders|build(?:ing)? their models on|building an? .{0,30}around|adapted|migrat(?:ed|es|ing) to|equipped with|fitted with|powered by|chosen|chose|select(?:ed|s)|picked|opted for|standardi[sz]ed on|rolled? out .{0,30}across|is kept for)\b/giu;
const DROP =
  /\b(?:dropp(?:ed|ing|s)|ditch(?:ed|es|ing)|abandon(?:ed|s|ing)|stopped using|replac(?:ed|es|ing)|switch(?:ed|es|ing)? (?:away )?from|mov(?:ed|es|ing) away from|phase[sd]? out .{0,20}equipment|strip(?:ped|ping) out|cancel(?:led|ed) (?:its|their) (?:order|subscription|contract)s?|remov(?:ed|es|ing) .{0,30}from (?:its|their))\b/gi;

const unique = (mentions: readonly Mention[]): string[] => [...new Set(mentions.map((m) => m.id))];
const isFirm = (m: Mention | undefined): m is Mention =>
  m !== undefined && !['analyst', 'media', 'authority'].includes(m.entity?.role ?? '');

function parties(sentence: Sentence, start: number, end: number): string[] {
  const left = sentence.left(start, ['company', 'organisation'], 110);
  const right = sentence.right(end, ['company', 'organisation'], 110);
  const sides = [left, right].filter(isFirm).flatMap((m) => sentence.listed(m));
  const ids = unique(sides);
  if (ids.length >= 2) return ids;
  const topic = sentence.document.topicAt(sentence.start);
  return topic && ids.length === 1 && topic.id !== ids[0] ? [topic.id, ...ids] : [];
}

function partnerships(sentence: Sentence): Candidate[] {
  const ended = sentence.triggers(PART)[0];
  if (ended) {
    const who = parties(sentence, ended.start, ended.end);
    if (who.length >= 2)
      return [
        {
          type: 'PartnershipEnded',
          data: {
            ...sentence.when(ended.start),
            ...sentence.places(),
            modality: sentence.modality(ended.start),
            parties: who,
          },
          confidence: 0.55,
        },
      ];
  }
  for (const trigger of sentence.triggers(PARTNER)) {
    const who = parties(sentence, trigger.start, trigger.end);
    if (who.length < 2) continue;
    const modality = sentence.modality(trigger.start) === 'denied' ? 'denied' : 'asserted';
    return [
      {
        type: 'PartnershipFormed',
        data: {
          ...sentence.whenOpen(trigger.start),
          ...sentence.places(),
          modality,
          parties: who,
          purpose: sentence.slice(trigger.start, trigger.end + 90),
        },
        confidence: 0.55,
      },
    ];
  }
  return [];
}

function adoptions(sentence: Sentence): Candidate[] {
  for (const [pattern, type] of [
    [DROP, 'ProductDropped'],
    [ADOPT, 'ProductAdopted'],
  ] as const)
    for (const trigger of sentence.triggers(pattern)) {
      const passive = /taken into use|trained on|adapted|is kept/.test(trigger.word);
      const adopter =
        passive && !sentence.left(trigger.start, ['company'])
          ? sentence.document.topicAt(sentence.start)
          : sentence.left(trigger.start, ['company', 'organisation'], 110);
      const product =
        sentence.right(trigger.end, ['product'], 70) ??
        (passive ? sentence.left(trigger.start, ['product'], 80) : undefined);
      const vendor = product ? undefined : sentence.right(trigger.end, ['company'], 60);
      const own = /\b(?:its|their) own\b/.test(sentence.slice(trigger.end, trigger.end + 25));
      if (!isFirm(adopter) || !(product || vendor || own)) continue;
      if (product?.entity?.maker === adopter.id && type === 'ProductAdopted' && !own) continue;
      if (vendor && vendor.id === adopter.id && !own) continue;
      const modality = sentence.modality(trigger.start);
      return sentence.listed(adopter).map((one) => ({
        type,
        data: {
          ...(type === 'ProductAdopted' ? sentence.whenOpen(trigger.start) : sentence.when(trigger.start)),
          ...sentence.places(),
          modality,
          adopter: one.id,
          ...(product ? { product: product.id } : { vendor: own ? one.id : vendor!.id }),
          ...(type === 'ProductAdopted' ? { use: sentence.slice(trigger.start, trigger.end + 90) } : {}),
        },
        confidence: 0.55,
      }));
    }
  return [];
}

/** Partnerships and supply relations, adoptions and their ends. */
export const relations: Rule = {
  name: 'relations',
  read: (sentence) => [...partnerships(sentence), ...adoptions(sentence)],
};
