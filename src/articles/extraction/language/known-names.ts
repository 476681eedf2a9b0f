import type { Gazetteer } from '../../gazetteer/gazetteer.js';
import { verbReadings } from './lexicon/verbs.js';
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
  const entity = isOpeningVerb(text, start, words) ? undefined : names.named(words);
  if (!entity)
    return words.includes(' ') && !/^(?:South|North|Saudi|New|Sri|Costa|Hong|Puerto)/.test(words)
      ? undefined
      : adjective(text, start, end, names);
  const dotted = /^U\.[SK]$/.test(words) && text[end] === '.' ? end + 1 : end;
  const qualifying = entity.adjectives?.includes(words) === true && /^ ?\p{L}/u.test(text.slice(dotted, dotted + 2));
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
