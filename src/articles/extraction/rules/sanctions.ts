import { gazetteer } from '../../gazetteer/gazetteer.js';
import type { Sentence } from '../language/document.js';
import type { Candidate, Rule } from './rule.js';

const IMPOSED =
  /\b(?:sanctions?|sanctioned|export (?:controls?|restrictions?|curbs?|ban)|(?:additional |import |anti-dumping |countervailing )?(?:duty|duties|tariffs?|lev(?:y|ies))|embargo|blacklist(?:ed|s)?|entity list|bann(?:ed|ing)|bans?(?= on| the| imports| exports)|barred|blocked|fined|a fine of|licen[cs]es? would|without a licen[cs]e|require(?:s|d)? a licen[cs]e|not to enter the country|frozen|froze|restrict(?:ed|s|ions))\b/gi;
const LIFTED =
  /\b(?:lift(?:ed|s|ing)?|eas(?:ed|es|ing)|remov(?:ed|es|ing)|suspend(?:ed|s|ing)?|waiv(?:ed|es|er|ing)|exempt(?:ed|s|ion|ions)?|cleared|allowed|permit(?:ted|s)|granted|scrapp?(?:ed|s)|rolled back|delist(?:ed)?|could sell it|exceptions?|approved (?:exports|sales)|relaxed|unfroze)\b/gi;
const RESTRICTION =
  /\b(?:sanction|export|tariff|dut(?:y|ies)|ban|licen[cs]e|restriction|embargo|blacklist|curb|control|for sale|sell)/i;
const MEASURES: [RegExp, string][] = [
  [/entity list|blacklist|military companies/i, 'entityListing'],
  [/tariff|dut(?:y|ies)|lev(?:y|ies)/i, 'tariff'],
  [/fined|fine of|penalt/i, 'penalty'],
  [/froze|frozen|assets?\b|SDN|sanctions? list|designat/i, 'assetFreeze'],
  [/export|licen[cs]e/i, 'exportControl'],
  [/invest/i, 'investmentBan'],
  [/procure|government contracts/i, 'procurementBan'],
];

const measureOf = (sentence: Sentence, word: string): string =>
  MEASURES.find(([p]) => p.test(word))?.[1] ??
  MEASURES.find(([p]) => p.test(sentence.text))?.[1] ??
  (/sanction/i.test(word) && sentence.has(/chip|semiconductor|technolog|accelerator/i) ? 'exportControl' : 'other');

function authorityOf(sentence: Sentence, position: number): string | undefined {
  const agency = sentence.mentions.filter((m) => m.entity?.role === 'authority');
  if (agency.length > 0) return agency[0]!.id;
  const states = sentence.mentions.filter((m) => m.kind === 'jurisdiction');
  const near =
    states.find(
      (m) =>
        /^(?:US|U\.S\.?|American|Washington|European Union|EU|Brussels|British|UK|Beijing)$/.test(
          sentence.slice(m.start, m.end),
        ) && Math.abs(m.start - position) < 90,
    ) ??
    states.findLast((m) => m.end <= position) ??
    states[0];
  return near?.id;
}

function targetsOf(sentence: Sentence, authority: string, measure: string, position: number): string[] {
  if (measure === 'exportControl') {
    const state = sentence.mentions.find(
      (m) => m.kind === 'jurisdiction' && m.id !== authority && !authority.startsWith(`${m.id}-`),
    );
    const group = sentence.mentions.find((m) => m.group && m.start > position);
    const nation = group && gazetteer().adjective(group.name.split(' ')[0] ?? '');
    return [nation?.id ?? state?.id].filter((id) => id !== undefined && id !== authority) as string[];
  }
  const named = sentence.right(position, ['company'], 120) ?? sentence.left(position, ['company']);
  if (named) return sentence.listed(named).map((m) => m.id);
  const state = sentence.mentions.find((m) => m.kind === 'jurisdiction' && m.id !== authority);
  return state ? [state.id] : [];
}

/** A measure is about the place that it is aimed at. */
function placesOf(targets: readonly string[], sentence: Sentence): { places: string[] } {
  const places = targets.flatMap((id) => gazetteer().byId.get(id)?.place ?? []);
  return places.length > 0 ? { places } : sentence.places();
}

function read(sentence: Sentence, pattern: RegExp, type: 'SanctionImposed' | 'SanctionLifted'): Candidate[] {
  const trigger = sentence.triggers(pattern)[0];
  if (!trigger) return [];
  const authority = authorityOf(sentence, trigger.start);
  if (!authority) return [];
  const measure = measureOf(sentence, trigger.word);
  const targets = targetsOf(sentence, authority, measure, trigger.end);
  if (targets.length === 0) return [];
  const products = sentence.mentions.filter((m) => m.kind === 'product').map((m) => m.id);
  const rate = sentence.amounts.find((a) =>
    measure === 'tariff' ? a.kind === 'percent' : measure === 'penalty' && a.kind === 'money',
  );
  const modality = sentence.modality(trigger.start);
  return [
    {
      type,
      data: {
        ...(type === 'SanctionImposed' ? sentence.whenOpen(trigger.start) : sentence.when(trigger.start)),
        ...placesOf(targets, sentence),
        modality,
        authority,
        targets,
        measure,
        ...(products.length > 0 ? { products: [...new Set(products)] } : {}),
        ...(rate && type === 'SanctionImposed' ? { value: rate.value, unit: rate.unit } : {}),
        description: sentence.text,
      },
      confidence: 0.6,
      ...(rate ? { amount: rate } : {}),
    },
  ];
}

/** Measures of a state against others, and their easing. */
export const sanctions: Rule = {
  name: 'sanctions',
  read(sentence) {
    if (RESTRICTION.test(sentence.text)) {
      const lifted = read(sentence, LIFTED, 'SanctionLifted');
      if (
        lifted.length > 0 &&
        !sentence.has(/\b(?:may no longer|not to enter|would also be needed|since .{0,20}(?:subject|under))\b/i)
      )
        return lifted;
    }
    return read(sentence, IMPOSED, 'SanctionImposed');
  },
};
