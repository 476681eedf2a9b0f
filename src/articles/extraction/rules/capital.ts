import { slug } from '../../../../events/text.js';
import type { AmountMention } from '../language/amounts.js';
import type { Clause } from '../language/clauses.js';
import type { Mention } from '../language/mentions.js';
import { isPossessed, type NounPhrase, namesIn } from '../language/phrases.js';
import type { Sentence } from '../language/sentence.js';
import { actor, common, complement, governor, modality, patient } from './circumstances.js';
import type { Candidate, Rule } from './rule.js';

const BUY = /^(?:acquire|buy|purchase|snap up|swallow|buy out|take over|absorb|scoop up)$/;
const SELL = /^(?:sell|offload|divest|sell off|hand|hand over|cede|transfer)$/;
const REFUSE = /^(?:veto|block|reject|rebuff|turn down|throw out|prohibit|receive|get|deny)$/;
const DEAL_NOUN = /^(?:acquisition|takeover|purchase|buyout|buy-out|merger|union|bid|offer|approach)$/;
const CLOSE =
  /^(?:complete|close|agree|announce|finalise|finalize|seal|sign|win|clear|approve|make|launch|strike|conclude|reject|receive|finish)$/;
const INVEST =
  /^(?:invest|pour|plough|pump|inject|spend|put|commit|pledge|splash|sink|earmark|allocate|set aside|fork out|shell out|chip in|channel|set up)$/;
const BUILD =
  /^(?:build|construct|expand|erect|approve|develop|set up|open|break|extend|finance|fund|start up|postpone|shelve|back)$/;
const WORKS =
  /^(?:crusher|mill|brewery|distillery|workshops?|foundry|dairy|tannery|assembly line|plants?|factory|factories|fabs?|cent(?:re|er)s?|clusters?|gigafactor(?:y|ies)|facility|facilities|works|lines?|capacity|terminals?|mines?|refinery|refineries|warehouses?|networks?|headquarters|campus|campuses|reactors?|furnaces?|smelters?|shipyards?|yards?|site|complex|hub|laboratory|lab|pipelines?|farms?|parks?|ground|expansion|project|stage|phase|train|servers|infrastructure|fund|stores|depot|port|railway|construction|reactor|site|units)$/;
const STAKE = /^(?:stake|holding|shareholding|interest|majority|minority)$/;

const moneyIn = (sentence: Sentence, clause: Clause): AmountMention | undefined => {
  const near = (a: AmountMention): boolean =>
    a.kind === 'money' &&
    a.start >= clause.start - 40 &&
    a.start <= clause.end + 60 &&
    !/^\s?(?:a|per) share/.test(sentence.slice(a.end, a.end + 8));
  return sentence.amounts.find((a) => near(a) && sentence.clauseAt(a.start) === clause) ?? sentence.amounts.find(near);
};
const moneyFields = (amount: AmountMention | undefined): Record<string, unknown> =>
  amount ? { value: amount.value, unit: amount.unit, qualifier: amount.qualifier } : {};

/** What is bought: a company, a product's line, or a part named after its owner. */
function targetOf(sentence: Sentence, np: NounPhrase | undefined, acquirer: string | undefined): Mention | undefined {
  if (!np) return undefined;
  const { who } = sentence;
  const named = (np.list ?? [np])
    .flatMap((one) => namesIn(one))
    .filter((m) => (m.kind === 'company' || m.kind === 'product' || m.kind === 'organisation') && m.id !== acquirer);
  if (np.head.mention && named.includes(np.head.mention)) return named[0] ?? np.head.mention;
  if (named[0]) return named[0];
  const of = np.after
    .filter((inner) => /^(?:of|in)$/.test(inner.prep ?? ''))
    .flatMap((inner) => namesIn(inner).concat(who.firm(inner) ?? []))
    .find((m) => m.id !== acquirer && (m.kind === 'company' || m.kind === 'product'));
  return (
    of ??
    (np.head.tag === 'pron' || /^the$/.test(np.tokens[0]!.lower)
      ? [who.firm(np)].find((m) => m && m.id !== acquirer)
      : undefined)
  );
}

function deal(
  sentence: Sentence,
  clause: Clause,
  acquirer: Mention | undefined,
  target: Mention | undefined,
  confidence = 0.7,
): Candidate[] {
  if (!acquirer || !target || acquirer.id === target.id || acquirer.entity?.role) return [];
  const amount = moneyIn(sentence, clause);
  const state = modality(sentence, clause);
  const agreed =
    clause.verb.chain.includes('agree') || /\bagreed\b/.test(sentence.slice(clause.start - 40, clause.verb.end));
  return [
    {
      type: 'AcquisitionAgreed',
      data: {
        ...common(sentence, clause),
        modality: agreed && state === 'expected' ? 'asserted' : state,
        acquirer: acquirer.id,
        target: target.id,
        ...moneyFields(amount),
      },
      confidence,
      at: clause.verb.start,
      ...(amount ? { amount } : {}),
    },
  ];
}

function acquisitions(sentence: Sentence, clause: Clause): Candidate[] {
  const { who } = sentence;
  const { lemma } = clause.verb;
  const object = patient(clause);
  if (BUY.test(lemma) && object && isBusiness(sentence, object)) {
    const dealing =
      clause.subject && /^(?:deal|agreement|bid|offer|plan|right|option|contract)$/.test(clause.subject.head.lower);
    const acquirer = who.firm(dealing ? (clause.parent ? actor(clause.parent) : undefined) : actor(clause));
    return deal(sentence, clause, acquirer, targetOf(sentence, object, acquirer?.id));
  }
  if (SELL.test(lemma) && object) {
    const portion = object.head.tag === 'amount' ? object.after.find((np) => np.prep === 'of') : undefined;
    if (portion && isBusiness(sentence, portion)) {
      const [owner, taker] = [who.firm(portion) ?? who.firm(actor(clause)), who.firm(complement(clause, 'to'))];
      return owner ? deal(sentence, clause, taker, partOf(owner, portion)) : [];
    }
    const [seller, buyer] = [who.firm(actor(clause)), who.firm(complement(clause, 'to'))];
    const target =
      targetOf(sentence, object, seller?.id) ??
      (isPossessed(object) || STAKE.test(object.head.lower) ? targetOf(sentence, object, buyer?.id) : undefined);
    const part = target ?? (seller && isPossessed(object) ? partOf(seller, object) : undefined);
    return part && isBusiness(sentence, object) ? deal(sentence, clause, buyer, part) : [];
  }
  const majority = object !== undefined && STAKE.test(object.head.lower) && isMajority(sentence, object);
  if (/^(?:take|buy|acquire|purchase|get|secure)$/.test(lemma) && majority) {
    const buyer = who.firm(actor(clause));
    return deal(sentence, clause, buyer, targetOf(sentence, object, buyer?.id));
  }
  if (lemma === 'take' && /\bprivate\b/.test(sentence.slice(clause.verb.end, clause.end)))
    return deal(
      sentence,
      clause,
      byOf(sentence, clause) ?? who.firm(clause.subject, true),
      targetOf(sentence, clause.objects[0], undefined),
    );
  if (lemma === 'merge' && clause.objects.length > 0 && !clause.verb.passive && !complement(clause, 'with', 'into'))
    return [];
  if (lemma === 'merge' && !complement(clause, 'with', 'into')) {
    const [a, b] =
      [who.firms(clause.subject), who.firms(governor(sentence, clause)?.subject)].find((firms) => firms.length > 1) ??
      [];
    return deal(sentence, clause, a, b, 0.6);
  }
  if (lemma === 'merge')
    return deal(sentence, clause, who.firm(clause.subject), who.firm(complement(clause, 'with', 'into')), 0.6);
  if (lemma === 'pay' && moneyIn(sentence, clause)) {
    const bought = complement(clause, 'for');
    const buyer = byOf(sentence, clause) ?? who.firm(clause.subject);
    const target =
      bought?.head.mention?.kind === 'company'
        ? bought.head.mention
        : bought && /^(?:it|them)$/.test(bought.head.lower)
          ? who.firm(bought)
          : bought && STAKE.test(bought.head.lower)
            ? (targetOf(sentence, bought, buyer?.id) ?? sentence.context.discourse.current(clause.start, buyer?.id))
            : undefined;
    return deal(sentence, clause, buyer, target, 0.65);
  }
  if (/^(?:become|be)$/.test(lemma)) {
    const owner = clause.objects.find((np) => /^(?:owner|proprietor)$/.test(np.head.lower));
    const owned = owner?.after.find((np) => np.prep === 'of') ?? (owner && complement(clause, 'of'));
    return lemma === 'become' && owner
      ? deal(sentence, clause, who.firm(clause.subject), targetOf(sentence, owned, undefined))
      : [];
  }
  if (lemma === 'take' && /^(?:control|ownership)$/.test(clause.objects[0]?.head.lower ?? '')) {
    const buyer = who.firm(clause.subject);
    return deal(sentence, clause, buyer, targetOf(sentence, complement(clause, 'of'), buyer?.id));
  }
  return nominalDeal(sentence, clause);
}

/** "a majority stake", "60% of the shares". */
const isMajority = (sentence: Sentence, np: NounPhrase): boolean =>
  /\b(?:majority|controlling|entire|whole)\b/.test(sentence.slice(np.start, np.end)) || np.head.lower === 'majority';

/** A part of a firm, named after it: `kering-beauty`. */
function partOf(owner: Mention, np: NounPhrase): Mention {
  const state = np.tokens.find((t) => t.mention?.adjective)?.mention?.name;
  const words = np.tokens
    .filter(
      (t) =>
        (t.tag === 'noun' || t.tag === 'adj') &&
        !/^(?:business|arm|unit|division|operations?|brand|stake|subsidiary|majority|assets)$/.test(t.lower),
    )
    .map((t) => t.lower);
  const id = slug([owner.id, ...(state ? [state] : []), ...words].join(' '));
  return { ...np, id, kind: 'company', name: id.replaceAll('-', ' ') };
}

/** "a consortium led by X": the leader. */
const byOf = (sentence: Sentence, clause: Clause): Mention | undefined => {
  const led = sentence.clauses.find((c) => c.verb.lemma === 'lead' && c.verb.passive && c.subject === clause.subject);
  return led && sentence.who.firm(complement(led, 'by'));
};

/** "cleared X's sale to Y", "the sale of X to Y". */
function sale(sentence: Sentence, clause: Clause): Candidate[] {
  const np = [...clause.objects, ...(clause.subject ? [clause.subject] : [])].find((p) => p.head.lower === 'sale');
  const to = np && (np.after.find((a) => a.prep === 'to') ?? complement(clause, 'to'));
  const buyer = to?.head.mention?.kind === 'company' ? to.head.mention : undefined;
  const of = np?.after.find((a) => a.prep === 'of');
  const target =
    np && (namesIn(np).find((m) => m.kind === 'company') ?? (of && namesIn(of).find((m) => m.kind === 'company')));
  return deal(sentence, clause, buyer, target, 0.55);
}

/** "With the purchase of X, Y gets". */
function fronted(sentence: Sentence, clause: Clause): NounPhrase | undefined {
  const np = sentence.phrases[0];
  return np &&
    DEAL_NOUN.test(np.head.lower) &&
    /^(?:with|by|through|after)$/.test(np.prep ?? '') &&
    clause.link === 'main'
    ? np
    : undefined;
}

/** "completed its purchase of X", "a bid for X", "an offer for its steel arm from X". */
function nominalDeal(sentence: Sentence, clause: Clause): Candidate[] {
  const { who } = sentence;
  const noun =
    [...clause.objects, ...clause.complements, ...(clause.subject ? [clause.subject] : [])].find((np) =>
      DEAL_NOUN.test(np.head.lower),
    ) ?? fronted(sentence, clause);
  if (!noun) return sale(sentence, clause);
  const union = noun.after.find((np) => np.prep === 'of' && np.list?.length === 2);
  if (/^(?:merger|union)$/.test(noun.head.lower) && union) {
    const [a, b] = who.firms(union);
    return deal(sentence, clause, a, b, 0.6);
  }
  const inner = noun.after.find((np) => /^(?:of|for|with)$/.test(np.prep ?? ''));
  const from = complement(clause, 'from', 'by') ?? noun.after.find((np) => np.prep === 'by');
  const bid = /^(?:bid|offer|approach|proposal)$/.test(noun.head.lower);
  const owner = namesIn(noun).find((m) => m.kind === 'company');
  const acquirer =
    (bid && from ? who.firm(from) : undefined) ??
    owner ??
    (isPossessed(noun) || noun.prep === 'with' || CLOSE.test(clause.verb.lemma)
      ? who.firm(actor(clause))
      : undefined) ??
    who.firm(from?.prep === 'by' ? from : undefined);
  const target =
    targetOf(sentence, inner, acquirer?.id) ??
    (inner && isPossessed(inner) ? who.firm(inner) : undefined) ??
    (bid && acquirer && REFUSE.test(clause.verb.lemma)
      ? ([who.firm(actor(clause)), sentence.context.discourse.current(clause.start, acquirer.id)].find(
          (m) => m && m.id !== acquirer.id && m.kind === 'company',
        ) ?? undefined)
      : undefined);
  return deal(sentence, clause, acquirer, target, 0.65).map((fact) =>
    bid && fact.data.modality === 'asserted' ? { ...fact, data: { ...fact.data, modality: 'expected' } } : fact,
  );
}

/** A firm or a part of one, and no goods. */
function isBusiness(sentence: Sentence, np: NounPhrase): boolean {
  const amount = np.tokens.some((t) => t.amount?.kind === 'count');
  if (amount || /^(?:shares?|stock|bonds?)$/.test(np.head.lower)) return false;
  const words = sentence.slice(np.start, np.end + 30);
  if (
    /\b(?:stake|business|unit|division|arm|rival|company|start-?up|maker|group|majority|operations|brand|exchange|subsidiary|studio|chain|firm|assets|factories|plants|mines|stores|brands|operations)\b/i.test(
      words,
    )
  )
    return true;
  if (
    /^(?:the|which|who)$/.test(np.tokens[0]!.lower) &&
    np.head.tag === 'noun' &&
    sentence.who.firm(np)?.kind === 'company'
  )
    return true;
  return np.head.mention?.kind === 'company' || (np.list ?? []).some((one) => one.head.mention?.kind === 'company');
}

/** "Capital expenditure at X came to $72 billion". */
function spending(sentence: Sentence, clause: Clause): Candidate[] {
  const np = [clause.subject, ...clause.objects].find(
    (p) =>
      p &&
      /^(?:expenditures?|capex|spending|investments?)$/.test(p.head.lower) &&
      (/capital|capex|investment/i.test(sentence.slice(p.start, p.end)) || p.head.lower === 'capex'),
  );
  const amount = np && moneyIn(sentence, clause);
  const firm =
    np && (sentence.who.firm(np) ?? sentence.who.firm(actor(clause)) ?? sentence.context.discourse.topic(clause.start));
  return amount && firm ? [investment(sentence, clause, [firm.id], undefined, amount, undefined)] : [];
}

function investments(sentence: Sentence, clause: Clause): Candidate[] {
  const spent = spending(sentence, clause);
  if (spent.length > 0) return spent;
  const { who } = sentence;
  const { lemma } = clause.verb;
  const amount = moneyIn(sentence, clause);
  const object = patient(clause);
  const built = [object, ...clause.complements, ...clause.objects].find(
    (np) => np && np !== clause.subject && WORKS.test(np.head.lower),
  );
  const spends =
    INVEST.test(lemma) &&
    amount !== undefined &&
    (clause.verb.passive || (amount.start > clause.verb.start && amount.start - clause.verb.end < 60)) &&
    clause.objects[0]?.head.lower !== 'itself';
  const isInWhich =
    clause.subject && /\b(?:in|into) which $/.test(sentence.slice(clause.subject.start - 10, clause.subject.start));
  if (lemma === 'put' && !isInWhich && !complement(clause, 'into', 'towards', 'toward')) return [];
  if (/^(?:promise|give|grant|lend|hand)$/.test(lemma) && amount && clause.objects.length > 1 && !clause.verb.passive) {
    const [giver, taker] = [who.firm(clause.subject) ?? who.authority(clause.subject), who.firm(clause.objects[0])];
    return giver && taker && giver.id !== taker.id && clause.objects[1]!.head.amount === amount
      ? [investment(sentence, clause, [giver.id], taker.id, amount, undefined)]
      : [];
  }
  const worked =
    /^(?:begin|start|resume)$/.test(lemma) &&
    /^(?:work|construction|building)$/.test(clause.objects[0]?.head.lower ?? '')
      ? [complement(clause, 'on', 'of'), clause.objects[0]?.after.find((np) => /^(?:on|of)$/.test(np.prep ?? ''))].find(
          Boolean,
        )
      : undefined;
  const works = built ?? worked;
  const starts = worked !== undefined && (amount !== undefined || WORKS.test(worked.head.lower));
  const builds =
    BUILD.test(lemma) &&
    object !== undefined &&
    WORKS.test(object.head.lower) &&
    !/^(?:train|stores|phase|stage|line|lines)$/.test(
      object.head.lower.replace(/^(?:phase|stage)$/, amount || lemma === 'postpone' ? '' : object.head.lower),
    );
  const stake = /^(?:take|buy|acquire|purchase)$/.test(lemma) && object !== undefined && STAKE.test(object.head.lower);
  if (lemma === 'raise' || lemma === 'collect' || lemma === 'secure')
    return amount &&
      /\b(?:raise|rais|collect|fund|round|investor|bond|financ|to pay|backers|Series)/.test(sentence.text) &&
      !/\b(?:prices?|forecast|guidance|outlook|target|dividend|profit|goal|estimate)\b/.test(
        sentence.slice(clause.verb.end, clause.verb.end + 30),
      )
      ? raised(sentence, clause, amount)
      : [];
  const worth =
    BUILD.test(lemma) && amount !== undefined && /^\s?worth of\b/.test(sentence.slice(amount.end, amount.end + 10));
  const giver = complement(clause, 'from');
  if (/^(?:receive|get|obtain|collect)$/.test(lemma) && amount && clause.objects[0]?.head.amount === amount && giver) {
    const [recipient, source] = [who.firm(clause.subject), who.firm(giver) ?? who.authority(giver)];
    return recipient && source && recipient.id !== source.id
      ? [investment(sentence, clause, [source.id], recipient.id, amount, undefined)]
      : [];
  }
  if (!(spends || builds || starts || stake || worth)) return [];
  const beside = sentence.phrases.find(
    (np) => np.prep === 'with' && /\b(?:together|along|jointly) with $/i.test(sentence.slice(np.start - 16, np.start)),
  );
  const investors = [...who.firms(actor(clause) ?? clause.subject, true), ...who.firms(beside)].map((m) => m.id);
  const state = who.authority(actor(clause));
  const all = investors.length > 0 ? investors : state ? [state.id] : topicOf(sentence, clause);
  if (all.length === 0) return [];
  const into = stake
    ? targetOf(sentence, object, all[0])
    : ((lemma === 'inject' && !complement(clause, 'in', 'into')
        ? [sentence.context.discourse.current(clause.start)].find((m) => m && !all.includes(m.id))
        : undefined) ??
      namedRecipient(sentence, isInWhich ? clause.objects.at(0) : complement(clause, 'in', 'into'), all));
  return [investment(sentence, clause, all, into?.id, amount, works)];
}

const topicOf = (sentence: Sentence, clause: Clause): string[] => {
  const topic =
    clause.subject === undefined || clause.verb.passive
      ? sentence.context.discourse.topic(clause.verb.start)
      : undefined;
  return topic ? [topic.id] : [];
};

const namedRecipient = (
  sentence: Sentence,
  np: NounPhrase | undefined,
  investors: readonly string[],
): Mention | undefined => {
  const found =
    np && (np.head.mention?.kind === 'company' || np.head.tag === 'pron' || /^the$/.test(np.tokens[0]!.lower))
      ? sentence.who.firm(np)
      : undefined;
  return found && !investors.includes(found.id) ? found : undefined;
};

function investment(
  sentence: Sentence,
  clause: Clause,
  investors: string[],
  recipient: string | undefined,
  amount: AmountMention | undefined,
  works: NounPhrase | undefined,
): Candidate {
  const purpose = works
    ? sentence.slice(works.start, works.end)
    : sentence.slice(clause.verb.start, Math.min(clause.end, clause.verb.end + 120));
  return {
    type: 'InvestmentMade',
    data: {
      ...common(sentence, clause),
      ...(clause.verb.lemma === 'postpone' ? { modality: 'expected' } : {}),
      investors,
      ...(recipient ? { recipient } : {}),
      purpose,
      ...moneyFields(amount),
    },
    confidence: amount ? 0.7 : 0.5,
    at: clause.verb.start,
    ...(amount ? { amount } : {}),
  };
}

/** "raised $1bn from X and Y", "led by X". */
function raised(sentence: Sentence, clause: Clause, amount: AmountMention): Candidate[] {
  const { who } = sentence;
  const firm = who.firm(clause.subject);
  const from = complement(clause, 'from');
  const led = sentence.clauses.find((c) => c.verb.lemma === 'lead' && c.verb.passive);
  const backers = [...who.firms(from), ...(led ? who.firms(complement(led, 'by')) : [])].map((m) => m.id);
  if (!firm) return [];
  return [
    investment(
      sentence,
      clause,
      backers.length > 0 ? [...new Set(backers)] : [firm.id],
      backers.length > 0 ? firm.id : undefined,
      amount,
      undefined,
    ),
  ];
}

/** Takeovers, funding, and what is spent on plants and clusters. */
export const capital: Rule = {
  name: 'capital',
  read: (sentence) =>
    sentence.clauses.flatMap((clause) => {
      const deals = acquisitions(sentence, clause);
      return deals.length > 0 ? deals : investments(sentence, clause);
    }),
};
