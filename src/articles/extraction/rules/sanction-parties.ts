import { slug } from '../../../../events/text.js';
import type { Clause } from '../language/clauses.js';
import type { Mention } from '../language/mentions.js';
import { type NounPhrase, namesIn } from '../language/phrases.js';
import type { Sentence } from '../language/sentence.js';
import { actor, patient } from './circumstances.js';
import { kindId, makersOf } from './kinds.js';

/** Verbs whose subject the measure falls on. */
const UNDERGO = /^(?:be|face|pay|incur|attract|find|remain|stay|suffer|carry|need|require|have|enter|see)$/;

/** The authority of a measure: who acts, whose measure it is, or where it holds. */
export function authorityOf(
  sentence: Sentence,
  clause: Clause | undefined,
  noun: NounPhrase | undefined,
): Mention | undefined {
  const { who } = sentence;
  const acting = clause && who.authority(actor(clause));
  if (acting) return acting;
  const owner = noun && namesIn(noun).find((m) => m.kind === 'jurisdiction' || m.entity?.role === 'authority');
  if (owner) return owner;
  const by = noun?.after.find((np) => /^(?:by|from|of|in)$/.test(np.prep ?? '') && who.authority(np));
  if (by) return who.authority(by);
  const there = clause?.complements.find((np) => /^(?:by|in|from)$/.test(np.prep ?? '') && who.authority(np));
  if (there) return who.authority(there);
  const bears = clause?.verb.passive && clause.subject !== noun ? clause.subject : undefined;
  const isAimed = (m: Mention): boolean =>
    (bears !== undefined && bears.start <= m.start && m.end <= bears.end) ||
    (noun !== undefined &&
      m.start > noun.start &&
      /\b(?:on|against|for|to|towards?|into) (?:the |its |all |\p{Ll}+ )?$/u.test(
        sentence.slice(m.start - 24, m.start),
      ));
  const named =
    sentence.mentions.find((m) => m.entity?.role === 'authority' && !isAimed(m)) ??
    sentence.mentions.find((m) => m.kind === 'jurisdiction' && !m.adjective && !isAimed(m));
  return (
    named ??
    sentence.context.discourse.authority(sentence.start, false) ??
    sentence.context.discourse.authority(sentence.start, true) ??
    sentence.phrases.map((np) => who.authority(np)).find(Boolean)
  );
}

/** Those that a measure is aimed at, named in its object or after "on", "against", "for", "from". */
export function targetsOf(
  sentence: Sentence,
  clause: Clause,
  noun: NounPhrase | undefined,
  authority: Mention,
  measure: string,
): string[] {
  const { who } = sentence;
  const outer = [patient(clause), clause.subject].filter(
    (np): np is NounPhrase =>
      np !== undefined &&
      np !== noun &&
      (np !== actor(clause) || UNDERGO.test(clause.verb.lemma)) &&
      who.authority(np)?.id !== authority.id,
  );
  const madeBy = sentence.clauses
    .filter(
      (c) =>
        c.start > clause.start &&
        c.verb.passive &&
        /^(?:make|build|produce|own|sell|supply|control)$/.test(c.verb.lemma),
    )
    .flatMap((c) => c.complements.filter((np) => np.prep === 'by'));
  const inner = [...(noun?.after ?? []), ...clause.complements, ...madeBy].filter((np) =>
    /^(?:on|against|for|from|toward|towards|to|with|by|in|at|of|upon)$/.test(np.prep ?? ''),
  );
  const states = [...inner, ...outer]
    .flatMap((np) => namesIn(np))
    .filter((m) => m.kind === 'jurisdiction' && m.id !== authority.id && authority.entity?.partOf !== m.id);
  if (measure === 'exportControl') return first(states, sentence, authority);
  const foreign = [...inner, ...outer, ...(noun ? [noun] : [])].map((np) => foreignGoods(sentence, np)).find(Boolean);
  const made = [...inner, ...outer, ...(noun ? [noun, ...noun.after] : [])]
    .map((np) => madeIn(sentence, np))
    .find(Boolean);
  if (made) return [made];
  if (foreign && states.length === 0) return [`foreign-${makersOf(foreign)}`];
  const firms = [...inner.filter((np) => /^(?:on|against|for|from|with|by|to)$/.test(np.prep ?? '')), ...outer]
    .flatMap((np) => who.firms(np))
    .filter((m) => m.id !== authority.id && m.entity?.role === undefined);
  if (measure !== 'tariff' && firms.length > 0) return [...new Set(firms.map((m) => m.id))];
  if (states.length > 0) return [...new Set(beside(states).map((m) => m.id))];
  if (firms.length > 0) return [...new Set(firms.map((m) => m.id))];
  const product = outer
    .concat(inner)
    .map((np) => who.product(np))
    .find(Boolean);
  if (product?.entity?.maker) return [product.entity.maker];
  const goods = measure === 'tariff' ? productsOf(sentence, clause, noun)[0] : undefined;
  const other = sentence.mentions.some(
    (m) => m.kind === 'jurisdiction' && m.id !== authority.id && authority.entity?.partOf !== m.id,
  );
  return goods && !other ? [`foreign-${makersOf(goods)}`] : first([], sentence, authority);
}

/** "Russian and Belarusian fertilisers": the states that stand side by side with the first. */
const beside = (states: readonly Mention[]): Mention[] =>
  states.filter((m, i) => i === 0 || (m.adjective === true && m.start - states[i - 1]!.end < 8));

/** "Chinese-made drones": the state they come from. */
function madeIn(sentence: Sentence, np: NounPhrase): string | undefined {
  const token = [np, ...np.after].flatMap((p) => p.tokens).find((t) => /^\p{Lu}\p{Ll}+-(?:made|built)$/u.test(t.text));
  return token && sentence.context.names.adjective(token.text.split('-')[0]!)?.id;
}

/** "foreign-made drones", "the steel in imported turbines": goods from abroad, the outermost. */
function foreignGoods(sentence: Sentence, np: NounPhrase): string | undefined {
  const of = [...np.after, np].find(
    (p) =>
      p.head.tag === 'noun' &&
      p.tokens.some((t) => /^(?:foreign-made|foreign|imported|foreign-built)$/.test(t.lower)) &&
      !/^(?:companies|firms|suppliers|goods|products|makers|investors|owners|ownership|capital|money|policy|trade|ships)$/.test(
        p.head.lower,
      ),
  );
  return (
    of && kindId(sentence.who.thing({ ...of, tokens: of.tokens.filter((t) => !/^(?:foreign|imported)/.test(t.lower)) }))
  );
}

function first(states: readonly Mention[], sentence: Sentence, authority: Mention): string[] {
  const other =
    states[0] ??
    sentence.mentions.find(
      (m) => m.kind === 'jurisdiction' && m.id !== authority.id && authority.entity?.partOf !== m.id,
    );
  if (other) return [other.id];
  const { home, discourse } = sentence.context;
  if (/\b(?:the|that) (?:country|kingdom|bloc|republic)\b|\bthere\b/.test(sentence.text)) {
    const told = discourse.state(sentence.start, [authority.id, authority.entity?.partOf]);
    if (told) return [told.id];
  }
  if (home && home.id !== authority.id && home.id !== authority.entity?.partOf) return [home.id];
  const group = sentence.phrases.map((np) => sentence.who.group(np)).find(Boolean);
  return [group?.id ?? 'foreign-suppliers'];
}

export function productsOf(sentence: Sentence, clause: Clause, noun: NounPhrase | undefined): string[] {
  const named = sentence.mentions.filter((m) => m.kind === 'product').map((m) => m.id);
  if (named.length > 0) return [...new Set(named)];
  const goods = [...(noun?.after ?? []), ...clause.complements].filter(
    (np) =>
      /^(?:on|of|for)$/.test(np.prep ?? '') &&
      np.head.tag === 'noun' &&
      !/^(?:goods|products|imports|exports|anything|companies|firms)$/.test(np.head.lower),
  );
  return [...new Set(goods.flatMap((np) => np.list ?? [np]).map((np) => slug(np.head.lower)))].slice(0, 5);
}
