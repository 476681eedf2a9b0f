import type { FactType } from '../events/catalogue.js';
import type { KeyFacts } from './board.js';
import { byPublication, type Evidence, evidenceOf } from './item.js';
import type { StandingFact } from './standing-fact.js';

/** Rule 7: the denials of a type listed by an instant that came after a publication, oldest first, as `deniedBy`. */
export function deniedBy(
  keys: readonly KeyFacts[],
  type: FactType,
  after: number,
  at: number,
  samePeriod: (denial: StandingFact) => boolean = () => true,
): { deniedBy?: readonly Evidence[] } {
  const denials = keys
    .flatMap(({ facts }) => facts.map(({ fact }) => fact))
    .filter(
      (fact) =>
        fact.modality === 'denied' &&
        fact.type === type &&
        fact.publishedAt > after &&
        fact.publishedAt <= at &&
        samePeriod(fact),
    );
  const distinct = [...new Map(denials.map((fact) => [fact.id, fact])).values()].sort(byPublication);
  return distinct.length === 0 ? {} : { deniedBy: distinct.map((fact) => evidenceOf(fact)) };
}
