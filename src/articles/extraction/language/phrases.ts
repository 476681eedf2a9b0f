import type { TextSpan } from '../types.js';
import type { DateMention } from './dates.js';
import { verbReadings } from './lexicon/verbs.js';
import { CATENATIVE, POSSESSIVE_PRONOUNS, PREPOSITIONS } from './lexicon/words.js';
import type { Mention } from './mentions.js';
import type { Token } from './tokens.js';

/** A noun phrase without what follows its head. */
export interface NounPhrase extends TextSpan {
  kind: 'np';
  tokens: readonly Token[];
  /** The last noun, name, amount or pronoun. */
  head: Token;
  /** The preposition before it. */
  prep?: string;
  /** Phrases that hang on it by a preposition. */
  after: NounPhrase[];
  /** "whose", and the phrase that it stands for. */
  owner?: NounPhrase;
  /** What it is called beside it: "its new train, the X". */
  apposition?: NounPhrase;
  /** Those beside it in a list, itself among them. */
  list?: NounPhrase[];
}

/** Auxiliaries, verbs that govern another, and the verb that tells what happens. */
export interface VerbGroup extends TextSpan {
  kind: 'vg';
  /** The verb that tells what happens, with its particle: `roll out`. */
  lemma: string;
  particle?: string;
  /** The verbs that govern it, first to last: `plan` in "plans to build". */
  chain: string[];
  words: string;
  passive: boolean;
  /** May be read as past or as participle. */
  ambiguous: boolean;
  finite: boolean;
  negated: boolean;
  modal?: string;
  ing: boolean;
  infinitive: boolean;
}

export interface Mark extends TextSpan {
  kind: 'prep' | 'comma' | 'break' | 'conj' | 'sub' | 'rel' | 'date' | 'adv';
  text: string;
  date?: DateMention;
}

export type Chunk = NounPhrase | VerbGroup | Mark;

export const PHRASAL: ReadonlySet<string> = new Set(
  'throw out|get under|make up|show off|sign on|move away|break away|wave through|open up|roll out|bring out|take over|phase out|team up|set up|build up|put off|call off|pull out|back out|carry out|come out|sell out|buy out|shut down|wind down|write down|write off|take off|take on|turn down|turn on|switch on|switch off|open up|give up|pick up|step up|ramp up|scale up|scale back|roll back|cut back|cut off|cut down|hold back|hold off|spin off|sell off|fall back|fend off|snap up|swallow up|hand over|start up|speed up|drop out|walk away|break off|break up|split up|move away|strip out|rip out|let down|run out|dry up|bring in|bring home|take in|rake in|haul in|pull in|come in|ship out|knock off|kill off|sign up|line up|tie up|hook up|join up|link up|buy up|call on|call for|rely on|run on|settle on|opt for|settle for|switch to|move to|go live|round up|add up|fire up|light up|rack up|notch up|chalk up|clock up|ring up|stock up|hit back|ease off|lay off|fork out|shell out|hold up|pass up|catch up|keep up|sign off|wave through|let in|take out|own up|set aside|chip in|hand over|hand out|go under|fall over|fall behind|take apart|rule out|set out|sell on|draw up|draw down|beef up|prop up|pay out|pay off|pay back|trade in|swap out|pencil in'.split(
    '|',
  ),
);
const ING_CHAIN =
  /^(?:begin|start|stop|cease|keep|consider|resume|finish|continue|quit|halt|risk|avoid|suspend|pause|mull|weigh|discuss)$/;
const TO_ADJECTIVE =
  /^(?:due|set|likely|unlikely|able|unable|ready|about|poised|scheduled|slated|free|willing|keen|eager|certain|sure|bound)$/;
const NOT = /^(?:not|never|no longer)$|n't$|^cannot$/;

/** Cuts tagged tokens into phrases, verb groups and marks. */
export function chunksOf(tokens: readonly Token[]): Chunk[] {
  const chunks: Chunk[] = [];
  let i = 0;
  while (i < tokens.length) {
    const token = tokens[i]!;
    const dated = dateAt(tokens, i);
    if (dated > i) {
      chunks.push({ ...mark(tokens[dated]!), start: token.start });
      i = dated + 1;
      continue;
    }
    const end = isNominal(token) ? nounEnd(tokens, i) : isVerbal(tokens, i) ? verbEnd(tokens, i) : i + 1;
    const own = tokens.slice(i, end);
    if (isNominal(token)) chunks.push(nounPhrase(own));
    else if (isVerbal(tokens, i))
      chunks.push(...own.filter((t) => t.date).map(mark), verbGroup(own.filter((_, k) => !isDated(own, k))));
    else chunks.push(mark(token));
    i = end;
  }
  return joined(chunks);
}

const isPeople = (c: Chunk | undefined): c is NounPhrase =>
  c?.kind === 'np' && c.tokens.every((t) => t.mention?.adjective === true || t.tag === 'det');

/** "Russian and Belarusian fertilisers": one phrase, of both. */
function joined(chunks: readonly Chunk[]): Chunk[] {
  const all: Chunk[] = [];
  for (let i = 0; i < chunks.length; i++) {
    const [first, conj, next] = [chunks[i]!, chunks[i + 1], chunks[i + 2]];
    if (isPeople(first) && conj?.kind === 'conj' && next?.kind === 'np' && next.tokens[0]!.mention?.adjective) {
      all.push(nounPhrase([...first.tokens, ...next.tokens]));
      i += 2;
    } else all.push(first);
  }
  return all;
}

/** "has since June prescribed": a date with its preposition inside a group of verbs. */
const isDated = (tokens: readonly Token[], i: number): boolean =>
  tokens[i]!.tag === 'date' || (tokens[i]!.tag === 'prep' && tokens[i + 1]?.tag === 'date');

/** The index of a date that follows with nothing but "in the" before it. */
function dateAt(tokens: readonly Token[], i: number): number {
  let at = i;
  if (tokens[at]?.tag === 'prep') at++;
  if (/^(?:the|its|their|this)$/.test(tokens[at]?.lower ?? '') && tokens[at + 1]?.tag === 'date') at++;
  const after = tokens[at + 1];
  if (tokens[at]?.tag !== 'date' || after?.tag === 'poss') return -1;
  return at > i && !(tokens[i]!.tag === 'det' && after && /^(?:noun|name|adj)$/.test(after.tag)) ? at : -1;
}

const isNominal = ({ tag }: Token): boolean => /^(?:det|adj|noun|name|pron|amount|poss)$/.test(tag);
const isVerbal = (tokens: readonly Token[], i: number): boolean => {
  const { tag } = tokens[i]!;
  return tag === 'verb' || tag === 'aux' || (tag === 'to' && tokens[i + 1] !== undefined);
};
const mark = ({ start, end, lower, tag, date }: Token): Mark => ({
  kind: tag === 'to' ? 'prep' : (tag as Mark['kind']),
  start,
  end,
  text: lower,
  ...(date ? { date } : {}),
});

function nounEnd(tokens: readonly Token[], from: number): number {
  if (tokens[from]!.tag === 'pron') return from + 1;
  let i = from + 1;
  while (i < tokens.length && joins(tokens, i)) i++;
  return i;
}

/** A determiner or pronoun starts a phrase of its own; adverbs stand inside before an adjective. */
function joins(tokens: readonly Token[], i: number): boolean {
  const [{ tag }, next] = [tokens[i]!, tokens[i + 1]];
  if (isApart(tokens, i)) return false;
  if (tag === 'det' || tag === 'pron') return tokens[i - 1]!.tag === 'det';
  if (tag === 'adv')
    return next !== undefined && tokens[i - 1]!.tag === 'det' && /^(?:adj|noun|amount|name)$/.test(next.tag);
  if (tag === 'date')
    return (
      next?.tag === 'poss' || (tokens[i - 1]!.tag === 'det' && next !== undefined && /^(?:noun|name)$/.test(next.tag))
    );
  if (tag === 'adj' && tokens[i - 1]!.tag === 'name' && !(next && /^(?:adj|noun|name|amount|poss)$/.test(next.tag)))
    return false;
  if (tag === 'amount') return /^(?:det|adj|amount|poss)$/.test(tokens[i - 1]!.tag);
  return /^(?:adj|noun|name|poss)$/.test(tag);
}

/** "In Estonia Acme opened", "By their reckoning Acme will": the firm that acts is no part of the phrase before it. */
function isApart(tokens: readonly Token[], i: number): boolean {
  const { mention } = tokens[i]!;
  if (mention?.kind !== 'company') return false;
  const before = tokens[i - 1]!;
  if (before.mention?.kind === 'jurisdiction' && before.mention.adjective !== true) return true;
  if (before.tag !== 'noun' || !/^(?:verb|aux)$/.test(tokens[i + 1]?.tag ?? '')) return false;
  let k = i - 1;
  while (k >= 0 && /^(?:det|adj|noun|name|poss)$/.test(tokens[k]!.tag)) k--;
  return tokens[k]?.tag === 'prep' && (k === 0 || /^(?:comma|break|conj)$/.test(tokens[k - 1]!.tag));
}

function nounPhrase(tokens: readonly Token[]): NounPhrase {
  const head = tokens.findLast((t) => /^(?:noun|name|pron|amount)$/.test(t.tag)) ?? tokens.at(-1)!;
  return { kind: 'np', tokens, head, start: tokens[0]!.start, end: tokens.at(-1)!.end, after: [] };
}

/** Where a group of verbs ends: over adverbs, "to" after a governing verb, "-ing" after "begin", a particle. */
function verbEnd(tokens: readonly Token[], from: number): number {
  let i = from;
  let end = from;
  while (i < tokens.length) {
    const { tag, lower, lemma } = tokens[i]!;
    if (tag === 'verb') {
      end = i + 1;
      i = end;
      const particle = tokens[i];
      if (
        particle &&
        PHRASAL.has(`${lemma} ${particle.lower}`) &&
        (particle.tag === 'adv' ||
          PREPOSITIONS.has(particle.lower) ||
          particle.lower === 'home' ||
          particle.lower === 'live')
      )
        end = ++i;
      const at = skipAdverbs(tokens, i);
      const next = tokens[at];
      if (next?.tag === 'to' && CATENATIVE.has(lemma!)) i = at;
      else if (next?.tag === 'verb' && next.form === 'ing' && ING_CHAIN.test(lemma!)) i = at;
      else if (next?.tag === 'verb' && next.form === 'part' && /^(?:get|be|keep)$/.test(lemma!)) i = at;
      else if (!(tokens[i - 1]!.lower === 'been' || lemma === 'be' || lemma === 'have')) return end;
      else i = at;
      if (i >= tokens.length || !/^(?:to|verb|aux)$/.test(tokens[i]!.tag)) return end;
    } else if (tag === 'aux' || tag === 'to') {
      end = ++i;
      const at = tag === 'aux' ? skipToVerb(tokens, i) : skipAdverbs(tokens, i);
      const next = tokens[at];
      if (next && TO_ADJECTIVE.test(next.lower) && tokens[at + 1]?.tag === 'to') i = at + 1;
      else if (next && /^(?:verb|aux)$/.test(next.tag)) i = at;
      else if (next?.tag === 'to' && /^(?:is|are|was|were|be|been|has|have|had)$/.test(lower)) i = at;
      else return end;
    } else return end;
  }
  return end;
}

function skipAdverbs(tokens: readonly Token[], from: number): number {
  let i = from;
  while (tokens[i]?.tag === 'adv' && i - from < 4) i++;
  return i;
}

/** Over adverbs and a date, where a verb follows: "has this month told". */
function skipToVerb(tokens: readonly Token[], from: number): number {
  const near = skipAdverbs(tokens, from);
  let i = near;
  while (i < tokens.length && isDated(tokens, i)) i++;
  i = skipAdverbs(tokens, i);
  return i > near && tokens[i] && /^(?:verb|aux)$/.test(tokens[i]!.tag) ? i : near;
}

function verbGroup(tokens: readonly Token[]): VerbGroup {
  const verbs = tokens.filter((t) => t.tag === 'verb');
  const last = verbs.at(-1);
  const aux = tokens.filter((t) => t.tag === 'aux');
  const first = tokens.find((t) => t.tag !== 'adv')!;
  const tail = tokens.at(-1)!;
  const particle = last && tail !== last && tail.tag !== 'aux' && tail.tag !== 'to' ? tail.lower : undefined;
  const lemma =
    last?.lemma ??
    (/^(?:has|have|had|having)$/.test(aux.at(-1)?.lower ?? '')
      ? 'have'
      : /^(?:do|does|did)$/.test(aux.at(-1)?.lower ?? '')
        ? 'do'
        : 'be');
  const lastIndex = last ? tokens.indexOf(last) : -1;
  const beBefore = tokens.slice(0, Math.max(0, lastIndex)).findLast((t) => t.tag !== 'adv');
  const passive =
    last !== undefined &&
    (last.form === 'part' || last.form === 'past') &&
    /^(?:is|are|was|were|be|been|being|am|isn't|aren't|wasn't|weren't|get|got|gets|'s|'re)$/.test(
      beBefore?.lower ?? '',
    );
  const reduced = last !== undefined && last.form === 'part' && verbs[0] === last && aux.length === 0;
  return {
    kind: 'vg',
    start: tokens[0]!.start,
    end: tail.end,
    lemma: particle ? `${lemma} ${particle}` : lemma,
    ...(particle ? { particle } : {}),
    chain: [
      ...verbs.slice(0, -1).map((v) => v.lemma!),
      ...tokens.filter((t) => TO_ADJECTIVE.test(t.lower) && t.tag !== 'verb').map((t) => t.lower),
    ],
    words: tokens.map((t) => t.lower).join(' '),
    passive: passive || reduced,
    ambiguous:
      aux.length === 0 &&
      verbs.length === 1 &&
      (last?.form === 'past' || last?.form === 'part') &&
      verbReadings(last.lower).every((r) => r.form !== 'past' || hasParticiple(last.lower)),
    finite:
      first.tag === 'aux'
        ? !/^(?:be|been|being|having)$/.test(first.lower)
        : first.tag === 'verb' && first.form !== 'ing' && first.form !== 'part',
    negated: tokens.some((t) => NOT.test(t.lower)),
    ...(aux.find((t) =>
      /^(?:will|would|shall|should|can|could|may|might|must|'ll|'d|won't|wouldn't|can't|couldn't|cannot)$/.test(
        t.lower,
      ),
    )
      ? {
          modal: aux.find((t) =>
            /^(?:will|would|shall|should|can|could|may|might|must|'ll|'d|won't|wouldn't|can't|couldn't|cannot)$/.test(
              t.lower,
            ),
          )!.lower,
        }
      : {}),
    ing: first.form === 'ing' || first.lower === 'being' || first.lower === 'having',
    infinitive: first.tag === 'to',
  };
}

/** "rose" is past alone; "sold" may be both; words that no list has are taken for both. */
const hasParticiple = (lower: string): boolean => verbReadings(lower).some((r) => r.form === 'part');

/** The names inside a phrase, in order. */
export const namesIn = (np: NounPhrase): Mention[] => np.tokens.flatMap((t) => (t.mention ? [t.mention] : []));

/** Whether a phrase starts with "its" and the like. */
export const isPossessed = (np: NounPhrase): boolean => POSSESSIVE_PRONOUNS.has(np.tokens[0]!.lower);
