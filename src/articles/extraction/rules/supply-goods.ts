import type { Clause } from '../language/clauses.js';
import { FIRM } from '../language/lexicon/trades.js';
import { type NounPhrase, namesIn } from '../language/phrases.js';
import type { Sentence } from '../language/sentence.js';
import { kindId } from './kinds.js';

/** Nouns that goods hang on. */
const FLOW =
  /^(?:deliver(?:y|ies)|shipments?|production|output|suppl(?:y|ies)|exports?|sales|shortages?|stocks?|inventor(?:y|ies)|orders?|manufacture|loading|lack|scarcity|shortfall)$/;
/** Works, called by what they make. */
const WORKS =
  /^(?:plants?|mines?|smelters?|refiner(?:y|ies)|mills?|lines?|factor(?:y|ies)|works|furnaces?|units?|wells?)$/;
const MAKE = /^(?:ration|deliver|make|supply|ship|build|produce|manufacture|find|load|get|buy|obtain)$/;
const NO_GOODS =
  /^(?:order|orders|customers?|demand|needs?|it|them|those|models?|goods|products?|units?|parts of|time|work|plan|plans|money|lines?|all|most)$/;
const GENERAL =
  /^(?:new|own|full|normal|largest|biggest|main|only|whole|entire|first|second|third|total|domestic|foreign|certain|some|all|more|further|its|their|big|small|large|old|other|several)$/;

const goods = (sentence: Sentence, np: NounPhrase | undefined): string | undefined =>
  np &&
  np.head.tag === 'noun' &&
  !NO_GOODS.test(np.head.lower) &&
  !FIRM.test(np.head.lower) &&
  !namesIn(np).some((m) => m.kind === 'company')
    ? kindId(sentence.who.thing(np))
    : undefined;

const modifiers = (sentence: Sentence, np: NounPhrase): string | undefined => {
  const tokens = np.tokens.filter(
    (t) => t !== np.head && t.tag === 'noun' && !t.mention && /^\p{Ll}/u.test(t.text) && !GENERAL.test(t.lower),
  );
  return tokens.length > 0 ? kindId(sentence.who.thing({ ...np, tokens })) : undefined;
};

/** The goods without a name of their own that a clause tells a shortage or supply of. */
export function suppliedGoods(sentence: Sentence, clause: Clause): string | undefined {
  const phrases = [...(clause.subject ? [clause.subject] : []), ...clause.objects, ...clause.complements];
  for (const np of phrases) {
    const short = /^(?:short|out)$/.test(
      sentence
        .slice(np.start - 9, np.start)
        .split(' ')
        .at(-3) ?? '',
    );
    if (short && np.prep === 'of') return goods(sentence, np);
    if (FLOW.test(np.head.lower)) {
      const of = np.after.find((inner) => /^(?:of|for|in)$/.test(inner.prep ?? '') && goods(sentence, inner));
      const found = of ? goods(sentence, of) : modifiers(sentence, np);
      if (found) return found;
    }
    if (WORKS.test(np.head.lower)) {
      const found = modifiers(sentence, np);
      if (found) return found;
    }
  }
  const made = MAKE.test(clause.verb.lemma)
    ? clause.verb.passive
      ? clause.subject
      : (clause.objects[0] ?? clause.complements.find((np) => np.prep === 'as'))
    : undefined;
  return goods(sentence, made);
}
