import type { Clause } from '../language/clauses.js';
import { entityId } from '../language/entity-id.js';
import { FIRM, PRODUCT } from '../language/lexicon/trades.js';
import type { Mention } from '../language/mentions.js';
import { isPossessed, type NounPhrase, namesIn } from '../language/phrases.js';
import type { Sentence } from '../language/sentence.js';
import { actor, common, complement, isAsked, patient } from './circumstances.js';
import { kindId } from './kinds.js';
import type { Candidate, Rule } from './rule.js';

/** The adopter does it to the product. */
const USE =
  /^(?:use|adopt|deploy|install|choose|pick|select|fly|operate|embrace|employ|license|integrate|implement|trial|pilot|test|standardise|standardize|take|buy|embed|retrofit|rent|lease|run|put|field)$/;
/** The adopter does it with a preposition before the product. */
const TURN: readonly [RegExp, RegExp][] = [
  [/^(?:switch|migrate|move|turn|shift|convert|upgrade|switch to|move to)$/, /^to$/],
  [/^(?:opt|opt for|settle|settle on)$/, /^(?:for|on)$/],
  [/^(?:sign up|sign)$/, /^for$/],
  [/^(?:design|work|operate|experiment|stick)$/, /^with$/],
  [/^(?:come|ship)$/, /^with$/],
  [/^decide$/, /^(?:for|on)$/],
  [/^(?:run|rely|rely on|run on|standardise|standardize|train|build|bet)$/, /^on$/],
];
/** The adopter gets the product from another. */
const FIT = /^(?:fit|equip|power|install|deploy|use|adopt|choose|select|pick|serve|supply)$/;
const DROP =
  /^(?:drop|ditch|abandon|replace|remove|phase out|oust|rip out|strip out|cancel|dump|scrap|jettison|throw|throw out|give up|swap|retire|discard)$/;

const isAdopter = (m: Mention | undefined): m is Mention =>
  m !== undefined &&
  !/^(?:makers|companies|firms|customers|users|buyers|suppliers|producers|others|states|countries)$/.test(m.id) &&
  m.entity?.role !== 'analyst' &&
  m.entity?.role !== 'media';

/** The product or, where there is none, the vendor that a phrase names; "its own chips" are the adopter's. */
function thing(
  sentence: Sentence,
  np: NounPhrase | undefined,
  adopter: Mention,
): { product?: string; vendor?: string } | undefined {
  if (!np) return undefined;
  const { who } = sentence;
  const product =
    who.product(np) ??
    (isPossessed(np) && /^(?:orders?|purchases)$/.test(np.head.lower)
      ? sentence.context.discourse.product(np.start)
      : undefined);
  if (product) return product.entity?.maker === adopter.id ? undefined : { product: product.id };
  if (/^(?:its|their)$/.test(np.tokens[0]!.lower) && np.tokens.some((t) => t.lower === 'own'))
    return { vendor: adopter.id };
  const owner = isPossessed(np) && PRODUCT.test(np.head.lower.replace(/s$/, '')) ? who.firm(np) : undefined;
  if (owner?.kind === 'company' && owner.id !== adopter.id) return { vendor: owner.id };
  const home = np.tokens.find((t) => t.mention?.adjective)?.mention?.entity?.adjectives?.[0];
  const described = home && np.tokens[0]!.lower === 'the' ? who.firm(np) : undefined;
  if (described?.kind === 'company' && described.id !== adopter.id) return { vendor: described.id };
  const native = home && np.head.tag === 'noun' && !FIRM.test(np.head.lower) ? kindId(who.thing(np)) : undefined;
  if (native) return { product: entityId(`${home} ${native}`) };
  const users = isPossessed(np) && /^(?:customers?|users?|clients?)$/.test(np.head.lower);
  const vendor =
    np.tokens.find((t) => t.mention?.kind === 'company' && t.mention.entity?.role === undefined)?.mention ??
    (np.head.tag === 'pron' || users ? who.firm(np) : undefined);
  const madeBy = sentence.clauses.find(
    (c) => c.subject === np && c.verb.passive && /^(?:make|build|produce|supply)$/.test(c.verb.lemma),
  );
  const builder = madeBy && who.firm(complement(madeBy, 'by'));
  if (!vendor && builder && builder.id !== adopter.id) return { vendor: builder.id };
  const from = np.after.find((a) => /^(?:from|of|by)$/.test(a.prep ?? '') && who.firm(a)?.kind === 'company');
  const maker = vendor ?? (from && who.firm(from));
  if (maker) return maker.id !== adopter.id ? { vendor: maker.id } : undefined;
  const kind =
    np.tokens.some((t) => /^(?:home-made|homegrown|home-grown|in-house|local|domestic)$/.test(t.lower)) &&
    np.head.tag === 'noun'
      ? who.thing(np)
      : undefined;
  return kind ? { product: kind } : undefined;
}

/** Firms, and products whose makers use another's: "its customers include Acme Code". */
function adoptersOf(sentence: Sentence, by: NounPhrase | undefined): Mention[] {
  const all = (by?.list ?? (by ? [by] : [])).flatMap((np) => {
    const firms = sentence.who.firms(np.list ? { ...np, list: undefined } : np, true);
    const tool = firms.length === 0 && np.head.mention?.kind === 'product' ? [np.head.mention] : [];
    return [...firms, ...tool];
  });
  return all.filter((m, i) => isAdopter(m) && all.findIndex((o) => o.id === m.id) === i);
}

function facts(
  sentence: Sentence,
  clause: Clause,
  type: 'ProductAdopted' | 'ProductDropped',
  by: NounPhrase | undefined,
  np: NounPhrase | undefined,
  confidence: number,
): Candidate[] {
  const firms = adoptersOf(sentence, by);
  const state = firms.length === 0 ? sentence.who.authority(by) : undefined;
  const adopters = state ? [state] : firms;
  const shared = common(sentence, clause, type === 'ProductAdopted');
  if (shared.modality === 'denied' && type === 'ProductAdopted') return [];
  return adopters.flatMap((adopter) => {
    const what = thing(sentence, np, adopter);
    if (!what) return [];
    const use = sentence.slice(clause.verb.start, Math.min(sentence.end, clause.verb.end + 100));
    return [
      {
        type,
        data: { ...shared, adopter: adopter.id, ...what, ...(type === 'ProductAdopted' ? { use } : {}) },
        confidence: what.product ? confidence : confidence - 0.1,
        at: clause.verb.start,
      },
    ];
  });
}

function adopted(sentence: Sentence, clause: Clause): Candidate[] {
  const { lemma, passive } = clause.verb;
  for (const [verbs, prep] of TURN)
    if (verbs.test(lemma) && !(lemma === 'sign' && clause.objects.length > 0)) {
      const np =
        clause.complements.find((c) => prep.test(c.prep ?? '')) ??
        (/ (?:to|on|for)$/.test(lemma) ? clause.objects[0] : undefined);
      const found = facts(sentence, clause, 'ProductAdopted', actor(clause) ?? clause.subject, np, 0.6);
      if (found.length > 0) return found;
    }
  const favoured = clause.complements.find((c) => /\bin favou?r of $/.test(sentence.slice(c.start - 14, c.start)));
  if (lemma === 'decide' && favoured)
    return facts(sentence, clause, 'ProductAdopted', actor(clause) ?? clause.subject, favoured, 0.6);
  if (passive && FIT.test(lemma)) {
    const to = complement(clause, 'to', 'in', 'at', 'on');
    const withNp = complement(clause, 'with', 'by');
    const fitted = to ? facts(sentence, clause, 'ProductAdopted', to, clause.subject, 0.55) : [];
    if (fitted.length > 0) return fitted;
    if (/^(?:equip|power|fit)$/.test(lemma))
      return facts(sentence, clause, 'ProductAdopted', clause.subject, withNp, 0.5);
  }
  const fitted = clause.complements.some((c) => /^(?:to|in|into|on|aboard|across)$/.test(c.prep ?? ''));
  if (!passive && /^(?:fit|install|add)$/.test(lemma) && fitted && isNamed(sentence, clause.objects[0]))
    return facts(sentence, clause, 'ProductAdopted', clause.subject, clause.objects[0], 0.55);
  if (!passive && /^(?:equip|fit|power|outfit|retrofit)$/.test(lemma))
    return facts(sentence, clause, 'ProductAdopted', clause.subject, complement(clause, 'with'), 0.6);
  if (lemma === 'roll out' && clause.objects[0])
    return facts(sentence, clause, 'ProductAdopted', clause.subject, clause.objects[0], 0.55);
  if (
    !passive &&
    /^(?:build|fit|install|integrate|put)$/.test(lemma) &&
    complement(clause, 'into') &&
    clause.objects[0]
  )
    return facts(sentence, clause, 'ProductAdopted', clause.subject, clause.objects[0], 0.5);
  const orders = clause.objects.find((np) => /^(?:orders?|purchases)$/.test(np.head.lower));
  if (orders && /^(?:place|step up|increase|raise|double|boost|make|ramp up|rush|expand)$/.test(lemma)) {
    const of = orders.after.find((np) => /^(?:for|of)$/.test(np.prep ?? ''));
    const what = of ?? (isPossessed(orders) && !clause.complements.some((c) => c.prep === 'for') ? orders : undefined);
    return what ? facts(sentence, clause, 'ProductAdopted', actor(clause), what, 0.5) : [];
  }
  if (lemma === 'make' && clause.objects.length > 1 && isPossessed(clause.objects[1]!))
    return facts(sentence, clause, 'ProductAdopted', actor(clause), clause.objects[0], 0.5);
  if (/^(?:hand|give|issue|offer|provide|distribute)$/.test(lemma) && complement(clause, 'to') && clause.objects[0])
    return given(sentence, clause);
  if (/^(?:weigh|consider|mull|evaluate)$/.test(lemma) && owned(sentence, clause.objects[0]))
    return facts(sentence, clause, 'ProductAdopted', clause.subject, clause.objects[0], 0.6).map((f) => ({
      ...f,
      data: { ...f.data, modality: 'expected' },
    }));
  if (!USE.test(lemma)) return [];
  const weak = /^(?:buy|test|trial|run|lease|rent|operate|fly)$/.test(lemma);
  if (lemma === 'take' && !/\binto (?:use|service)\b/.test(sentence.slice(clause.verb.end, clause.end))) return [];
  if (
    lemma === 'put' &&
    !/\b(?:to work|into service|to use|into operation|on (?:the|its|that|their) (?:\S+ ){0,2}(?:lines?|routes?|network|roads?))\b/.test(
      sentence.slice(clause.verb.end, clause.end),
    )
  )
    return [];
  if (/^(?:buy|lease)$/.test(lemma) && clause.objects.some((np) => np.tokens.some((t) => t.amount))) return [];
  return facts(sentence, clause, 'ProductAdopted', actor(clause), patient(clause), weak ? 0.5 : 0.65);
}

/** "hand X to 3,000 employees", "give X to patients": who hands out what is another's uses it. */
function given(sentence: Sentence, clause: Clause): Candidate[] {
  const product = sentence.who.product(clause.objects[0]);
  const firm = sentence.who.firm(clause.subject);
  if (!product || (firm && product.entity?.maker === firm.id)) return [];
  const states = (clause.subject?.list ?? [clause.subject]).flatMap((np) =>
    np ? (sentence.who.authority(np) ?? []) : [],
  );
  const named = firm ? [] : states;
  if (named.length < 2) return facts(sentence, clause, 'ProductAdopted', clause.subject, clause.objects[0], 0.55);
  return (clause.subject?.list ?? []).flatMap((np) =>
    facts(sentence, { ...clause, subject: np }, 'ProductAdopted', np, clause.objects[0], 0.55),
  );
}

/** A product, or a firm that stands for what it sells. */
const isNamed = (sentence: Sentence, np: NounPhrase | undefined): boolean =>
  np !== undefined && (np.head.mention?.kind === 'company' || sentence.who.product(np, false) !== undefined);

/** "Acme's chips": goods named after their maker. */
const owned = (sentence: Sentence, np: NounPhrase | undefined): boolean =>
  np !== undefined &&
  PRODUCT.test(np.head.lower.replace(/s$/, '')) &&
  namesIn(np).some((m) => m.kind === 'company') &&
  sentence.who.firm(np) !== undefined;

function dropped(sentence: Sentence, clause: Clause): Candidate[] {
  const { lemma, chain, passive } = clause.verb;
  const { who } = sentence;
  const ceased =
    chain.some((c) => /^(?:stop|cease|quit)$/.test(c)) ||
    /\b(?:no longer|any ?more)\b/.test(sentence.slice(clause.verb.start - 12, clause.verb.end));
  const stopped = ceased && /^(?:use|buy|order|sell|stock|fly|offer|carry|run|operate|deploy)$/.test(lemma);
  const away = /^(?:switch|move|turn|shift|migrate|move away|break away|walk away)$/.test(lemma)
    ? complement(clause, 'from', 'off')
    : undefined;
  if (lemma === 'replace' && /^ (?:\S+ ){1,6}as (?:the|its) /.test(sentence.slice(clause.verb.end, clause.end + 30)))
    return [];
  if (
    !(
      DROP.test(lemma) ||
      stopped ||
      away ||
      (lemma === 'take' && / (?:off|out of|from) /.test(sentence.slice(clause.verb.end, clause.end)))
    )
  )
    return [];
  const shelves =
    lemma === 'take' &&
    /\b(?:off|from|out of) (?:its |their |the )?(?:\S+ )?(?:shelves|menu|range|fleet|network|taps|store|stores|app store|networks|service|use)\b/.test(
      sentence.slice(clause.verb.end, clause.end + 2),
    );
  const asked = patient(clause);
  const order =
    asked && /^(?:orders?|contracts?|purchases?|deals?)$/.test(asked.head.lower)
      ? asked.after.find(
          (np) =>
            /^(?:for|of|with)$/.test(np.prep ?? '') && !/favou?r of $/.test(sentence.slice(np.start - 10, np.start)),
        )
      : undefined;
  const object = away ?? order ?? asked;
  if (lemma === 'take' && !shelves) return [];
  const from = complement(clause, 'from', 'off');
  const by =
    passive && !complement(clause, 'by') && from ? from : (actor(clause) ?? (passive ? undefined : clause.subject));
  const found = facts(
    sentence,
    clause,
    'ProductDropped',
    by,
    object,
    /^(?:drop|ditch|abandon|replace|oust|give up|throw out|rip out|phase out)$/.test(lemma) || stopped || away
      ? 0.65
      : 0.5,
  );
  const instead = complement(clause, 'for', 'with', 'by', 'of');
  const other = /\b(?:favou?r of|with|for) $/.test(sentence.slice((instead?.start ?? 0) - 12, instead?.start ?? 0))
    ? (who.product(instead) ?? who.firm(instead))
    : undefined;
  const own = /\bfor (?:its|their) own\b/.test(sentence.slice(clause.verb.end, clause.end + 4));
  return found.map((f) => ({
    ...f,
    data: {
      ...f.data,
      ...(own
        ? { replacedBy: f.data.adopter }
        : other && other.id !== f.data.product && other.id !== f.data.adopter
          ? { replacedBy: other.id }
          : {}),
    },
  }));
}

/** "replaced its old engines with X's": X's are taken into use. */
function replaced(sentence: Sentence, clause: Clause): Candidate[] {
  const by = clause.verb.passive ? undefined : complement(clause, 'with');
  const instead = /^(?:drop|ditch|abandon|give up|swap|trade in|dump)$/.test(clause.verb.lemma)
    ? complement(clause, 'for')
    : undefined;
  if (instead && !clause.verb.passive) {
    const those = /^(?:those|that|ones?)$/.test(instead.head.lower) ? (instead.after[0] ?? instead) : instead;
    return facts(sentence, clause, 'ProductAdopted', actor(clause), those, 0.55);
  }
  return /^(?:replace|swap)$/.test(clause.verb.lemma) && by
    ? facts(sentence, clause, 'ProductAdopted', actor(clause), by, 0.55)
    : [];
}

/** "X and Y are among the customers of Z", "its customers include X and Y". */
function customers(sentence: Sentence, clause: Clause): Candidate[] {
  const { lemma } = clause.verb;
  const { subject, objects } = clause;
  const users = (np: NounPhrase | undefined): boolean =>
    np !== undefined && /^(?:customers?|users?|buyers?|clients?|adopters?|takers?)$/.test(np.head.lower);
  const of = (np: NounPhrase): NounPhrase | undefined =>
    np.after.find((a) => /^(?:of|for)$/.test(a.prep ?? '')) ??
    (isPossessed(np) || namesIn(np).length > 0 ? np : undefined);
  const among =
    lemma === 'be' || lemma === 'count' ? [...objects, ...clause.complements].find((np) => users(np)) : undefined;
  if (among && lemma === 'count') return facts(sentence, clause, 'ProductAdopted', objects[0], subject, 0.55);
  if (among && subject) return facts(sentence, clause, 'ProductAdopted', subject, of(among), 0.55);
  const as = clause.complements.find((np) => np.prep === 'as' && users(np));
  const beside = as && complement(clause, 'with');
  if (beside && subject)
    return facts(sentence, clause, 'ProductAdopted', beside, isPossessed(as) ? subject : of(as), 0.55);
  return lemma === 'include' && subject && users(subject)
    ? facts(sentence, clause, 'ProductAdopted', objects[0], of(subject), 0.55)
    : [];
}

/** Who takes a product into use, and who gives it up. */
export const adoptions: Rule = {
  name: 'adoptions',
  read: (sentence) =>
    sentence.clauses.flatMap((clause) => {
      if (isAsked(clause)) return [];
      const given = [...dropped(sentence, clause), ...replaced(sentence, clause), ...customers(sentence, clause)];
      return given.length > 0 ? given : adopted(sentence, clause);
    }),
};
