import type { AmountMention } from '../language/amounts.js';
import { shiftYears } from '../language/calendar.js';
import type { Clause } from '../language/clauses.js';
import type { DateMention } from '../language/dates.js';
import type { Sentence } from '../language/sentence.js';
import { dateAt } from './circumstances.js';

/** "(Q3 2024: EUR 5 million)": the period of a figure told beside another. */
export const inBrackets = (sentence: Sentence, amount: AmountMention): DateMention | undefined =>
  sentence.dates.find((d) => d.end <= amount.start && /^:? ?$/.test(sentence.slice(d.end, amount.start)) && d.period);

/** The period of a figure: that of its clause, or, where it is told only to be compared with, the one before. */
export function periodOf(sentence: Sentence, clause: Clause, amount: AmountMention): string | undefined {
  const before = sentence.slice(amount.start - 26, amount.start);
  const compared =
    /\b(?:from|against|versus|(?<!\b(?:more|less|fewer|greater|higher|lower|better|rather|larger) )than|compared (?:with|to))\s(?:the |about |some |roughly |just |around |only |nearly )?$/.test(
      before,
    );
  const shifted = sentence.dates.find(
    (d) => d.shifted && !d.compared && d.start >= amount.end && d.start - amount.end < 40,
  );
  if (compared) {
    const own = sentence.dates.find((d) => d.start >= amount.end && d.start - amount.end < 30);
    if (own) return own.edtf;
    return sentence.period ? shiftYears(sentence.period, -1) : undefined;
  }
  const bracketed = inBrackets(sentence, amount) ?? periodIn(sentence, amount);
  if (bracketed) return bracketed.edtf;
  if (shifted && !/[,;]/.test(sentence.slice(amount.end, shifted.start))) return shifted.edtf;
  const nearest = dateAt(sentence, clause, amount.start) ?? nearby(sentence, amount);
  const date = nearest && REPORT.test(clause.verb.lemma) && !nearest.period ? reported(sentence) : nearest;
  if (date === undefined) {
    const other = clause.dates.find((d) => d.compared && /^\d{4}(?:-3[3-6]|-4[01])?$/.test(d.edtf));
    if (IN_DAYS.test(sentence.slice(amount.end, amount.end + 50))) return undefined;
    return other ? shiftYears(other.edtf, 1) : sentence.period;
  }
  if (
    /-12~$/.test(date.edtf) &&
    !/^late\b/i.test(sentence.slice(date.start, date.end)) &&
    !date.forward &&
    date.role === 'at' &&
    amount.unit !== 'subscribers' &&
    amount.unit !== 'customers'
  )
    return date.edtf.slice(0, 4);
  if (date.role === 'by' && !date.edtf.includes('~')) return `${date.edtf}~`;
  const fronted =
    date.shifted && date.end <= clause.verb.start && clause.dates.includes(date) && clause.dates.length === 1;
  return date.shifted && !fronted && sentence.dates.length > 1
    ? (sentence.dates.find((d) => !d.shifted && d.period)?.edtf ?? date.edtf)
    : date.edtf;
}

const REPORT = /^(?:report|announce|publish|post|say|disclose|present|unveil|reveal|show)$/;
/** The period of figures whose clause tells only the day on which they were reported. */
const reported = (sentence: Sentence): DateMention | undefined =>
  sentence.dates.find((d) => d.period && !d.shifted && !d.compared && !d.forward);

/** "a third-quarter profit of $5 million": the period that stands in the phrase of the figure. */
const periodIn = (sentence: Sentence, amount: AmountMention): DateMention | undefined => {
  const np = sentence.phraseAt(amount.start);
  const over = sentence.phrases.find((p) => p === np || (np !== undefined && p.after.includes(np)));
  return over?.tokens.find((t) => t.date?.period && !t.date.shifted)?.date;
};

/** "in three days", "in its first month": a length of time without a date. */
const IN_DAYS =
  /^[^.;,]{0,30}\bin (?:its|their|the|under|less than|just)? ?(?:first )?(?:\p{L}+|\d+)? ?(?:hours?|days?|weeks?|months?)\b/u;

const nearby = (sentence: Sentence, amount: AmountMention) =>
  sentence.dates.find(
    (d) =>
      !d.shifted &&
      !d.compared &&
      d.start >= amount.end &&
      d.start - amount.end < 40 &&
      !/[;]/.test(sentence.slice(amount.end, d.start)),
  );
