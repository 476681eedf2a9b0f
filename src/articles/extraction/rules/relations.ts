import type { Clause } from '../language/clauses.js';
import type { Mention } from '../language/mentions.js';
import { isPossessed, type NounPhrase, namesIn } from '../language/phrases.js';
import type { Sentence } from '../language/sentence.js';
import { common, complement, modality } from './circumstances.js';
import type { Candidate, Rule } from './rule.js';

const TOGETHER =
  /^(?:partner|team up|collaborate|cooperate|ally|join|work|link up|tie up|hook up|join up|co-develop|codevelop|jointly)$/;
const PACT =
  /^(?:partnership|alliance|venture|agreement|contract|deal|accord|pact|collaboration|cooperation|memorandum|tie-up|co-operation|relationship|arrangement|codeshare|licence|license|talks|bond|link)s?$/;
const SIGN =
  /^(?:sign|strike|conclude|form|enter|announce|seal|ink|forge|set up|reach|renew|extend|create|establish|agree|have|win|secure|get|open|make|close|run)$/;
const END =
  /^(?:end|terminate|pull|revoke|rip up|axe|scrap|dissolve|cancel|quit|exit|break off|sever|cut|abandon|unwind|leave|lapse|expire|collapse|tear up|walk away|pull out|let|call off|discontinue|wind down|drop|withdraw|part|split|fall)$/;
const SUPPLY = /^(?:supply|provide|furnish)$/;
const MAKE = /^(?:make|produce|build|manufacture|assemble|fabricate|entrust|outsource)$/;

const firmsOf = (mentions: readonly (Mention | undefined)[]): Mention[] => {
  const found = mentions.filter(
    (m): m is Mention => m !== undefined && m.entity?.role !== 'analyst' && m.entity?.role !== 'media',
  );
  return found.filter((m, i) => found.findIndex((o) => o.id === m.id) === i);
};

function formed(sentence: Sentence, clause: Clause, parties: readonly Mention[], confidence: number): Candidate[] {
  if (parties.length < 2) return [];
  const shared = common(sentence, clause, true);
  sentence.context.discourse.pact = parties.map((m) => m.id);
  return [
    {
      type: 'PartnershipFormed',
      data: {
        ...shared,
        parties: parties.map((m) => m.id),
        purpose: sentence.slice(clause.verb.start, Math.min(sentence.end, clause.verb.end + 120)),
      },
      confidence,
      at: clause.verb.start,
    },
  ];
}

const withPhrase = (clause: Clause): NounPhrase | undefined => complement(clause, 'with', 'between', 'alongside');

/** Both sides of a relation: the subject's firms and those after "with". */
function sides(sentence: Sentence, clause: Clause, np: NounPhrase | undefined): Mention[] {
  const { who } = sentence;
  const states = (clause.subject?.list ?? []).flatMap((one) => (who.firm(one) ? [] : (who.authority(one) ?? [])));
  const own = [...states, ...who.firms(clause.subject, true)];
  const other = who.firms(np);
  return firmsOf([...own, ...other]);
}

function partnerships(sentence: Sentence, clause: Clause): Candidate[] {
  const { who } = sentence;
  const { lemma, passive } = clause.verb;
  const phrases = [...clause.objects, ...clause.complements];
  const pact = phrases.find((np) => PACT.test(np.head.lower));
  const partner = withPhrase(clause) ?? pact?.after.find((np) => np.prep === 'with');
  const gone =
    pact &&
    ((lemma === 'lose' && isPossessed(pact)) || (clause.verb.negated && /^(?:renew|extend|prolong)$/.test(lemma)));
  if (END.test(lemma) || gone) {
    const ended = endings(sentence, clause, pact).map((f) =>
      gone ? { ...f, data: { ...f.data, modality: 'asserted' } } : f,
    );
    if (ended.length > 0) return ended;
  }
  if (TOGETHER.test(lemma)) {
    if (lemma === 'join' && !/\b(?:forces|hands)\b/.test(sentence.slice(clause.verb.end, clause.verb.end + 12)))
      return [];
    return formed(sentence, clause, sides(sentence, clause, partner), lemma === 'work' ? 0.45 : 0.7);
  }
  if (
    pact &&
    pact.head.lower !== 'talks' &&
    SIGN.test(lemma) &&
    !/\b(?:worth|order)\b/.test(sentence.slice(pact.start, pact.end + 8))
  )
    return formed(sentence, clause, sides(sentence, clause, partner), 0.65);
  if (/^(?:sign|agree|strike)$/.test(lemma) && partner)
    return formed(sentence, clause, sides(sentence, clause, partner), 0.5);
  if (SUPPLY.test(lemma) && !passive && clause.objects[0]) {
    const [supplier, customer] = [
      who.firm(clause.subject),
      who.firm(clause.objects[0]) ?? who.firm(complement(clause, 'to')),
    ];
    return customer?.kind === 'company' && clause.objects[0].tokens.every((t) => t.amount === undefined)
      ? formed(sentence, clause, firmsOf([supplier, customer]), 0.65)
      : [];
  }
  if (
    /\b(?:together|jointly)\b/.test(sentence.slice(clause.verb.start, clause.end + 12)) &&
    who.firms(clause.subject).length > 1 &&
    !/^(?:hold|have|control|account|beat|make up|represent)$/.test(lemma)
  )
    return formed(sentence, clause, who.firms(clause.subject), 0.55);
  const whom = who.firm(complement(clause, 'for'));
  if (
    /^(?:make|build|design|produce|develop|manufacture|assemble)$/.test(lemma) &&
    !passive &&
    whom?.kind === 'company'
  )
    return formed(sentence, clause, firmsOf([who.firm(clause.subject), whom]), 0.55);
  if (
    /\bas (?:a|its|the) (?:\S+ ){0,2}(?:supplier|partner|customer|contractor)\b/.test(
      sentence.slice(clause.verb.end, clause.end + 2),
    )
  )
    return formed(
      sentence,
      clause,
      firmsOf([who.firm(clause.subject), who.firm(passive ? complement(clause, 'by') : clause.objects[0])]),
      0.55,
    );
  if (/^(?:develop|design|deploy|erect)$/.test(lemma) && who.firms(clause.subject).length === 2)
    return formed(sentence, clause, who.firms(clause.subject), 0.5);
  if (pact && pact === clause.subject && passive && SIGN.test(lemma) && partner === undefined) {
    const between = pact.after.find((np) => /^(?:between|of)$/.test(np.prep ?? ''));
    return formed(sentence, clause, firmsOf(who.firms(between)), 0.6);
  }
  const sold = who.product(clause.objects[0]);
  const retails =
    (/^(?:stock|carry|distribute)$/.test(lemma) &&
      !/\bno longer\b/.test(sentence.slice(clause.verb.start - 12, clause.verb.start))) ||
    (lemma === 'offer' && /^(?:sign|agree)/.test(clause.verb.chain[0] ?? ''));
  const maker =
    retails && !passive && sold?.entity?.maker ? sentence.context.names.byId.get(sold.entity.maker) : undefined;
  if (maker) {
    const own = { start: 0, end: 0, id: maker.id, kind: maker.kind, name: maker.name, entity: maker };
    return formed(sentence, clause, firmsOf([own, ...who.firms(clause.subject)]), 0.55);
  }
  const engaged =
    /^(?:help|enlist|hire|commission|tap|engage|task|mandate)$/.test(lemma) &&
    !passive &&
    sentence.clauses.some(
      (c) =>
        c.link === 'infinitive' &&
        (c.parent === clause || c.start - clause.verb.end < 60) &&
        /^(?:design|develop|build|make|produce|manufacture|supply|assemble|train|test)$/.test(c.verb.lemma),
    );
  if (engaged) return formed(sentence, clause, firmsOf([who.firm(clause.subject), who.firm(clause.objects[0])]), 0.6);
  const beside = /\b(?:together|jointly) with $/.test(sentence.slice((partner?.start ?? 0) - 14, partner?.start ?? 0));
  if (
    beside &&
    /^(?:develop|design|build|make|produce|launch|create|work|test|bring out|release|introduce|unveil|present|open)$/.test(
      lemma,
    )
  )
    return formed(sentence, clause, sides(sentence, clause, partner), 0.6);
  if (MAKE.test(lemma) && passive) return madeBy(sentence, clause);
  return [];
}

/** "AI4 is made by Samsung": the product's owner and the maker work together. */
function madeBy(sentence: Sentence, clause: Clause): Candidate[] {
  const { who } = sentence;
  const product = who.product(clause.subject);
  const maker =
    who.firm(complement(clause, 'by')) ??
    (clause.verb.lemma === 'entrust' || clause.verb.lemma === 'outsource'
      ? who.firm(complement(clause, 'to'))
      : undefined);
  const owner = product?.entity?.maker ? sentence.context.names.byId.get(product.entity.maker) : undefined;
  const owning = owner
    ? ({ start: 0, end: 0, id: owner.id, kind: owner.kind, name: owner.name, entity: owner } as Mention)
    : (who.firm(clause.subject) ?? sentence.context.discourse.pronoun(clause.start, ['company']));
  return maker && product ? formed(sentence, clause, firmsOf([owning, maker]), 0.6) : [];
}

function endings(sentence: Sentence, clause: Clause, object: NounPhrase | undefined): Candidate[] {
  const { lemma } = clause.verb;
  const { who } = sentence;
  if (/^licen[cs]e/.test(object?.head.lower ?? '') && who.authority(clause.subject)) return [];
  const subjectPact = clause.subject && PACT.test(clause.subject.head.lower) ? clause.subject : undefined;
  const pact = object ?? subjectPact;
  const parting =
    (lemma === 'part' && /\b(?:ways|company)\b/.test(sentence.slice(clause.verb.end, clause.end))) ||
    (lemma === 'cut' && /\bties\b/.test(sentence.slice(clause.verb.end, clause.end)));
  const told = sentence.context.discourse.pact;
  if (
    told &&
    /^(?:call off|scrap|abandon|terminate|end|cancel|dissolve)$/.test(lemma) &&
    /^(?:it|them)$/.test(clause.objects[0]?.head.lower ?? '')
  )
    return [
      {
        type: 'PartnershipEnded',
        data: { ...common(sentence, clause), modality: modality(sentence, clause), parties: [...told] },
        confidence: 0.6,
        at: clause.verb.start,
      },
    ];
  if (!pact && !parting && !(lemma === 'dissolve')) return [];
  if (!pact && !parting && who.firms(clause.subject).length < 2) return [];
  if (
    /^(?:cut|leave|have|let|drop)$/.test(lemma) &&
    !parting &&
    lemma !== 'let' &&
    !(lemma === 'leave' && pact && clause.objects[0] === pact)
  )
    return [];
  const inside = (pact?.after ?? []).flatMap((np) => who.firms(np));
  const relative = sentence.clauses.find(
    (c) => c.link === 'relative' && pact && c.start > pact.end - 2 && c.start - pact.end < 24,
  );
  const parties = firmsOf([
    ...(subjectPact && pact === subjectPact && !complement(clause, 'with')
      ? [who.firm(subjectPact)]
      : who.firms(clause.subject)),
    ...inside,
    ...who.firms(withPhrase(clause)),
    ...(relative ? who.firms(relative.subject) : []),
  ]);
  const more =
    parties.length === 1
      ? firmsOf([
          ...parties,
          sentence.context.discourse.pronoun(clause.start, ['company']),
          sentence.context.discourse.topic(clause.start),
        ]).slice(0, 2)
      : parties;
  if (more.length < 2) return [];
  const state = modality(sentence, clause);
  return [
    {
      type: 'PartnershipEnded',
      data: {
        ...common(sentence, clause),
        modality: clause.verb.chain.includes('agree') ? 'asserted' : state,
        parties: more.map((m) => m.id),
      },
      confidence: parties.length > 1 ? 0.7 : 0.5,
      at: clause.verb.start,
    },
  ];
}

/** "a venture of X and Y", "its joint venture with Z". */
function nominal(sentence: Sentence, taken: boolean): Candidate[] {
  if (taken) return [];
  return sentence.phrases.flatMap((np) => {
    if (!/^(?:venture|partnership|alliance|collaboration|tie-up)$/.test(np.head.lower)) return [];
    const inner = np.after.find((a) => /^(?:of|between|with)$/.test(a.prep ?? ''));
    const clause = sentence.clauseAt(np.start);
    if (!inner || !clause) return [];
    const firms = firmsOf([
      ...(inner.prep === 'with'
        ? [
            sentence.who.firm(np) ??
              (clause.subject === np
                ? sentence.context.discourse.current(np.start, namesIn(inner)[0]?.id)
                : sentence.who.firm(clause.subject)),
          ]
        : []),
      ...sentence.who.firms(inner),
    ]);
    return formed(sentence, clause, firms, 0.5).map((f) => ({ ...f, data: { ...f.data, modality: 'asserted' } }));
  });
}

/** Partnerships and supply relations, and their ends. */
export const relations: Rule = {
  name: 'relations',
  read(sentence) {
    const all = sentence.clauses.flatMap((clause) => partnerships(sentence, clause));
    const key = (f: Candidate): string => `${f.type} ${[f.data.parties].flat().sort()}`;
    const found = all.filter((f, i) => all.findIndex((other) => key(other) === key(f)) === i);
    return [...found, ...nominal(sentence, found.length > 0)];
  },
};
