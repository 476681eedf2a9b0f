import type { Sentence } from '../language/document.js';
import type { Candidate, Rule } from './rule.js';

const BUY =
  /\b(?:acquir(?:e|es|ed|ing)|buy(?:s|ing)? (?=\p{Lu}|the |all |its |a )|bought|take ?over|takes over|agreed to (?:buy|sell)|acquisition of|purchase of|merge(?:s|d)? with|sale of .{0,40} to|sell(?:s|ing)? .{0,60} to|sold .{0,60} to)\b/giu;
const DEAL =
  /\b(?:agreed|agreement|deal|acqui|takeover|merger|stake|cash|shares|business|unit|division|rival|shareholders|bid)\b/i;
const INVEST =
  /\b(?:invest(?:s|ed|ing|ment|ments)?|build(?:s|ing)?(?! their models)|built|construct(?:s|ed|ing|ion)|rais(?:ed|es|ing)|funding|pour(?:s|ed|ing)?|spend(?:s|ing)? (?:\$|€|£|about|up|more)|spent|break(?:s|ing)? ground|broke ground|lit up|capital (?:spending|expenditure)|capex|committed|pledged|put .{0,20} into|open(?:s|ed|ing)? (?:a|its|the) .{0,25}(?:plant|factory|fab|centre|center|facility)|opening of|financing|start of (?:the said |the )?factory)\b/giu;
const WORKS =
  /\b(?:plants?|factor(?:y|ies)|fabs?|data cent(?:re|er)s?|clusters?|gigafactor\w+|facilit(?:y|ies)|servers|lines?|capacity|infrastructure|terminals?|mines?|refiner(?:y|ies)|warehouses?|network|round|Series [A-F]|funding|fund|start-?up|bonds?|stake|warships?|headquarters|campus)\b/i;

function acquisitions(sentence: Sentence): Candidate[] {
  for (const trigger of sentence.triggers(BUY)) {
    if (!DEAL.test(sentence.text) && !/acquir|takeover/i.test(trigger.word)) continue;
    const selling = /sell|sold|sale/i.test(trigger.word + sentence.slice(trigger.end, trigger.end + 6));
    const passive = /\b(?:was|were|been|be|being)\s$/.test(sentence.slice(trigger.start - 6, trigger.start));
    const [left, right] = [
      sentence.left(trigger.start, ['company']),
      sentence.right(trigger.end - (selling ? trigger.word.length : 0), ['company'], 100),
    ];
    const second = selling
      ? sentence.mentions.find(
          (m) =>
            m.kind === 'company' && right && m.start > right.end && / to $/.test(sentence.slice(m.start - 4, m.start)),
        )
      : undefined;
    const [acquirer, target] = selling
      ? [second ?? right, second ? right : left]
      : passive
        ? [right, left]
        : [left, right];
    if (!acquirer || !target || acquirer.id === target.id) continue;
    const amount = sentence.amounts.find((a) => a.kind === 'money');
    return [
      {
        type: 'AcquisitionAgreed',
        data: {
          ...sentence.when(trigger.start),
          ...sentence.places(),
          modality:
            sentence.modality(trigger.start) === 'denied'
              ? 'denied'
              : /agreed|bought|acquired|completed/i.test(sentence.text)
                ? 'asserted'
                : sentence.modality(trigger.start),
          acquirer: acquirer.id,
          target: target.id,
          ...(amount ? { value: amount.value, unit: amount.unit, qualifier: amount.qualifier } : {}),
        },
        confidence: 0.65,
        ...(amount ? { amount } : {}),
      },
    ];
  }
  return [];
}

function investments(sentence: Sentence): Candidate[] {
  for (const trigger of sentence.triggers(INVEST)) {
    const money = sentence.amounts.find((a) => a.kind === 'money' && Math.abs(a.start - trigger.start) < 130);
    const works = WORKS.test(sentence.slice(trigger.start, trigger.end + 110));
    if (!works && !(money && /invest|pour|spend|spent|rais|fund|pledg|commit|capital|capex/i.test(trigger.word)))
      continue;
    const raising = /rais|funding/i.test(trigger.word);
    const subject = sentence.left(trigger.start, ['company', 'organisation']) ?? sentence.company(trigger.start);
    if (!subject || subject.entity?.role === 'analyst') continue;
    const from = /\bfrom\b|\bled by\b/.exec(sentence.slice(trigger.end, sentence.end));
    const backer =
      raising && from ? sentence.right(trigger.end + from.index, ['company', 'organisation'], 60) : undefined;
    if (raising && !backer && !money) continue;
    const investors = sentence.listed(backer ?? subject).map((m) => m.id);
    const recipient = backer
      ? subject.id
      : /invest/i.test(trigger.word)
        ? sentence.right(trigger.end, ['company'], 80)?.id
        : undefined;
    const modality = sentence.modality(trigger.start);
    const purpose = sentence.slice(trigger.start, trigger.end + 120).split(/[,;.](?=\s)/)[0];
    return [
      {
        type: 'InvestmentMade',
        data: {
          ...sentence.when(trigger.start),
          ...sentence.places(),
          modality,
          investors,
          ...(recipient && !investors.includes(recipient) ? { recipient } : {}),
          purpose,
          ...(money ? { value: money.value, unit: money.unit, qualifier: money.qualifier } : {}),
        },
        confidence: 0.6,
        ...(money ? { amount: money } : {}),
      },
    ];
  }
  return [];
}

/** Takeovers, funding, and what is spent on plants and clusters. */
export const capital: Rule = {
  name: 'capital',
  read: (sentence) => [...acquisitions(sentence), ...investments(sentence)],
};
