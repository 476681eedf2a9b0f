import { slug } from '../../../../events/text.js';
import type { Clause } from '../language/clauses.js';
import type { Mention } from '../language/mentions.js';
import { isPossessed, type NounPhrase, namesIn } from '../language/phrases.js';
import type { Sentence } from '../language/sentence.js';
import { actor, common, complement, patient } from './circumstances.js';
import type { Candidate, Rule } from './rule.js';

type ProductFact = 'ProductLaunched' | 'ProductAnnounced' | 'ProductDiscontinued';

/** A company does it to a product. */
const LAUNCH =
  /^(?:launch|release|introduce|roll out|bring out|unleash|relaunch|commercialise|commercialize|debut|ship out|reintroduce)$/;
/** A plant or machine is set going. */
const START = /^(?:switch on|turn on|start up|fire up|light up|commission|inaugurate|bring on ?line)$/;
const ANNOUNCE =
  /^(?:unveil|announce|present|reveal|tease|demonstrate|preview|show|show off|showcase|disclose|develop|exhibit|detail|put forward)$/;
const END =
  /^(?:discontinue|phase out|retire|axe|kill off|scrap|shelve|sunset|mothball|shut down|wind down|switch off|withdraw|pull|drop|delist)$/;
/** A product does it itself. */
const ARRIVE = /^(?:debut|arrive|come out|land|go live|launch|ship|appear|follow)$/;
const MAKING = /^(?:support|update|sell|ship|deliver|produce|make|market|offer|build|manufacture|distribute)$/;
const TO_MARKET =
  /\b(?:on sale|(?:to|on|onto) (?:the )?(?:\S+ ){0,2}(?:market|shelves|sale)|to market|to (?:the )?(?:shops|stores|shelves|pharmacies|dealers)|into (?:mass |volume |serial |series )?production|into service|in (?:the )?shops|(?:pharmacy|store|shop) shelves)\b/i;
const ON_MARKET =
  /\b(?:on sale|on the market|in (?:the )?(?:shops|stores|showrooms|pharmacies|cinemas)|in (?:mass|volume|serial|series) production|available|out(?: properly)?|in stores|in service)\b/i;
const ENTERED =
  /^(?:service|production|mass production|volume production|the market|shelves|stores|the shelves|showrooms|the showrooms|shops|the shops|the stores|the shelves)$/;
const OUTLET =
  /^(?:pharmacies|shops|stores|shelves|showrooms|dealers|dealerships|clinics|hospitals|cinemas|supermarkets)$/;
const ABOUT =
  /^(?:verdicts?|decisions?|rulings?|approvals?|trials?|results?|stud(?:y|ies)|reviews?|hearings?|votes?|plans?|reports?|data|talks|prices?|sales|deliveries|shares?|shipments?)$/;
const DELAY = /^(?:delay|postpone|push back|put off|defer|hold back)$/;
/** What ships to somewhere is not brought out by it. */
const SENT = /^(?:ship|land|follow)$/;
const LAUNCH_NOUN = /^(?:launch|release|debut|introduction|arrival|rollout|roll-out|premiere)$/;

function makerOf(sentence: Sentence, product: Mention, by: NounPhrase | undefined): string | undefined {
  if (product.entity?.maker) return product.entity.maker;
  const { who, context } = sentence;
  const np = sentence.phraseAt(product.start);
  return (
    who.firm(by) ??
    (np && (isPossessed(np) || namesIn(np).some((m) => m.kind === 'company')) ? who.firm(np) : undefined) ??
    context.discourse.topic(product.start)
  )?.id;
}

/** The products of a phrase: named ones, or "its new electric car" as one named after its maker. */
function productsOf(
  sentence: Sentence,
  np: NounPhrase | undefined,
  by: NounPhrase | undefined,
  type: ProductFact,
): { id: string; company: string; category?: string; known: boolean }[] {
  const named = sentence.who.products(np);
  const found = named.flatMap((product) => {
    const company = makerOf(sentence, product, by);
    const category = product.entity?.category;
    return company
      ? [{ id: product.id, company, known: product.entity !== undefined, ...(category ? { category } : {}) }]
      : [];
  });
  if (found.length > 0 || !np || type === 'ProductDiscontinued') return found;
  const company = sentence.who.firm(by) ?? sentence.who.firm(np);
  const thing = sentence.who.thing({ ...np, tokens: np.tokens.filter((t) => t.tag !== 'adj') });
  const first = np.tokens[0]!.lower;
  const fresh =
    /^(?:a|an)$/.test(first) ||
    (/^(?:its|their|the)$/.test(first) &&
      np.tokens.some((t) => /^(?:new|first|own|next-generation|rebuilt|redesigned)$/.test(t.lower)));
  if (
    !company ||
    !thing ||
    !(fresh || namesIn(np).some((m) => m.id === company.id)) ||
    !/(?:chip|car|phone|model|drug|service|app|plane|jet|console|device|robot|drone|platform|system|engine|battery|truck|van|suv|vaccine|tablet|headset|memory|processor|software|coin|stablecoin|brand|train|ship|bag|game|film|series|satellite|rocket|reactor|turbine|cell|medicine|pill|watch|glasses|model|helicopter|tool|assistant|card|line|range|collection|perfume|edition|version|variant|series|subscription|handset|smartphone|module|vessel)s?$/.test(
      np.head.lower,
    )
  )
    return [];
  return [{ id: slug(`${company.id} ${thing}`), company: company.id, known: false }];
}

function facts(
  sentence: Sentence,
  clause: Clause,
  type: ProductFact,
  np: NounPhrase | undefined,
  by: NounPhrase | undefined,
): Candidate[] {
  const shared = common(sentence, clause);
  if (shared.modality === 'denied' && clause.verb.negated) return [];
  const kind = type === 'ProductAnnounced' && shared.modality === 'expected' ? 'ProductLaunched' : type;
  return productsOf(sentence, np, by, type).map(({ id, company, category, known }) => ({
    type: kind,
    data: { ...shared, company, product: id, ...(category && kind !== 'ProductDiscontinued' ? { category } : {}) },
    confidence: known ? 0.8 : 0.6,
    at: clause.verb.start,
  }));
}

function read(sentence: Sentence, clause: Clause): Candidate[] {
  const { lemma, chain } = clause.verb;
  const tail = sentence.slice(clause.verb.end, clause.end + 12);
  const [by, object] = [actor(clause), patient(clause)];
  if (/^(?:hand over|deliver)$/.test(lemma) && object && /\bfirst\b/.test(sentence.slice(object.start, object.end)))
    return facts(sentence, clause, 'ProductLaunched', object, by);
  if (lemma === 'sell' && object && sentence.who.product(object, false) && clause.verb.modal === 'will')
    return facts(sentence, clause, 'ProductLaunched', object, by);
  const started = chain.some((c) => /^(?:begin|start)$/.test(c));
  const stopped = chain.some((c) => /^(?:stop|cease|quit|halt|finish)$/.test(c));
  if (stopped && MAKING.test(lemma)) return facts(sentence, clause, 'ProductDiscontinued', object, by);
  if (
    /^(?:end|stop|cease|halt)$/.test(lemma) &&
    object &&
    /^(?:production|sales?|manufacture|output|support)$/.test(object.head.lower)
  ) {
    const np = object.after.find((inner) => /^(?:of|for)$/.test(inner.prep ?? '')) ?? object;
    return facts(sentence, clause, 'ProductDiscontinued', np, by);
  }
  if (started && MAKING.test(lemma)) return facts(sentence, clause, 'ProductLaunched', object, by);
  if (
    /^(?:begin|start|commence|kick off)$/.test(lemma) &&
    object &&
    /^(?:deliveries|sales|shipments|production|rollout|output|delivery)$/.test(object.head.lower)
  )
    return facts(sentence, clause, 'ProductLaunched', object.after.find((np) => np.prep === 'of') ?? object, by);
  if (DELAY.test(lemma) && object) {
    const launched = LAUNCH_NOUN.test(object.head.lower) ? object.after.find((np) => np.prep === 'of') : object;
    if (launched === object && !sentence.who.product(object, false)) return [];
    return facts(sentence, clause, 'ProductLaunched', launched, by).map((f) => postponed(sentence, clause, f));
  }
  if (lemma === 'make' && /\b(?:available|public)\b/.test(tail) && object)
    return facts(sentence, clause, 'ProductLaunched', object, by);
  if (
    /^take out$/.test(lemma) &&
    /\b(?:production|service|range|sales|programmes?|programs?|catalogue|catalog|line-up|portfolio)\b/.test(tail) &&
    object
  )
    return facts(sentence, clause, 'ProductDiscontinued', object, by);
  if (foreignLaunch(sentence, clause, object, by)) return [];
  if (START.test(lemma) && object && sentence.who.product(object, false))
    return facts(sentence, clause, 'ProductLaunched', object, by);
  if (LAUNCH.test(lemma) && object) return facts(sentence, clause, 'ProductLaunched', object, by);
  if (lemma === 'open' && object && sentence.who.product(object, false) && complement(clause, 'to'))
    return facts(sentence, clause, 'ProductLaunched', object, by);
  if (offeredSince(sentence, clause)) return facts(sentence, clause, 'ProductLaunched', object, by);
  if (/^(?:put|bring|take|get)$/.test(lemma) && TO_MARKET.test(tail) && object)
    return facts(sentence, clause, 'ProductLaunched', object, by);
  if (END.test(lemma) && object) return ending(sentence, clause, object, by);
  if (/\bno longer\b/.test(clause.verb.words) && MAKING.test(lemma))
    return facts(sentence, { ...clause, verb: { ...clause.verb, negated: false } }, 'ProductDiscontinued', object, by);
  if (lemma === 'take' && /\b(?:off (?:the market|sale)|out of production)\b/.test(tail))
    return facts(sentence, clause, 'ProductDiscontinued', object, by);
  const glimpse = shownIn(clause);
  if (glimpse) return facts(sentence, clause, 'ProductAnnounced', glimpse, by);
  if (ANNOUNCE.test(lemma) && object) return facts(sentence, clause, 'ProductAnnounced', object, by);
  return intransitive(sentence, clause, tail);
}

/** What is put off is expected, at the date that stands after "to" or "until", if any does. */
function postponed(sentence: Sentence, clause: Clause, fact: Candidate): Candidate {
  const to = sentence.dates.find(
    (d) =>
      d.start > clause.verb.start && /\b(?:to|until|till|into)\s(?:the )?$/.test(sentence.slice(d.start - 10, d.start)),
  );
  return { ...fact, data: { ...fact.data, modality: 'expected', ...(to ? { when: to.edtf } : {}) } };
}

/** "the bank rolled out X": who is not its maker takes it into use. */
const foreignLaunch = (
  sentence: Sentence,
  clause: Clause,
  np: NounPhrase | undefined,
  by: NounPhrase | undefined,
): boolean => {
  const maker = sentence.who.product(np)?.entity?.maker;
  const firm = sentence.who.firm(by);
  return clause.verb.lemma === 'roll out' && maker !== undefined && firm !== undefined && maker !== firm.id;
};

/** What is dropped by others than its maker is no end of it. */
function ending(sentence: Sentence, clause: Clause, object: NounPhrase, by: NounPhrase | undefined): Candidate[] {
  const maker = sentence.who.product(object)?.entity?.maker;
  const firm = sentence.who.firm(by);
  if (maker && firm && firm.id !== maker) return [];
  if (/^(?:drop|pull|scrap|withdraw|delist)$/.test(clause.verb.lemma) && !maker && !clause.verb.passive) return [];
  return facts(sentence, clause, 'ProductDiscontinued', object, by);
}

/** "since May Acme has offered X", "anyone can use X as of today": what begins is on the market. */
function offeredSince(sentence: Sentence, clause: Clause): boolean {
  if (!clause.dates.some((d) => d.role === 'since') || !sentence.who.product(patient(clause), false)) return false;
  const { lemma, passive } = clause.verb;
  if (/^(?:offer|sell|market|stock)$/.test(lemma)) return true;
  return lemma === 'use' && (passive || /^(?:can|may)$/.test(clause.verb.modal ?? ''));
}

/** "lifted the curtain on X", "gave a first glimpse of X", "is working on a new X". */
function shownIn(clause: Clause): NounPhrase | undefined {
  const shows = clause.objects.some((np) =>
    /^(?:curtain|veil|glimpse|look|wraps|preview|taste|details)$/.test(np.head.lower),
  );
  if (shows) return complement(clause, 'on', 'of', 'off', 'at', 'from');
  return clause.verb.lemma === 'work' ? complement(clause, 'on') : undefined;
}

/** "deliveries of X began". */
const begun = (clause: Clause): NounPhrase | undefined =>
  clause.subject &&
  /^(?:deliver(?:y|ies)|sales|shipments|production|rollout|manufacture|service)$/.test(clause.subject.head.lower) &&
  /^(?:begin|start|commence|get under way)$/.test(clause.verb.lemma)
    ? clause.subject.after.find((np) => np.prep === 'of')
    : undefined;

function intransitive(sentence: Sentence, clause: Clause, tail: string): Candidate[] {
  const { lemma, passive, words } = clause.verb;
  const { subject } = clause;
  const delivered = begun(clause);
  if (delivered) return facts(sentence, clause, 'ProductLaunched', delivered, undefined);
  if (!subject || ABOUT.test(subject.head.lower)) return [];
  const dated = clause.dates.length > 0;
  const arrives =
    (ARRIVE.test(lemma) &&
      (dated || !SENT.test(lemma)) &&
      !passive &&
      (clause.objects.every((np) => np.head.mention?.kind === 'product') || lemma === 'hit')) ||
    (lemma === 'go' && /\binto (?:\S+ )?production\b|\bon ?line\b|\blive\b/.test(tail)) ||
    (/^(?:slip|plan|schedule|slate|expect|postpone|delay|push back|put off)$/.test(lemma) && dated) ||
    (/^(?:go|come|be)$/.test(lemma) && ON_MARKET.test(`${words} ${tail}`.slice(0, 60)) && (lemma !== 'be' || dated)) ||
    (/^(?:enter|hit|reach)$/.test(lemma) &&
      clause.objects.some(
        (np) => ENTERED.test(sentence.slice(np.start, np.end).toLowerCase()) || OUTLET.test(np.head.lower),
      )) ||
    (lemma === 'be' && dated && /\bdue\b/.test(tail)) ||
    (/^(?:put|bring|take)$/.test(lemma) && passive && TO_MARKET.test(tail)) ||
    (/^(?:deliver|ship)$/.test(lemma) && passive && /\bfirst\b/.test(sentence.slice(subject.start, subject.end))) ||
    (/^(?:start|begin|enter)$/.test(lemma) && /\bproduction\b/.test(tail) && dated);
  if (lemma === 'leave' && clause.objects.some((np) => /^(?:service|production|range|market)$/.test(np.head.lower)))
    return facts(sentence, clause, 'ProductDiscontinued', subject, undefined);
  const planned = /^(?:slip|plan|schedule|slate|expect|postpone|delay|push back|put off)$/.test(lemma);
  const found = arrives ? facts(sentence, clause, 'ProductLaunched', subject, undefined) : [];
  return planned ? found.map((f) => postponed(sentence, clause, f)) : found;
}

/** "the launch of X", with a verb or a date that tells when. */
function nominal(sentence: Sentence): Candidate[] {
  return sentence.phrases.flatMap((np) => {
    if (!LAUNCH_NOUN.test(np.head.lower)) return [];
    const of = np.after.find((inner) => inner.prep === 'of') ?? np;
    const clause = sentence.clauseAt(np.start);
    if (!clause || !sentence.who.product(of, of !== np)) return [];
    const isSubject = clause.subject === np;
    const delayed =
      isSubject && /^(?:put off|delay|postpone|plan|schedule|expect|slate|push|slip|set)$/.test(clause.verb.lemma);
    return facts(sentence, clause, 'ProductLaunched', of, complement(clause, 'by')).map((fact) => ({
      ...(delayed ? postponed(sentence, clause, fact) : fact),
      confidence: isSubject || clause.dates.length > 0 || np.prep === 'with' ? 0.55 : 0.4,
    }));
  });
}

/** "X, on the market since May", "Y, out since June 2", "Z, due on the rails in 2029": told beside the name. */
const BESIDE =
  /^["”]?, (?:(?:already |now |only )?(?:on (?:the market|sale|shelves)|out|available|in (?:service|shops|stores|production)|sold)(?: \p{L}+){0,3}?|(due|planned|expected|scheduled|slated|promised)(?: \p{L}+){0,4}?) (?:since |from |in |on |for |by |at )*$/u;
function appositions(sentence: Sentence, told: ReadonlySet<unknown>): Candidate[] {
  return sentence.mentions.flatMap((product) => {
    if (product.kind !== 'product' || told.has(product.id)) return [];
    const date = sentence.dates.find((d) => d.start > product.end && d.start - product.end < 50);
    const match = date && BESIDE.exec(sentence.slice(product.end, date.start));
    const expected = match?.[1] !== undefined;
    if (!date || !match || (!expected && date.role !== 'since')) return [];
    const company = makerOf(sentence, product, sentence.phraseAt(product.start));
    return company
      ? [
          {
            type: 'ProductLaunched' as const,
            data: {
              when: date.edtf,
              ...sentence.places(),
              modality: expected ? 'expected' : 'asserted',
              company,
              product: product.id,
            },
            confidence: 0.6,
            at: product.start,
          },
        ]
      : [];
  });
}

/** A family told in one breath: "the S3 in May and the S4, due in early 2027, two years later". */
function schedule(sentence: Sentence, found: readonly Candidate[]): Candidate[] {
  const first = found.find((f) => f.type === 'ProductLaunched' && f.data.when !== undefined);
  const told = new Set(found.map((f) => f.data.product));
  return sentence.mentions.flatMap((product) => {
    if (product.kind !== 'product' || told.has(product.id)) return [];
    const date = sentence.dates.find((d) => d.start >= product.end && d.start - product.end < 22);
    const between = date && sentence.slice(product.end, date.start);
    const subject = sentence.clauseAt(product.start)?.subject;
    if (subject && ABOUT.test(subject.head.lower)) return [];
    const due = between !== undefined && /\bdue\b|\bexpected\b|\bplanned\b/.test(between);
    if (
      !date ||
      (!first && !due) ||
      /\p{L}{4,}/u.test((between ?? '').replace(/\b(?:due|expected|planned|from|late|early)\b/g, ''))
    )
      return [];
    const company =
      product.entity?.maker ??
      (first?.data.company as string | undefined) ??
      sentence.who.firm(sentence.clauseAt(product.start)?.subject)?.id ??
      sentence.context.discourse.topic(product.start)?.id;
    if (!company) return [];
    told.add(product.id);
    const state = due ? 'expected' : first!.data.modality;
    return [
      {
        type: 'ProductLaunched' as const,
        data: { when: date.edtf, ...sentence.places(), modality: state, company, product: product.id },
        confidence: 0.6,
        at: product.start,
      },
    ];
  });
}

/** Announcements, launches and ends of products. */
export const products: Rule = {
  name: 'products',
  read(sentence) {
    const found = [...sentence.clauses.flatMap((clause) => read(sentence, clause)), ...nominal(sentence)];
    const seen = new Set<unknown>();
    const once = found.filter(
      (f) => !seen.has(`${f.type} ${f.data.product}`) && seen.add(`${f.type} ${f.data.product}`),
    );
    const beside = appositions(sentence, new Set(once.map((f) => f.data.product)));
    const all = [...once, ...beside];
    return [...all, ...schedule(sentence, all)];
  },
};
