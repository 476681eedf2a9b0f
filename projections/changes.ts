import type { KeyFacts } from './board.js';
import { type Change, changeOf } from './change.js';
import { withRetellings } from './retellings.js';

/** The changes of a key, retellings told: its asserted facts and the endings of its groups. */
export function changesOf({ facts, groupEndings, section }: KeyFacts): Change[] {
  const own = facts.filter(({ fact, keyed }) => fact.modality === 'asserted' && keyed.ends === undefined);
  const ends = new Map(groupEndings.map((place) => [place.fact.id, place]));
  const changes = [...own, ...ends.values()].flatMap(({ fact, keyed }) => {
    const effect = section.effect?.(fact);
    return effect === undefined ? [] : [changeOf(fact, keyed, effect)];
  });
  return withRetellings(changes);
}
