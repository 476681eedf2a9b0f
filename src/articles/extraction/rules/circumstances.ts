import type { Modality } from '../../../../events/fact-data.js';
import type { Clause } from '../language/clauses.js';
import type { DateMention } from '../language/dates.js';
import type { NounPhrase } from '../language/phrases.js';
import type { Sentence } from '../language/sentence.js';

const SAYING =
  /^(?:say|tell|report|announce|estimate|expect|forecast|predict|reckon|think|believe|claim|argue|show|reveal|disclose|confirm|warn|note|add|find|see|know|hope|insist|write|project|anticipate|suggest|deny|state|acknowledge|explain|declare|promise|assume|calculate|bet|count|suspect|fear|guess)$/;
const FUTURE_CHAIN =
  /^(?:plan|intend|aim|want|hope|expect|due|likely|set|about|poise|schedule|slate|prepare|consider|promise|pledge|vow|seek|propose|offer|commit|ready|forecast|project|predict|anticipate|threaten|mull|weigh|poised|scheduled|slated|try)$/;
const FUTURE_NOUN =
  /\b(?:plans?|planned|proposals?|intention|pledge|promise|goal|target|ambition|hopes?|proposed|upcoming|forthcoming|future|bid|talks|negotiations|discussions) (?:to|of|for)?\s?$/i;
const DENYING = /^(?:deny|dismiss|reject|refute)$/;
const DENIED_CHAIN = /^(?:refuse|decline|fail)$/;
/** "was to have", "was supposed to". */
const MISSED =
  /\b(?:was|were) (?:to have|supposed to|meant to)\b|\bhad (?:once |originally )?been (?:due|planned|scheduled|slated|supposed|meant)\b/;

/** Who acts: the subject, or the phrase after "by" where the verb is passive. */
export const actor = (c: Clause): NounPhrase | undefined => (c.verb.passive ? complement(c, 'by') : c.subject);
/** What is acted on. */
export const patient = (c: Clause): NounPhrase | undefined => (c.verb.passive ? c.subject : c.objects[0]);
export const complement = (c: Clause, ...preps: string[]): NounPhrase | undefined =>
  c.complements.find((np) => preps.includes(np.prep ?? ''));

/** The verb of saying or expecting that a clause hangs on, if any. */
export function governor(sentence: Sentence, clause: Clause): Clause | undefined {
  if (clause.parent && SAYING.test(clause.parent.verb.lemma) && clause.link !== 'coordinate') return clause.parent;
  const i = sentence.clauses.indexOf(clause);
  for (let k = i - 1; k >= 0; k--) {
    const before = sentence.clauses[k]!;
    if (!SAYING.test(before.verb.lemma)) continue;
    const gap = sentence.slice(before.verb.end, clause.start);
    if (gap.length < 70 && !/[;]| but | while /.test(gap)) return before;
  }
  const next = sentence.clauses
    .slice(i + 1)
    .find(
      (c) =>
        /^(?:say|add|estimate|reckon|think|report|show|tell|believe|predict|forecast|expect|warn|argue|hope|claim|calculate)$/.test(
          c.verb.lemma,
        ) && c.objects.length === 0,
    );
  return next && /,["”’]? (?:\S+ ){1,6}$/.test(`${sentence.slice(next.start - 3, next.verb.start)}`) ? next : undefined;
}

/** Whether a clause tells what happened, what is to come, or what is denied. */
export function modality(sentence: Sentence, clause: Clause): Modality {
  const { verb } = clause;
  const over = clause.parent && clause.link !== 'coordinate' ? clause.parent : governor(sentence, clause);
  if (over && DENYING.test(over.verb.lemma)) return 'denied';
  if (DENIED_CHAIN.test(verb.chain[0] ?? '') || MISSED.test(sentence.slice(verb.start, verb.end + 12))) return 'denied';
  if (
    sentence.clauses.some(
      (c) =>
        DENYING.test(c.verb.lemma) &&
        c.verb.passive &&
        c.subject &&
        c.subject.start <= clause.start &&
        clause.start < c.verb.start,
    )
  )
    return 'denied';
  if (/\b(?:false|untrue|unfounded)\b/.test(sentence.slice(clause.end, clause.end + 50))) return 'denied';
  if (verb.negated && verb.modal === undefined) return 'denied';
  if (isFuture(sentence, clause)) return 'expected';
  if (
    clause.link === 'coordinate' &&
    clause.parent &&
    clause.verb.words.split(' ').length === 1 &&
    isFuture(sentence, clause.parent) &&
    !/ed$/.test(verb.words)
  )
    return 'expected';
  if (over && clause.link === 'infinitive') {
    if (FUTURE_CHAIN.test(over.verb.lemma) || isFuture(sentence, over)) return 'expected';
    if (FUTURE_NOUN.test(sentence.slice(clause.verb.start - 24, clause.verb.start))) return 'expected';
  }
  return clause.link === 'infinitive' && FUTURE_NOUN.test(sentence.slice(verb.start - 24, verb.start))
    ? 'expected'
    : 'asserted';
}

function isFuture(sentence: Sentence, { verb, objects }: Clause): boolean {
  if (/^(?:will|would|shall|should|could|may|might|'ll|'d|won't|wouldn't)$/.test(verb.modal ?? '')) return true;
  if (verb.chain.some((lemma) => FUTURE_CHAIN.test(lemma))) return true;
  if (/\b(?:is|are|was|were) to (?!have\b)\S+/.test(verb.words)) return true;
  if (verb.lemma === 'weigh' && objects.some((np) => np.head.tag === 'amount' || np.tokens.some((t) => t.amount)))
    return false;
  if (FUTURE_CHAIN.test(verb.lemma) && /^(?:plan|consider|mull|weigh|propose|prepare|schedule|slate)$/.test(verb.lemma))
    return true;
  return verb.infinitive && FUTURE_NOUN.test(sentence.slice(verb.start - 24, verb.start));
}

/** The dates that tell when a clause happened; those of a verb of saying over it do not. */
export function datesOf(sentence: Sentence, clause: Clause): DateMention[] {
  const over = governor(sentence, clause);
  const foreign = over && over !== clause ? ownDates(over) : [];
  const own = clause.dates.filter((d) => !foreign.includes(d) && d.role !== 'until');
  return own.filter((d) => !isCompared(sentence, d));
}

const ownDates = (clause: Clause): DateMention[] =>
  clause.dates.filter((d) => d.start < clause.end + 30 || d.end <= clause.verb.start);

/** "from 766 a year earlier" tells of another time. */
const isCompared = (sentence: Sentence, date: DateMention): boolean =>
  date.compared ||
  (date.shifted &&
    /\b(?:from|than|against|versus|compared with|compared to|as in|of|up|down|on) [^,;]{0,40}$/.test(
      sentence.slice(date.start - 50, date.start),
    ));

/** The date of a clause nearest to a position. */
export function dateAt(sentence: Sentence, clause: Clause, position: number): DateMention | undefined {
  let best: DateMention | undefined;
  let distance = Number.POSITIVE_INFINITY;
  for (const date of datesOf(sentence, clause)) {
    const gap = date.start >= position ? date.start - position : position - date.end;
    if (gap < distance) [best, distance] = [date, gap];
  }
  return best ?? onlyDate(sentence, clause);
}

/** The one date of a sentence counts for its verbs that have none, unless it is when something was said. */
function onlyDate(sentence: Sentence, clause: Clause): DateMention | undefined {
  const dates = sentence.dates.filter((d) => !d.shifted && !d.compared);
  const [date] = dates;
  if (dates.length !== 1 || !date || clause.link === 'relative') return undefined;
  const own = sentence.clauses.find((c) => ownDates(c).includes(date));
  if (date.role === 'since' && !/^(?:participle|infinitive)$/.test(own?.link ?? '')) return undefined;
  if (!own || own === clause || SAYING.test(own.verb.lemma) || own.link === 'relative') return undefined;
  return /[;]|\b(?:though|because|while|whereas|when|after|before|which|who)\b/.test(
    sentence.slice(Math.min(date.end, clause.start), Math.max(date.start, clause.start)),
  )
    ? undefined
    : date;
}

/** When something happened, as a point. */
export function when(sentence: Sentence, clause: Clause, position = clause.verb.start): { when?: string } {
  const date = dateAt(sentence, clause, position);
  return date ? { when: pointOf(date) } : {};
}

export const pointOf = ({ edtf, role }: DateMention): string => {
  if (role === 'by' && !edtf.includes('~')) return `${edtf.split('/')[0]}~`;
  if (role === 'since' && edtf.includes('/')) return edtf.split('/')[0]!;
  return edtf;
};

/** When something began that goes on. */
export function whenOpen(sentence: Sentence, clause: Clause, position = clause.verb.start): { when?: string } {
  const { when: at } = when(sentence, clause, position);
  return at === undefined ? {} : { when: `${at.split('/')[0]}/..` };
}

/** What every fact of a clause has in common. */
export function common(sentence: Sentence, clause: Clause, open = false): Record<string, unknown> {
  return {
    ...(open ? whenOpen(sentence, clause) : when(sentence, clause)),
    ...sentence.places(),
    modality: modality(sentence, clause),
  };
}

/** What somebody is told to do is not done yet: "ordered X to cancel". */
export const isAsked = ({ link, parent, verb }: Clause): boolean => {
  const asking =
    /^(?:urge|call on|call|advise|tell|order|ask|instruct|direct|warn|press|encourage|convince|persuade|push|force|require|oblige|want|allow|let|help)$/;
  return (
    link === 'infinitive' &&
    ((parent !== undefined && parent.objects.length > 0 && asking.test(parent.verb.lemma)) ||
      asking.test(verb.chain[0] ?? ''))
  );
};
