import { type VerbForm, type VerbReading, verbReadings } from './lexicon/verbs.js';
import {
  ADVERBS,
  AUXILIARIES,
  CATENATIVE,
  CONJUNCTIONS,
  DETERMINERS,
  MODALS,
  NOUN_FIRST,
  NOUNISH,
  PREPOSITIONS,
  PRONOUNS,
  RELATIVES,
  SUBJECT_PRONOUNS,
  SUBORDINATORS,
} from './lexicon/words.js';
import type { Tag, Token } from './tokens.js';

const ADJECTIVE =
  /^(?:new|old|big|large|small|high|low|long|short|early|late|good|bad|strong|weak|rare|global|local|foreign|domestic|public|private|total|net|gross|annual|quarterly|monthly|weekly|daily|own|first|second|third|fourth|next|last|due|likely|unlikely|able|unable|ready|available|biggest|largest|smaller|larger|bigger|higher|lower|cheaper|dearer|faster|slower|weaker|stronger|better|worse|least|main|major|same|other|certain|key|top|leading|former|current|present|recent|previous|subject|free|full|entire|whole|worth|short|open|equal|aware|fit)$/;
const NOUN_ENDING =
  /(?:tion|sion|ment|ness|ance|ence|ship|ity|ism|ist|dom|hood|ware|maker|makers|ers|ors|age|ure|ings|tions|ments|cy)$/;
const ADJECTIVE_ENDING =
  /(?:able|ible|al|ful|ic|ive|less|ous|ish|ary|made|based|sized|grown|powered|led|backed|owned)$/;

const BEFORE_AMOUNTS = /^(?:about|around|over|under|above|below|near|nearly|some|roughly)$/;

/** Sets the tag of every token, and the lemma and form of verbs, by closed classes, forms and neighbours. */
export function tag(tokens: Token[]): void {
  markAdverbials(tokens);
  markAsides(tokens);
  for (const [i, token] of tokens.entries())
    if (token.tag === 'noun') token.tag = tagOf(tokens, i, token) ?? tagVerb(tokens, i, token);
  promote(tokens);
}

/** A sentence without a finite verb has one all the same: the first word that may be it, after a noun. */
function promote(tokens: Token[]): void {
  const finiteVerb = (t: Token): boolean =>
    t.tag === 'aux' || (t.tag === 'verb' && (t.form === 's' || t.form === 'past' || t.form === 'base'));
  if (tokens.some(finiteVerb)) return;
  for (const [i, token] of tokens.entries()) {
    const [prev, next] = [tokens[i - 1], tokens[i + 1]];
    if (i === 0 || !next || (token.tag !== 'noun' && token.tag !== 'adj') || token.mention) continue;
    if (!prev || !/^(?:noun|name|adv|conj)$/.test(prev.tag) || next.lower === 'of' || next.tag === 'poss') continue;
    const reading = verbReadings(token.lower).find((r) => r.form === 's' || r.form === 'base' || r.form === 'past');
    if (!reading) continue;
    token.tag = 'verb';
    token.lemma = reading.lemma;
    token.form = reading.form;
    return;
  }
}

/** Adverbs of more than one word, which would else break a group of verbs. */
const ADVERBIALS = new Map<string, string[][]>();
for (const phrase of [
  'no longer',
  'since then',
  'until now',
  'so far',
  'as yet',
  'not yet',
  'at last',
  'of course',
  'once more',
  'once again',
  'at least',
  'in turn',
  'as well',
  'even more',
  'more than',
  'all but',
  'for now',
  'in part',
  'before tax',
  'after tax',
  'before interest',
  'rather than',
]) {
  const words = phrase.split(' ');
  ADVERBIALS.set(words[0]!, [...(ADVERBIALS.get(words[0]!) ?? []), words]);
}

function markAdverbials(tokens: Token[]): void {
  for (const [i, token] of tokens.entries())
    for (const words of ADVERBIALS.get(token.lower) ?? [])
      if (
        token.lower === words[0] &&
        tokens[i + 1]?.lower === words[1] &&
        tokens[i + 1]?.tag === 'noun' &&
        token.tag === 'noun'
      ) {
        token.tag = 'adv';
        tokens[i + 1]!.tag = 'adv';
      }
}

/** "as is reported", "they say": said beside the matter, between commas. */
const ASIDE =
  /^(?:that is(?: to say)?|in other words|for (?:its|their|his|her) part|on the other hand|among others|according to .+)$|^(?:(?:as|so) )?(?:it |they |he |she |one |you )?(?:is |was |are |has been |must |must be )?(?:reported|said|says|say|known|true|turned out|turns out|seems|appears|rumoured|thought|believed|admits?|admitted|insists?|adds?|hears?|expected|planned|promised|usual)$/;

/** What stands between commas beside the matter: remarks, and whatever parts an auxiliary from its verb. */
function markAsides(tokens: Token[]): void {
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i]!.text !== ',') continue;
    const end = tokens.findIndex((t, k) => k > i && k - i < 9 && t.text === ',');
    if (end < 0) continue;
    const words = tokens
      .slice(i + 1, end)
      .map((t) => t.lower)
      .join(' ');
    const [before, after] = [tokens[i - 1], tokens[end + 1]];
    const parts =
      before !== undefined &&
      AUXILIARIES.has(before.lower) &&
      after !== undefined &&
      (ADVERBS.has(after.lower) || after.lower === 'been' || verbReadings(after.lower).some((r) => r.form !== 's'));
    if (!parts && !ASIDE.test(words)) continue;
    for (const token of tokens.slice(i, end + 1)) token.tag = 'adv';
    i = end;
  }
}

function tagOf(tokens: Token[], i: number, { lower, text }: Token): Tag | undefined {
  const [prev, next] = [tokens[i - 1], tokens[i + 1]];
  if (lower === ',') return 'comma';
  if (/^[;:–—()[\].!?…•·*]$|^--?$/.test(lower)) return 'break';
  if (/^["“”«»]$/.test(lower)) return 'adv';
  if (lower === "'") return prev?.lower.endsWith('s') ? 'poss' : 'adv';
  if (lower === "'s") return prev?.tag === 'pron' || prev?.tag === 'rel' ? 'aux' : 'poss';
  if (/^\p{N}/u.test(lower)) return 'adj';
  if (lower === 'to')
    return (isBaseVerb(tokens[i + 1]) && !isGoal(tokens, i + 1)) ||
      isBaseVerb(afterAdverb(tokens, i + 1)) ||
      isNewVerb(tokens, i + 1)
      ? 'to'
      : 'prep';
  if (next?.lower === 'enough' && /^(?:fast|hard|far|long|soon|well|early)$/.test(lower)) return 'adv';
  if (lower === 'enough' && prev?.tag === 'adv') return 'adv';
  if (RELATIVES.has(lower)) return relativeOr(prev, next, lower, tokens[i + 2]);
  if (lower === 'as' && prev?.lower === ',' && next && clauseAhead(tokens, i + 1)) return 'sub';
  if (SUBORDINATORS.has(lower)) return subordinatorOr(tokens, i, lower);
  if (AUXILIARIES.has(lower)) return auxiliaryOr(lower, prev, text);
  if (CONJUNCTIONS.has(lower)) return 'conj';
  if (PRONOUNS.has(lower) && !(lower === 'one' && next && /noun|adj/.test(next.tag) && !AUXILIARIES.has(next.lower)))
    return 'pron';
  if (DETERMINERS.has(lower)) return 'det';
  if (next?.tag === 'amount' && BEFORE_AMOUNTS.test(lower)) return 'adv';
  if (text === 'worth') return 'prep';
  if (PREPOSITIONS.has(lower)) return prepositionOr(next, lower);
  if (
    ADVERBS.has(lower) ||
    (lower.endsWith('ly') &&
      lower.length > 4 &&
      !/^(?:supply|family|assembly|july|italy|only|early|monthly|weekly|daily|yearly|quarterly|monopoly|reply|apply|comply|rely|ally|rally|multiply|imply|anomaly|likely|costly|friendly|orderly)$/.test(
        lower,
      ))
  )
    return 'adv';
  return undefined;
}

const afterAdverb = (tokens: readonly Token[], i: number): Token | undefined =>
  tokens[i] && (ADVERBS.has(tokens[i]!.lower) || tokens[i]!.lower.endsWith('ly')) ? tokens[i + 1] : undefined;
const isBaseVerb = (token: Token | undefined): boolean =>
  token !== undefined &&
  !token.mention &&
  !token.amount &&
  (token.lower === 'be' ||
    token.lower === 'have' ||
    token.lower === 'do' ||
    verbReadings(token.lower).some((r) => r.form === 'base'));

/** "returned to profit in": a noun, since nothing that it could act on follows. */
const isGoal = (tokens: readonly Token[], i: number): boolean => {
  const next = tokens[i + 1];
  return (
    NOUN_FIRST.has(tokens[i]!.lower) &&
    (next === undefined || /^(?:[,.;]|in|with|at|on|after|for|and|by|last|this)$/.test(next.lower)) &&
    !/^(?:grow|rise|fall|start|stop|work|help|lead|increase|decline|drop|double|return|switch|wait|move|change|operate|ship|launch|trade|produce|export|import|order|supply|test|use|sell|pay|share|deal)$/.test(
      tokens[i]!.lower,
    )
  );
};

/** "to decarbonise the": a word that no list has, between "to" and a determiner. */
const isNewVerb = (tokens: readonly Token[], i: number): boolean => {
  const [token, next] = [tokens[i], tokens[i + 1]];
  return (
    token?.tag === 'noun' &&
    /^[a-z]{4,}$/.test(token.text) &&
    !NOUNISH.has(token.lower) &&
    !ADVERBS.has(token.lower) &&
    !/s$/.test(token.lower) &&
    next !== undefined &&
    DETERMINERS.has(next.lower)
  );
};

function relativeOr(prev: Token | undefined, next: Token | undefined, lower: string, after: Token | undefined): Tag {
  if (lower !== 'that') return 'rel';
  if (
    prev?.tag === 'verb' &&
    next?.tag === 'noun' &&
    /^[a-z]+[^s]$/.test(next.text) &&
    (after === undefined || PREPOSITIONS.has(after.lower) || /^[.,;]$/.test(after.lower))
  )
    return 'det';
  if (prev?.tag === 'prep') return 'det';
  if (prev?.tag === 'comma' && next && AUXILIARIES.has(next.lower)) return 'rel';
  if (prev && /^(?:noun|name|amount)$/.test(prev.tag) && next && (AUXILIARIES.has(next.lower) || finite(next.lower)))
    return 'rel';
  if (prev?.tag === 'verb' || prev?.tag === 'adv' || prev?.tag === 'noun') return 'sub';
  if (
    prev &&
    prev.tag !== 'conj' &&
    next &&
    (next.tag === 'name' || PRONOUNS.has(next.lower) || DETERMINERS.has(next.lower))
  )
    return 'sub';
  return next && AUXILIARIES.has(next.lower) ? 'pron' : 'det';
}
const finite = (lower: string): boolean =>
  verbReadings(lower).some((r) => r.form === 's' || r.form === 'past') && !NOUNISH.has(lower);

/** ", as sales climbed": a noun and a finite verb follow before the next mark. */
function clauseAhead(tokens: readonly Token[], from: number): boolean {
  if (!/^(?:name|noun)$/.test(tokens[from]!.tag) || PREPOSITIONS.has(tokens[from]!.lower)) return false;
  for (const [k, token] of tokens.slice(from, from + 8).entries()) {
    if (token.lower === ',' || SUBORDINATORS.has(token.lower) || RELATIVES.has(token.lower)) return false;
    if (k > 0 && isFiniteVerb(token)) return true;
  }
  return false;
}

/** Whether a finite verb follows before the next mark: "since sales rose", and not "since a fire in May". */
function verbFollows(tokens: readonly Token[], from: number): boolean {
  for (const token of tokens.slice(from, from + 14)) {
    if (/^[,;:.–—()]$/.test(token.lower)) return false;
    if (
      isFiniteVerb(token) ||
      RELATIVES.has(token.lower) ||
      (token.tag === 'noun' &&
        !NOUNISH.has(token.lower) &&
        verbReadings(token.lower).some((r) => r.form === 's' || r.form === 'past' || r.form === 'ing'))
    )
      return true;
    if (token.tag === 'noun' && /s$/.test(token.lower)) {
      const next = tokens[tokens.indexOf(token) + 1];
      if (next?.tag === 'noun' && verbReadings(next.lower).some((r) => r.form === 'base')) return true;
    }
  }
  return false;
}

function subordinatorOr(tokens: readonly Token[], i: number, lower: string): Tag {
  const next = tokens[i + 1];
  if (/^(?:since|after|before|until|as|than)$/.test(lower)) {
    if (next?.tag === 'date' || next?.tag === 'amount') return 'prep';
    if (
      lower === 'since' &&
      next &&
      (AUXILIARIES.has(next.lower) || verbReadings(next.lower).some((r) => r.form === 'part' || r.form === 'past'))
    )
      return 'adv';
    return lower === 'as' || lower === 'than' || !verbFollows(tokens, i + 1) ? 'prep' : 'sub';
  }
  return lower === 'once' && next?.tag !== 'name' ? 'adv' : lower === 'so' ? 'adv' : 'sub';
}

const auxiliaryOr = (lower: string, prev: Token | undefined, text: string): Tag =>
  (lower === 'may' && /^M/.test(text) && prev !== undefined) || (/^(?:might|will)$/.test(lower) && prev?.tag === 'det')
    ? 'noun'
    : 'aux';

const prepositionOr = (next: Token | undefined, lower: string): Tag =>
  next === undefined ||
  (next.tag === 'noun' && /^[,.;)]$/.test(next.lower)) ||
  (/^(?:up|down|off|out|over|on)$/.test(lower) && PREPOSITIONS.has(next.lower))
    ? 'adv'
    : 'prep';

const nominalBefore = (prev: Token | undefined): boolean =>
  prev !== undefined && (/^(?:det|adj|poss|amount)$/.test(prev.tag) || prev.mention?.adjective === true);

function tagVerb(tokens: Token[], i: number, token: Token): Tag {
  const known = verbReadings(token.lower);
  const fresh =
    tokens[i - 1]?.tag === 'to' || isAfterModal(tokens, i)
      ? [{ lemma: token.lower, form: 'base' as const }]
      : unknownVerb(token.lower);
  const progressive =
    /^[a-z]{3,}ing$/.test(token.lower) && tokens[i - 1]?.tag === 'aux'
      ? [{ lemma: token.lower.slice(0, -3), form: 'ing' as const }]
      : fresh;
  const readings = known.length > 0 ? known : progressive;
  if (readings.length === 0) return unknownWord(tokens, i, token);
  const reading = choose(tokens, i, token, readings);
  if (reading === undefined) return nounOrAdjective(tokens, i, token);
  token.lemma = reading.lemma;
  token.form = reading.form;
  return 'verb';
}

/** "would anyone", "could earn": a small-letter word after a modal is a verb, known or not. */
const isAfterModal = (tokens: readonly Token[], i: number): boolean => {
  const before = tokens[i - 1]?.tag === 'adv' ? tokens[i - 2] : tokens[i - 1];
  return before?.tag === 'aux' && MODALS.has(before.lower) && /^[a-z]{3,}$/.test(tokens[i]!.text);
};

/** A word in -ed that no list has is a verb all the same. */
const unknownVerb = (lower: string): readonly VerbReading[] =>
  /^[a-z]{2,}[^aeiou\W]ed$/.test(lower) &&
  !/(?:hundred|kindred|biped|indeed|exceed|sacred|naked|beloved|aged)$/.test(lower)
    ? [
        { lemma: lower.replace(/(.)\1ed$/, '$1').replace(/ed$/, ''), form: 'past' },
        { lemma: lower.replace(/(.)\1ed$/, '$1').replace(/ed$/, ''), form: 'part' },
      ]
    : [];

const unknownWord = (_tokens: Token[], _i: number, { lower }: Token): Tag =>
  ADJECTIVE.test(lower) || (ADJECTIVE_ENDING.test(lower) && !NOUN_ENDING.test(lower)) ? 'adj' : 'noun';

/** A participle before a noun is an adjective, all else a noun. */
function nounOrAdjective(tokens: Token[], i: number, { lower }: Token): Tag {
  const next = tokens[i + 1];
  return /ed$|en$|ing$/.test(lower) &&
    next &&
    (next.tag === 'name' || next.tag === 'noun') &&
    !PREPOSITIONS.has(next.lower) &&
    !(next.tag === 'noun' && /ing$/.test(lower) && isFiniteVerb(next))
    ? 'adj'
    : 'noun';
}

function choose(tokens: Token[], i: number, token: Token, readings: readonly VerbReading[]): VerbReading | undefined {
  const [prev, next] = [tokens[i - 1], tokens[i + 1]];
  const of = (...forms: VerbForm[]): VerbReading | undefined => readings.find((r) => forms.includes(r.form));
  let back = i - 1;
  while (tokens[back]?.tag === 'adv' && i - back < 5) back--;
  if (tokens[back]?.tag === 'date') back = overDate(tokens, back);
  const before = tokens[back];
  if (before?.tag === 'to' || (before?.tag === 'aux' && MODALS.has(before.lower)))
    return of('base') ?? of('past', 'part');
  if (before?.tag === 'aux' && /^(?:do|does|did|don't|doesn't|didn't)$/.test(before.lower)) return of('base');
  if (before?.tag === 'aux' || (before?.tag === 'verb' && before.lemma === 'get')) {
    if (/ing$/.test(token.lower)) return of('ing');
    return of('part') ?? (/^(?:be|been|being|is|are|was|were)$/.test(before?.lower ?? '') ? undefined : of('past'));
  }
  if (next?.lower === 'by' && of('past') && of('part') && !nominalBefore(prev)) return of('part');
  if (/ing$/.test(token.lower)) return ingVerb(prev, next, token) ? of('ing') : undefined;
  if (/(?:ed|en|t|d|n|k)$/.test(token.lower) && of('past', 'part') && !of('base'))
    return pastVerb(tokens, i, prev, next, readings);
  if (before && (SUBJECT_PRONOUNS.has(before.lower) || (before.tag === 'rel' && before.lower !== 'whose')))
    return of('s', 'past', 'base');
  if (
    nominalBefore(prev) ||
    prev?.lower === 'whose' ||
    (prev?.tag === 'prep' && of('base', 's')) ||
    (prev?.tag === 'verb' && (prev.form !== 'past' || NOUNISH.has(token.lower)))
  )
    return undefined;
  if (of('past') && !of('base')) return of('past');
  if (of('s')) return thirdPerson(tokens, i, token) ? of('s') : undefined;
  return baseVerb(tokens, i, token) ? of('base', 'past') : undefined;
}

/** "has since June prescribed": the auxiliary before a date, if one stands there. */
function overDate(tokens: readonly Token[], date: number): number {
  const at = tokens[date - 1]?.tag === 'prep' ? date - 2 : date - 1;
  return tokens[at]?.tag === 'aux' ? at : date;
}

function ingVerb(prev: Token | undefined, next: Token | undefined, { lower }: Token): boolean {
  if (
    prev?.tag === 'verb' &&
    /^(?:begin|start|stop|cease|resume|keep|consider|continue|quit|halt)$/.test(prev.lemma ?? '')
  )
    return true;
  if (
    /^(?:building|ruling|funding|meeting|warning|offering|filing|spending|shipping|mining|banking|manufacturing|trading|pricing|advertising|engineering|testing|training|holding|listing|bearing|opening|beginning|finding|reading|rating|hearing|streaming|gaming|marketing|processing|packaging|financing|lending|borrowing|housing|parking|planning|refining)s?$/.test(
      lower,
    )
  )
    return (
      !(nominalBefore(prev) || prev?.tag === 'noun' || prev?.tag === 'name') &&
      next !== undefined &&
      /^(?:det|name|amount|prep)$/.test(provisional(next))
    );
  if (lower === 'operating') return false;
  if (nominalBefore(prev)) return false;
  return !(prev?.tag === 'noun' && next?.tag === 'noun' && verbReadings(next.lower).length > 0);
}
const provisional = (token: Token): Tag =>
  DETERMINERS.has(token.lower) ? 'det' : PREPOSITIONS.has(token.lower) && token.lower !== 'of' ? 'prep' : token.tag;

function pastVerb(
  tokens: Token[],
  i: number,
  prev: Token | undefined,
  next: Token | undefined,
  readings: readonly VerbReading[],
): VerbReading | undefined {
  const past = readings.find((r) => r.form === 'past');
  const part = readings.find((r) => r.form === 'part') ?? past;
  const nounNext =
    next && (next.tag === 'name' || (next.tag === 'noun' && /^\p{L}/u.test(next.lower) && !closed(next.lower)));
  if (nominalBefore(prev) && prev?.tag !== 'amount') return nounNext || next?.tag === 'noun' ? undefined : part;
  if ((prev?.tag === 'prep' || (prev?.tag === 'verb' && prev.form !== 'past')) && nounNext) return undefined;
  if (next?.lower === 'by') return part;
  if (!past) return part;
  if (i === 0) return nounNext && tokens[2] && isFiniteVerb(tokens[2]) ? undefined : part;
  return past;
}
const closed = (lower: string): boolean =>
  DETERMINERS.has(lower) ||
  PREPOSITIONS.has(lower) ||
  PRONOUNS.has(lower) ||
  AUXILIARIES.has(lower) ||
  CONJUNCTIONS.has(lower) ||
  SUBORDINATORS.has(lower) ||
  ADVERBS.has(lower) ||
  lower === 'to' ||
  lower.endsWith('ly');

function thirdPerson(tokens: Token[], i: number, { lower }: Token): boolean {
  const [prev, next] = [tokens[i - 1], tokens[i + 1]];
  if (next?.lower === 'to' && CATENATIVE.has(lower.slice(0, -1)) && prev !== undefined && isBaseVerb(tokens[i + 2]))
    return true;
  if (next && (next.lower === 'of' || next.tag === 'poss' || next.lower === "'s" || next.lower === "'")) return false;
  if (prev === undefined || prev.tag === 'conj')
    return !NOUNISH.has(lower) && prev !== undefined && followsAsObject(next);
  if (prev.tag === 'comma' || prev.tag === 'break') return !NOUNISH.has(lower) && followsAsObject(next);
  if (NOUNISH.has(lower)) {
    const attributive =
      next && /ed$/.test(next.lower) && tokens[i + 2]?.tag === 'noun' && !closed(tokens[i + 2]!.lower);
    if (!next || (isVerbLike(next) && !(prev.mention && attributive))) return false;
    if (prev.mention && attributive) return true;
    if (next.lower === 'that' && prev.tag === 'noun' && tokens[i - 2]?.tag === 'verb') return false;
    return followsAsObject(next) && next.tag !== 'date' && !/^(?:in|for|at|on|from|by|to)$/.test(next.lower);
  }
  if (next && isFiniteVerb(next)) return false;
  return !(prev.tag === 'noun' && next && PREPOSITIONS.has(next.lower) && verbAhead(tokens, i + 1));
}

/** Whether another finite verb follows before the clause ends: then a noun it was. */
function verbAhead(tokens: readonly Token[], from: number): boolean {
  for (const token of tokens.slice(from, from + 10)) {
    if (
      token.lower === ',' ||
      SUBORDINATORS.has(token.lower) ||
      RELATIVES.has(token.lower) ||
      CONJUNCTIONS.has(token.lower)
    )
      return false;
    if (isFiniteVerb(token)) return true;
  }
  return false;
}
const followsAsObject = (next: Token | undefined): boolean =>
  next !== undefined &&
  (/^(?:name|amount)$/.test(next.tag) ||
    DETERMINERS.has(next.lower) ||
    next.lower === 'to' ||
    next.lower === 'that' ||
    PREPOSITIONS.has(next.lower) ||
    next.lower.endsWith('ly') ||
    PRONOUNS.has(next.lower) ||
    (next.tag === 'noun' && !verbReadings(next.lower).length && /^\p{L}/u.test(next.lower)));
const isVerbLike = (token: Token): boolean =>
  AUXILIARIES.has(token.lower) || verbReadings(token.lower).some((r) => r.form === 'past' || r.form === 's');
const isFiniteVerb = (token: Token): boolean =>
  token.tag === 'noun' &&
  (AUXILIARIES.has(token.lower) ||
    (verbReadings(token.lower).some((r) => r.form === 'past') &&
      !NOUN_FIRST.has(token.lower) &&
      verbReadings(token.lower).every((r) => r.form !== 'base')));

/** Whether the phrase that a noun ends hangs on a preposition: "of its revenue". */
function isGoverned(tokens: readonly Token[], noun: number): boolean {
  let at = noun;
  while (/^(?:noun|adj|name|poss|det)$/.test(tokens[at]?.tag ?? '')) at--;
  return tokens[at]?.tag === 'prep';
}

/** A base form without a marker is a verb after a plural, and seldom else. */
function baseVerb(tokens: Token[], i: number, { lower }: Token): boolean {
  const at = tokens[i - 1]?.tag === 'adv' ? i - 2 : i - 1;
  const [prev, next] = [tokens[at], tokens[i + 1]];
  if (prev === undefined || !next) return false;
  if (next.lower === 'of') return false;
  if (prev.tag === 'noun' && /[^s]s$|people|men$/.test(prev.lower))
    return !NOUN_FIRST.has(lower) || followsAsObject(next);
  if (prev.tag === 'name') {
    const [prep, plural] = [tokens[at - 1], tokens[at - 2]];
    if (prep?.tag === 'prep' && plural?.tag === 'noun' && /[^s]s$/.test(plural.lower))
      return !NOUN_FIRST.has(lower) || followsAsObject(next);
    if (/^(?:expect|say|think|believe|predict|reckon|see|want|plan|hope|agree)$/.test(lower) && followsAsObject(next))
      return true;
    const past = verbReadings(lower).some((r) => r.form === 'past');
    return (past || tokens[at - 1]?.tag === 'conj') && !(NOUN_FIRST.has(lower) && !followsAsObject(next));
  }
  if (prev.tag === 'conj') return !NOUN_FIRST.has(lower) && followsAsObject(next);
  if (NOUN_FIRST.has(lower) && PREPOSITIONS.has(next.lower) && isGoverned(tokens, at)) return false;
  return verbReadings(lower).some((r) => r.form === 'past') && prev.tag === 'noun' && followsAsObject(next);
}
