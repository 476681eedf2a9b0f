import type { Gazetteer } from '../../gazetteer/gazetteer.js';
import { verbReadings } from './lexicon/verbs.js';
import {
  ADVERBS,
  AUXILIARIES,
  CONJUNCTIONS,
  NOUN_FIRST,
  NOUNISH,
  PREPOSITIONS,
  RELATIVES,
  SUBORDINATORS,
} from './lexicon/words.js';
import type { Mention } from './mentions.js';

const WORD = /[\p{L}\p{N}]+(?:[.&+/][\p{L}\p{N}]+)*\+?/gu;
const MAX_WORDS = 6;
/** "China-made", "Nvidia-backed": a name that only qualifies. */
const QUALIFIES = /^-(?:\p{Ll})/u;

/** Every name of the gazetteer in the text, longest first, none overlapping; nationalities are marked as adjectives. */
export function knownNames(text: string, names: Gazetteer): Mention[] {
  const words = [...text.matchAll(WORD)].map((m) => ({ start: m.index, end: m.index + m[0].length }));
  const found: Mention[] = [];
  for (let i = 0; i < words.length; i++) {
    const first = text.slice(words[i]!.start, words[i]!.end);
    const known = names.begins(first);
    if (!known && !/^\p{Lu}/u.test(first)) continue;
    for (let n = known ? Math.min(MAX_WORDS, words.length - i) : 1; n > 0; n--) {
      const mention = named(text, words[i]!.start, words[i + n - 1]!.end, names);
      if (!mention) continue;
      if (mention.kind !== 'jurisdiction' && /[\p{L}\p{N}]-$/u.test(text.slice(mention.start - 2, mention.start)))
        break;
      if (!QUALIFIES.test(text.slice(mention.end, mention.end + 2))) found.push(mention);
      i += n - 1;
      break;
    }
  }
  return found;
}

function named(text: string, start: number, end: number, names: Gazetteer): Mention | undefined {
  if (end - start > 60) return undefined;
  const words = text.slice(start, end);
  const own = /^['’]s/.test(text.slice(end, end + 2)) ? names.named(`${words}'s`) : undefined;
  if (own) return { start, end: end + 2, id: own.id, kind: own.kind, name: own.name, entity: own };
  const entity = isOpeningVerb(text, start, words) ? undefined : names.named(words);
  if (!entity)
    return words.includes(' ') && !/^(?:South|North|Saudi|New|Sri|Costa|Hong|Puerto)/.test(words)
      ? undefined
      : adjective(text, start, end, names);
  const dotted = /^U\.[SK]$/.test(words) && text[end] === '.' ? end + 1 : end;
  const qualifying = entity.adjectives?.includes(words) === true && isQualified(text, dotted);
  return {
    start,
    end: dotted,
    id: entity.id,
    kind: entity.kind,
    name: entity.name,
    entity,
    ...(qualifying ? { adjective: true } : {}),
  };
}

/** "the US tariff", and not "the US imposed": whether a noun follows what is a name and an adjective alike. */
function isQualified(text: string, end: number): boolean {
  const next = /^ ?(\p{L}[\p{L}'’-]*)/u.exec(text.slice(end, end + 30))?.[1];
  if (next === undefined) return false;
  return !(
    PREPOSITIONS.has(next) ||
    AUXILIARIES.has(next) ||
    CONJUNCTIONS.has(next) ||
    SUBORDINATORS.has(next) ||
    RELATIVES.has(next) ||
    ADVERBS.has(next) ||
    next === 'to' ||
    (/^\p{Ll}/u.test(next) &&
      !NOUNISH.has(next) &&
      verbReadings(next).some((r) => (r.form === 'past' && !NOUN_FIRST.has(next)) || r.form === 's'))
  );
}

/** "Target sales fell": a word that opens a sentence and may be a verb or noun is a name only where it acts. */
const isOpeningVerb = (text: string, start: number, words: string): boolean =>
  /^\p{Lu}\p{Ll}+$/u.test(words) &&
  (start === 0 || /[.!?\n]["”’)]?\s*$/.test(text.slice(Math.max(0, start - 4), start))) &&
  verbReadings(words.toLowerCase()).length > 0 &&
  !/^(?:['’]s |, | (?:said|says|has|is|was|will|had|plans|sold|would|also|and \p{Lu}))/u.test(
    text.slice(start + words.length, start + words.length + 12),
  );

/** Peoples whose name is not their adjective with an s. */
const PEOPLES: Record<string, string> = {
  Finns: 'Finnish',
  Swedes: 'Swedish',
  Danes: 'Danish',
  Poles: 'Polish',
  Turks: 'Turkish',
  Spaniards: 'Spanish',
  Britons: 'British',
  Scots: 'British',
  Czechs: 'Czech',
  Dutchman: 'Dutch',
  Frenchman: 'French',
};

function adjective(text: string, start: number, end: number, names: Gazetteer): Mention | undefined {
  const words = text.slice(start, end);
  const entity = names.adjective(words) ?? names.adjective(PEOPLES[words] ?? words.replace(/s$/, ''));
  return entity && { start, end, id: entity.id, kind: 'jurisdiction', name: entity.name, entity, adjective: true };
}
