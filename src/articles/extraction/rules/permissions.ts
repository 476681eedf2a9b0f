import type { Clause } from '../language/clauses.js';
import type { NounPhrase } from '../language/phrases.js';
import type { Sentence } from '../language/sentence.js';

const PERMISSION =
  /^(?:permissions?|approvals?|clearances?|licen[cs]es?|go-ahead|waivers?|exemptions?|exceptions?|permits?|authori[sz]ations?|reprieve)$/;
const GIVE = /^(?:issue|grant|give|extend|renew|award|hand)$/;
const GET = /^(?:win|get|receive|secure|obtain|have|be|need)$/;
/** What a state must allow, as against a drug or a share sale. */
const TRADE =
  /\b(?:to|for|of|that (?:lets|allows|permits)) (?:\S+ ){0,4}?(?:export|ship|sell|supply|resume|import|buy|exports|sales|imports|shipments|keep (?:operating|selling|buying|supplying)|operate|trade|deal)\b/;

/** "won permission to ship X to Y", "issued a licence that lets Z keep selling": what a ban leaves allowed. */
export function permission(sentence: Sentence, clause: Clause): NounPhrase | undefined {
  const { verb, objects, subject } = clause;
  const noun = [...objects, ...(verb.passive && subject ? [subject] : [])].find((np) => PERMISSION.test(np.head.lower));
  if (
    !noun ||
    verb.negated ||
    !(GIVE.test(verb.lemma) || (GET.test(verb.lemma) && !verb.passive && verb.lemma !== 'need'))
  )
    return undefined;
  const after = sentence.slice(noun.start, Math.min(sentence.end, noun.end + 70));
  const states = sentence.mentions.filter((m) => m.kind === 'jurisdiction' || m.entity?.role === 'authority');
  return TRADE.test(after) && states.length > 0 ? noun : undefined;
}
