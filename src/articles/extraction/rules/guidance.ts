import { gazetteer } from '../../gazetteer/gazetteer.js';
import type { Rule } from './rule.js';

const URGED =
  /\b(?:urg(?:e|es|ed|ing)|call(?:s|ed|ing)? (?:on|upon)|advis(?:e|es|ed|ing)|told|ordered|asked|instruct(?:s|ed|ing)|leaned on|encourag(?:e|es|ed|ing)|directed|warned|press(?:es|ed|ing)|recommend(?:s|ed)|discourag(?:e|es|ed|ing)|been told)\b(?= |\p{L})/giu;
const OFFICIAL = /\b(?:officials|authorities|government|regulators?|ministry|administration|minister)\b/i;

/** An authority tells or urges firms at home to do something. */
export const guidance: Rule = {
  name: 'guidance',
  read(sentence) {
    for (const trigger of sentence.triggers(URGED)) {
      const passive =
        /\b(?:were|was|been|being|are)\s$/.test(sentence.slice(trigger.start - 8, trigger.start)) ||
        /^been/.test(trigger.word);
      const agency = sentence.mentions.find(
        (m) =>
          m.entity?.role === 'authority' ||
          (m.kind === 'jurisdiction' &&
            !passive &&
            m.end <= trigger.start &&
            OFFICIAL.test(sentence.slice(m.start, m.end + 20))),
      );
      if (!agency && !OFFICIAL.test(sentence.text) && !passive) continue;
      const who = passive
        ? sentence.left(trigger.start, ['company', 'organisation'])
        : sentence.right(trigger.end, ['company', 'organisation'], 60);
      if (!who || who.entity?.role) continue;
      const officials = /(\p{Lu}\p{L}+) (?:officials|authorities|regulators?|government|ministers?)\b/u.exec(
        sentence.text,
      );
      const country =
        gazetteer().adjective(officials?.[1] ?? '')?.id ??
        who.entity?.country ??
        (/^chinese/.test(who.id) ? 'cn' : undefined) ??
        sentence.mentions.find((m) => m.kind === 'jurisdiction')?.id;
      const authority = officials && !agency?.entity?.role ? country : (agency?.id ?? country);
      const after = sentence.slice(trigger.end, sentence.end);
      const directive = /\bto (?!the )(.{8,160}?)(?:$|[.;])/.exec(after)?.[1];
      if (!authority || !directive) continue;
      return [
        {
          type: 'GuidanceIssued',
          data: {
            ...sentence.whenOpen(trigger.start),
            ...sentence.places(),
            modality: 'asserted',
            authority,
            addressees: sentence.listed(who).map((m) => m.id),
            directive,
          },
          confidence: 0.7,
        },
      ];
    }
    return [];
  },
};
