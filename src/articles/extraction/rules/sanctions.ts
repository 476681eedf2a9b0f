import type { AmountMention } from '../language/amounts.js';
import type { Clause } from '../language/clauses.js';
import type { Mention } from '../language/mentions.js';
import { type NounPhrase, namesIn } from '../language/phrases.js';
import type { Sentence } from '../language/sentence.js';
import { actor, governor, modality, when, whenOpen } from './circumstances.js';
import { isRestriction, measureOf } from './measures.js';
import { permission } from './permissions.js';
import type { Candidate, Rule } from './rule.js';
import { authorityOf, productsOf, targetsOf } from './sanction-parties.js';

const IMPOSE =
  /^(?:impose|slap|levy|introduce|announce|set|fix|raise|increase|double|triple|hike|extend|tighten|put|place|charge|threaten|widen|expand|propose|hit|answer|respond|reply|counter|hit back|retaliate|apply|enact|adopt|launch|ready|prepare|unveil|approve|order|face|pay|be|have|attract|incur|carry|keep|list|add|quadruple|issue|need|require|lift to)$/;
const DIRECT =
  /^(?:sanction|ban|bar|block|prohibit|embargo|blacklist|fine|penalise|penalize|outlaw|forbid|restrict|designate|freeze|exclude|curb|halt|suspend|limit|stop|bann)$/;
const EASE =
  /^(?:lift|ease|remove|suspend|call off|cancel|take back|waive|exempt|scrap|roll back|relax|unfreeze|drop|revoke|repeal|end|pause|abolish|overturn|annul|cut|lower|halve|reduce|delist|withdraw|spare|reverse|rescind|loosen|exclude|strike)$/;
const WEIGHED = /^(?:weigh|consider|discuss|grant|plan|mull|examine|seek|ask|request)$/;
const PERMIT =
  /^(?:allow|permit|clear|approve|license|licence|authorise|authorize|grant|let|exempt|wave through|readmit)$/;
const TRADE =
  /\b(?:sell|sale|sales|ship|shipments?|exports?|exported|imports?|licen[cs]es?|deliver|resume|market|buy|purchase)\b/i;

function measure(
  sentence: Sentence,
  clause: Clause,
  noun: NounPhrase | undefined,
  type: 'SanctionImposed' | 'SanctionLifted',
  confidence: number,
): Candidate[] {
  const authority = authorityOf(sentence, clause, noun);
  if (!authority) return [];
  const { discourse } = sentence.context;
  const own = measureOf(sentence.slice(clause.start, Math.max(clause.end, noun?.end ?? 0)), sentence.text);
  const known = own === 'other' && noun && /^(?:the|its|this|that)$/.test(noun.tokens[0]!.lower);
  const kind = (known ? discourse.measure(authority.id) : undefined) ?? own;
  discourse.impose(authority.id, kind);
  const targets = targetsOf(sentence, clause, noun, authority, kind);
  if (targets.length === 0) return [];
  const from = noun?.start ?? clause.verb.start;
  const rate =
    type === 'SanctionImposed'
      ? (sentence.amounts.find((a) => fits(a, kind) && a.start >= from) ??
        sentence.amounts.findLast((a) => fits(a, kind)))
      : undefined;
  const goods = productsOf(sentence, clause, noun);
  const point = type === 'SanctionLifted' || kind === 'penalty';
  const decreed = decreedAt(sentence, clause, authority);
  const places = targets.flatMap((id) => sentence.context.names.byId.get(id)?.place ?? []);
  return [
    {
      type,
      data: {
        ...(point ? when(sentence, clause) : whenOpen(sentence, clause)),
        ...(places.length > 0 ? { places } : sentence.places()),
        ...(decreed ? { when: point ? decreed : `${decreed.split('/')[0]}/..` } : {}),
        modality: decreed ? 'asserted' : modality(sentence, clause),
        authority: authority.id,
        targets,
        measure: kind,
        ...(goods.length > 0 ? { products: goods } : {}),
        ...(rate ? { value: rate.value, unit: rate.unit } : {}),
        description: sentence.text,
      },
      confidence,
      at: clause.verb.start,
      ...(rate ? { amount: rate } : {}),
    },
  ];
}

/** "the ministry said on Tuesday that licences would be needed": what an authority says so is done by saying it. */
function decreedAt(sentence: Sentence, clause: Clause, authority: Mention): string | undefined {
  const over = governor(sentence, clause);
  if (!over || over === clause || sentence.who.authority(over.subject)?.id !== authority.id) return undefined;
  if (
    !/^(?:say|announce|rule|declare|tell|decide|state)$/.test(over.verb.lemma) ||
    clause.dates.some((d) => !over.dates.includes(d))
  )
    return undefined;
  return over.dates[0]?.edtf;
}

const fits = (a: AmountMention, kind: string): boolean =>
  kind === 'tariff' ? a.kind === 'percent' : kind === 'penalty' && a.kind === 'money';

function read(sentence: Sentence, clause: Clause): Candidate[] {
  const { lemma, passive } = clause.verb;
  const { who } = sentence;
  const phrases = [...clause.objects, ...clause.complements, ...(clause.subject ? [clause.subject] : [])];
  const noun = phrases.find((np) => isRestriction(np, sentence) && np.prep !== 'under');
  const text = sentence.slice(clause.start, clause.end);
  if (
    noun &&
    /^(?:take|remove|strike|delete|drop)$/.test(lemma) &&
    /list$/.test(noun.head.lower) &&
    /^(?:off|from)$/.test(noun.prep ?? '')
  )
    return measure(sentence, clause, noun, 'SanctionLifted', 0.65);
  if (
    noun &&
    /^(?:restore|reinstate|renew|hand back|give back)$/.test(lemma) &&
    /^(?:licen[cs]es?|permits?)$/.test(noun.head.lower)
  )
    return measure(sentence, clause, noun, 'SanctionLifted', 0.6);
  if (
    noun &&
    noun === clause.subject &&
    /^(?:need|require|necessary)$/.test(lemma) &&
    /\bno longer\b/.test(sentence.slice(clause.verb.start, clause.verb.end + 12))
  )
    return measure(sentence, clause, noun, 'SanctionLifted', 0.65).map((f) => ({
      ...f,
      data: { ...f.data, modality: 'asserted' },
    }));
  if (
    /^(?:no one|nobody|no company|no firm|none)$/.test(
      clause.subject ? sentence.slice(clause.subject.start, clause.subject.end).toLowerCase() : '',
    ) &&
    /^(?:may|can)$/.test(clause.verb.modal ?? '') &&
    TRADE.test(clause.verb.words)
  )
    return measure(sentence, clause, noun, 'SanctionImposed', 0.6).map((f) => ({
      ...f,
      data: { ...f.data, modality: 'asserted' },
    }));
  if (noun && /^(?:put off|postpone|delay|defer|shelve)$/.test(lemma))
    return measure(sentence, clause, noun, 'SanctionLifted', 0.5);
  if (placedUnder(sentence, clause)) return measure(sentence, clause, noun, 'SanctionImposed', 0.65);
  if (
    /^(?:resume|restart)$/.test(lemma) &&
    who.authority(clause.subject) &&
    TRADED.test(clause.objects[0]?.head.lower ?? '')
  )
    return measure(sentence, clause, clause.objects[0], 'SanctionLifted', 0.55);
  if (
    /^(?:may|can)$/.test(clause.verb.modal ?? '') &&
    !clause.verb.negated &&
    /^(?:sell|export|ship|supply|import|buy|deliver|trade)$/.test(lemma) &&
    /\b(?:again|once more)\b/.test(sentence.slice(clause.verb.start, clause.end + 14))
  )
    return measure(sentence, clause, noun, 'SanctionLifted', 0.55).map((f) => ({
      ...f,
      data: { ...f.data, modality: 'asserted' },
    }));
  const permit = permission(sentence, clause);
  if (permit) return measure(sentence, clause, permit, 'SanctionLifted', 0.6);
  if (noun && noun.head.lower === 'cap' && /^(?:lower|cut|reduce|tighten)$/.test(lemma))
    return measure(sentence, clause, noun, 'SanctionImposed', 0.6);
  if (
    noun &&
    /^(?:revoke|cancel|withdraw|suspend|annul)$/.test(lemma) &&
    /^(?:licen[cs]es?|permits?)$/.test(noun.head.lower)
  )
    return measure(sentence, clause, noun, 'SanctionImposed', 0.55);
  if (EASE.test(lemma) && noun && (noun !== clause.subject || passive || /^(?:end|pause)$/.test(lemma)))
    return measure(sentence, clause, noun, 'SanctionLifted', 0.7);
  if (
    noun &&
    /^licen[cs]es?$/.test(noun.head.lower) &&
    /^(?:receive|get|obtain|win|secure|revoke|cancel|withdraw)$/.test(lemma)
  )
    return /^(?:revoke|cancel|withdraw)$/.test(lemma)
      ? measure(sentence, clause, noun, 'SanctionImposed', 0.55)
      : measure(sentence, clause, noun, 'SanctionLifted', 0.55);
  if (
    clause.verb.negated &&
    /^(?:may|must|can)$/.test(clause.verb.modal ?? '') &&
    /^(?:deal|trade|sell|buy|ship|export|import|enter|invest|call|dock|land|do)$/.test(lemma)
  )
    return measure(sentence, clause, noun, 'SanctionImposed', 0.5).map((f) => ({
      ...f,
      data: { ...f.data, modality: 'asserted' },
    }));
  if (noun && WEIGHED.test(lemma) && /^(?:exceptions?|exemptions?|waivers?|licen[cs]es?)$/.test(noun.head.lower))
    return measure(sentence, clause, noun, 'SanctionLifted', 0.6).map((f) =>
      lemma === 'grant' ? f : { ...f, data: { ...f.data, modality: 'expected' } },
    );
  if (
    PERMIT.test(lemma) &&
    TRADE.test(sentence.slice(clause.verb.start, clause.end + 60)) &&
    (who.authority(actor(clause)) || (passive && !clause.verb.negated)) &&
    !/\b(?:may|could) no longer\b/.test(text)
  )
    return clause.verb.negated
      ? measure(sentence, clause, noun, 'SanctionImposed', 0.5)
      : measure(sentence, clause, noun, 'SanctionLifted', 0.55);
  if (
    /^(?:charge|levy|impose|put|slap)$/.test(lemma) &&
    who.authority(actor(clause)) &&
    clause.objects.some((np) => np.head.amount?.kind === 'percent')
  )
    return measure(sentence, clause, noun, 'SanctionImposed', 0.65).map((f) => ({
      ...f,
      data: { ...f.data, measure: 'tariff' },
    }));
  if (DIRECT.test(lemma) && direct(sentence, clause, noun))
    return measure(sentence, clause, noun, 'SanctionImposed', 0.65);
  if (noun && noun === clause.subject && /^(?:remain|stay|persist|apply|stand|hold)$/.test(lemma) && !passive)
    return measure(sentence, clause, noun, 'SanctionImposed', 0.5).map((f) => ({
      ...f,
      data: { ...f.data, modality: 'asserted' },
    }));
  if (noun && IMPOSE.test(lemma) && !(lemma === 'be' && noun === clause.subject) && !(passive && lemma === 'put off'))
    return measure(
      sentence,
      clause,
      noun,
      'SanctionImposed',
      /^(?:be|have|set|put|keep|announce)$/.test(lemma) ? 0.5 : 0.65,
    );
  if (
    /\b(?:may no longer|not to|no longer|cannot|must not) (?:be )?(?:enter|sold|exported|shipped|imported|sell|export|ship)/.test(
      clause.verb.words,
    ) ||
    (/\bno longer\b|\bnot\b/.test(clause.verb.words) &&
      /^(?:export|ship|sell|enter)$/.test(lemma) &&
      /licen[cs]e|permission|country|permit/.test(text))
  )
    return measure(sentence, clause, noun, 'SanctionImposed', 0.55).map((f) => ({
      ...f,
      data: { ...f.data, modality: 'asserted' },
    }));
  return [];
}

const TRADED = /^(?:imports?|exports?|sales|shipments|purchases|deliveries)$/;

/** "placed exports of X under licence". */
const placedUnder = (sentence: Sentence, clause: Clause): boolean =>
  /^(?:place|put|bring)$/.test(clause.verb.lemma) &&
  clause.complements.some(
    (np) => np.prep === 'under' && /^(?:licen[cs]es?|controls?|sanctions|embargo)$/.test(np.head.lower),
  ) &&
  sentence.who.authority(actor(clause)) !== undefined;

/** Words of an act of state that stand for who made it. */
const ACT = /^(?:measures?|packages?|orders?|rules?|laws?|acts?|decrees?|regulations?|lists?|sanctions|controls)$/;

/** A verb of banning with an authority before it, or passive with a trade after it. */
function direct(sentence: Sentence, clause: Clause, noun: NounPhrase | undefined): boolean {
  const { who } = sentence;
  const { lemma, passive } = clause.verb;
  if (who.authority(actor(clause)))
    return (
      !/^(?:suspend|halt|stop|limit|exclude|curb)$/.test(lemma) ||
      TRADE.test(sentence.slice(clause.verb.end, clause.end)) ||
      (passive && who.product(clause.subject, false) !== undefined)
    );
  if (!passive)
    return (
      clause.subject !== undefined &&
      ACT.test(clause.subject.head.lower) &&
      /^(?:ban|bar|block|prohibit|freeze|forbid|outlaw|restrict)$/.test(lemma)
    );
  return (
    /^(?:sanction|ban|bar|blacklist|fine|prohibit|outlaw|block|forbid|freeze|penalise|penalize)$/.test(lemma) &&
    (who.firm(clause.subject) !== undefined || noun !== undefined || TRADE.test(sentence.text))
  );
}

/** "Acme, on the Entity List since May": who stands on a list. */
const besideList = (sentence: Sentence, np: NounPhrase): Mention | undefined =>
  sentence.mentions.find(
    (m) => m.kind === 'company' && /^, (?:still |now )?on (?:the |a )?$/.test(sentence.slice(m.end, np.start)),
  );

/** "US sanctions against X", "Huawei has been on the Entity List": a measure named without a verb of its own. */
function nominal(sentence: Sentence): Candidate[] {
  for (const np of sentence.phrases) {
    if (!isRestriction(np, sentence)) continue;
    const owner =
      namesIn(np).find((m) => m.kind === 'jurisdiction' || m.entity?.role === 'authority') ??
      np.after.map((a) => namesIn(a).find((m) => m.kind === 'jurisdiction')).find(Boolean);
    const clause = sentence.clauseAt(np.start);
    if (!owner || !clause) continue;
    const listed = np.prep === 'on' ? besideList(sentence, np) : undefined;
    const since =
      listed && sentence.dates.find((d) => d.role === 'since' && d.start >= np.end && d.start - np.end < 30);
    const found = measure(sentence, clause, np, 'SanctionImposed', 0.5).map((f) =>
      listed
        ? {
            ...f,
            data: { ...f.data, targets: [listed.id], ...(since ? { when: `${since.edtf.split('/')[0]}/..` } : {}) },
          }
        : f,
    );
    if (found.length > 0) return found.map((f) => ({ ...f, data: { ...f.data, modality: 'asserted' } }));
  }
  return [];
}

/** Measures of a state against others, and their easing. */
export const sanctions: Rule = {
  name: 'sanctions',
  read(sentence) {
    const found: Candidate[] = [];
    for (const clause of sentence.clauses)
      for (const fact of read(sentence, clause))
        if (
          !found.some(
            (f) =>
              f.type === fact.type &&
              f.data.authority === fact.data.authority &&
              String(f.data.targets) === String(fact.data.targets),
          )
        )
          found.push(fact);
    return found.length > 0 ? found : nominal(sentence);
  },
};
