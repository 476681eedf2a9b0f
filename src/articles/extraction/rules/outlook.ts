import type { Sentence } from '../language/document.js';
import type { Candidate, Rule } from './rule.js';

const FORECAST =
  /\b(?:forecasts?|predicts?|projects(?= )|anticipates?|expects?|is expected|are expected|it is expected|reckons?|estimates?|betting that|counts on|outlook|guidance|price target|should (?:reach|hit|exceed|grow|rise|fall)|could (?:reach|hit|exceed|grow|rise|fall)|will (?:reach|hit|exceed|capture|hold|grow|rise|fall|double|triple|never|slow|account|take a|earn|be supported)|would (?:take a|reach|hit)|shall soon|verdict .{0,40}due|decision .{0,40}(?:due|expected)|sees)\b/gi;
const STATEMENT =
  /\b(?:welcomed|criticis?ed|criticized|condemned|said (?:it|he|she|they|that|its|the)|says (?:it|he|she|that)|told (?:investors|reporters|analysts)|is looking to|trying to convince|vowed|warned that|insisted|argued|called (?:on|for)|won['’]t|wants to|committed to|according to (?=\p{Lu}))\b/giu;

function speakerOf(sentence: Sentence, position: number): string | undefined {
  const person = sentence.left(position, ['person'], 80);
  return (
    person ??
    sentence.left(position, ['company', 'organisation'], 90) ??
    sentence.right(position, ['person'], 20)
  )?.id;
}

/** An expectation that no other type tells. */
export const forecasts: Rule = {
  name: 'forecasts',
  read(sentence): Candidate[] {
    const trigger = sentence.triggers(FORECAST)[0];
    if (!trigger) return [];
    const forecaster = speakerOf(sentence, trigger.start) ?? (sentence.has(/\banalysts\b/i) ? 'analysts' : undefined);
    const amount = sentence.amounts.find(
      (a) =>
        a.start >= trigger.start &&
        a.kind !== 'factor' &&
        a.unit !== 'measure' &&
        !/\b(?:give or take|by) $/.test(sentence.slice(a.start - 14, a.start)),
    );
    const subject =
      sentence.right(trigger.end, ['company', 'product'], 80) ?? sentence.left(trigger.start, ['company', 'product']);
    if (!forecaster && !subject) return [];
    return [
      {
        type: 'ForecastMade',
        data: {
          ...sentence.when(amount?.start ?? trigger.end),
          ...sentence.places(),
          modality: 'expected',
          claim: sentence.text,
          ...(forecaster ? { forecaster } : {}),
          ...(subject ? { subject: subject.id } : {}),
          ...(amount && !amount.range
            ? {
                value: amount.value,
                unit: amount.kind === 'percent' ? 'percent' : amount.unit,
                qualifier: amount.qualifier,
              }
            : {}),
        },
        confidence: 0.55,
        ...(amount ? { amount } : {}),
      },
    ];
  },
};

/** A position or intention, where no other type fits. */
export const statements: Rule = {
  name: 'statements',
  read(sentence): Candidate[] {
    const trigger = sentence.triggers(STATEMENT)[0];
    const speaker =
      trigger &&
      (/^according/i.test(trigger.word)
        ? sentence.right(trigger.end, ['person', 'company', 'organisation'], 10)?.id
        : speakerOf(sentence, trigger.start));
    if (!trigger || !speaker) return [];
    return [
      {
        type: 'StatementMade',
        data: {
          ...sentence.when(trigger.start),
          ...sentence.places(),
          modality: 'asserted',
          speaker,
          claim: sentence.text,
        },
        confidence: 0.4,
      },
    ];
  },
};
