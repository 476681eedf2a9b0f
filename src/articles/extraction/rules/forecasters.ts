import type { Clause } from '../language/clauses.js';
import { type NounPhrase, namesIn } from '../language/phrases.js';
import type { Sentence } from '../language/sentence.js';
import { complement, governor } from './circumstances.js';

const ANALYSTS =
  /^(?:analysts?|economists?|forecasters?|consultants?|brokers?|strategists?|researchers?|experts?|traders?|investors)$/;

/** Who a forecast or claim comes from: the subject of the verb of saying over it, or "according to". */
export function forecasterOf(sentence: Sentence, clause: Clause): string | undefined {
  const over = governor(sentence, clause);
  const told =
    over &&
    ((over.verb.passive ? speaker(sentence, complement(over, 'by')) : undefined) ??
      (over.verb.passive ? undefined : speaker(sentence, over.subject)));
  if (told) return told;
  if (/^(?:expect|forecast|predict|anticipate|project|hope|aim|intend|plan|want)$/.test(clause.verb.chain[0] ?? '')) {
    const own = /\b(?:is|are|was|were|been) \S+ed\b/.test(clause.verb.words)
      ? undefined
      : speaker(sentence, clause.subject);
    if (own) return own;
  }
  if (clause.verb.passive) {
    const by = speaker(sentence, complement(clause, 'by'));
    if (by) return by;
  }
  return source(sentence) ?? theirs(sentence);
}

/** "by their reckoning", "they say": whoever was quoted before. */
function theirs(sentence: Sentence): string | undefined {
  const told =
    /\b(?:their|its|his|her) (?:reckoning|estimates?|forecasts?|view|account|calculations?|opinion)\b|\b(?:they|it|he|she) (?:say|says|think|thinks|reckon|reckons|expects?|adds?)\b/i;
  return told.test(sentence.text) ? sentence.context.discourse.source(sentence.start)?.id : undefined;
}

/** The one that a phrase of a verb of saying names: a person, else a house, else analysts at large. */
export function speaker(sentence: Sentence, np: NounPhrase | undefined): string | undefined {
  if (!np) return undefined;
  const { who } = sentence;
  const person = who.person(np);
  if (person) return person.id;
  if (ANALYSTS.test(np.head.lower) || /^(?:team|desk|strategists)$/.test(np.head.lower)) {
    const house =
      np.after.flatMap((inner) => namesIn(inner)).find((m) => m.kind === 'company' || m.kind === 'organisation') ??
      namesIn(np).find((m) => m.kind === 'company' || m.kind === 'organisation');
    return house?.id ?? (ANALYSTS.test(np.head.lower) ? np.head.lower.replace(/([^s])$/, '$1s') : undefined);
  }
  const firm = who.firm(np) ?? who.authority(np);
  return firm?.id;
}

const SOURCE = /\b(?:[Aa]ccording to|[Pp]er|[Bb]y the reckoning of|in the view of|[Gg]oing by|by|polled by) $/;

/** "according to X", "by X's reckoning". */
export function source(sentence: Sentence): string | undefined {
  const named = sentence.mentions.find((m) => {
    if (m.kind !== 'company' && m.kind !== 'organisation' && m.kind !== 'person') return false;
    const before = sentence.slice(m.start - 60, m.start);
    return (
      /\b(?:[Aa]ccording to|[Gg]oing by|[Pp]er) (?:\p{Ll}+ ){0,5}$/u.test(before) ||
      (SOURCE.test(before) &&
        /^['’]s (?:reckoning|estimate|estimates|count|figures|data)/.test(sentence.slice(m.end, m.end + 16)))
    );
  });
  if (named) return named.id;
  return /\banalysts\b/i.test(sentence.text) ? 'analysts' : undefined;
}
