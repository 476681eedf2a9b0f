import { slug } from '../../../../events/text.js';
import type { Clause } from '../language/clauses.js';
import type { NounPhrase } from '../language/phrases.js';
import type { Sentence } from '../language/sentence.js';
import { actor, complement, modality, patient, whenOpen } from './circumstances.js';
import { makersOf } from './kinds.js';
import { marketOf } from './markets.js';
import type { Candidate, Rule } from './rule.js';

const TELL =
  /^(?:urge|call on|call|advise|tell|order|ask|instruct|direct|warn|press|recommend|encourage|discourage|require|oblige|force|summon|command|forbid|prescribe|mandate|remind|caution|compel|request|demand|want|suggest)$/;

/** "manufacturers": of what the article is at. */
const ANY_MAKERS = /^(?:manufacturers|makers|producers|vendors)$/;

/** Those who are told: firms, sets of firms, or others by what they are called. */
function addresseesOf(sentence: Sentence, np: NounPhrase | undefined, nation: string | undefined): string[] {
  if (!np) return [];
  const ids = (np.list ?? [np]).flatMap((one) => {
    const firm = sentence.who.firm(one);
    if (firm && firm.entity?.role === undefined) return [firm.id];
    const group = sentence.who.group(
      one,
      one.tokens.some((t) => /^(?:the|its|their|local|domestic|home-grown|homegrown|own)$/.test(t.lower))
        ? nation
        : undefined,
    );
    if (group && ANY_MAKERS.test(group.id)) return [makersOf(marketOf(sentence))];
    if (group) return [group.id];
    return one.head.tag === 'noun' &&
      /s$/.test(one.head.lower) &&
      !/^(?:sales|results|prices|goods|others)$/.test(one.head.lower)
      ? [slug(one.head.lower)]
      : [];
  });
  return [...new Set(ids)];
}

function directiveOf(sentence: Sentence, clause: Clause): string | undefined {
  const after = sentence.slice(clause.verb.end, sentence.end);
  return /\b(?:not )?(?:to|against|that) (?!the |a )(.{6,180}?)(?:$|[.;”"])/
    .exec(after)?.[0]
    ?.replace(/^to |[.;”"]$/g, '');
}

function read(sentence: Sentence, clause: Clause): Candidate[] {
  const { who, context } = sentence;
  const { lemma, passive } = clause.verb;
  if (!TELL.test(lemma)) return [];
  const by = passive ? complement(clause, 'by') : clause.subject;
  const authority = who.authority(by) ?? (passive && !by ? officialsAt(sentence, clause) : undefined);
  if (!authority) return [];
  const told = passive
    ? clause.subject
    : lemma === 'call' || lemma === 'call on'
      ? (complement(clause, 'on', 'upon') ?? patient(clause))
      : (clause.objects[0] ?? demanded(sentence, clause));
  const nation = authority.kind === 'jurisdiction' ? authority.id : authority.entity?.partOf;
  const addressees = addresseesOf(sentence, told, nation);
  const directive = directiveOf(sentence, clause);
  if (addressees.length === 0 || !directive || directive.length < 6) return [];
  if (lemma === 'want' && (authority.kind !== 'jurisdiction' || !clause.objects[0])) return [];
  const places = authority.entity?.place ?? (nation ? context.names.byId.get(nation)?.place : undefined);
  return [
    {
      type: 'GuidanceIssued',
      data: {
        ...whenOpen(sentence, clause),
        ...(places ? { places: [places] } : sentence.places()),
        modality: modality(sentence, clause) === 'expected' ? 'expected' : 'asserted',
        authority: authority.id,
        addressees,
        directive,
      },
      confidence: 0.7,
      at: clause.verb.start,
    },
  ];
}

/** "recommends that hospitals test", "demanded of the banks that": who is to act. */
function demanded(sentence: Sentence, clause: Clause): NounPhrase | undefined {
  const of = complement(clause, 'of');
  if (of) return of;
  const next = sentence.clauses[sentence.clauses.indexOf(clause) + 1];
  return next && / that $/.test(sentence.slice(clause.verb.end, next.start)) ? next.subject : undefined;
}

/** "have been told to": the state that the story is at. */
function officialsAt(sentence: Sentence, clause: Clause) {
  return sentence.context.discourse.authority(clause.start, true);
}

/** An authority tells or urges firms at home to do something. */
export const guidance: Rule = {
  name: 'guidance',
  read: (sentence) =>
    sentence.clauses.flatMap((clause) => (actor(clause) || clause.verb.passive ? read(sentence, clause) : [])),
};
