import type { NamesView } from './names.js';
import type { Keyed, Section } from './section.js';
import { sectionOf } from './sections.js';
import type { StandingFact } from './standing-fact.js';

/** A fact and its place in the section of its type. */
export interface KeyedFact {
  readonly fact: StandingFact;
  readonly keyed: Keyed;
}

/** All that bears on one key: the facts that share it, of every modality, and the endings of groups it belongs to. */
export interface KeyFacts {
  readonly key: string;
  readonly section: Section;
  readonly facts: readonly KeyedFact[];
  readonly groupEndings: readonly KeyedFact[];
}

/** The places of a fact in the section of its type. */
export function placesOf(fact: StandingFact, names: NamesView): readonly KeyedFact[] {
  return sectionOf[fact.type].keyed(fact, names).map((keyed) => ({ fact, keyed }));
}

/** The groups whose endings end a key's item: those of its asserted facts. */
export function groupsOf(facts: readonly KeyedFact[]): Set<string> {
  const groups = new Set<string>();
  for (const { fact, keyed } of facts) {
    if (fact.modality !== 'asserted') continue;
    for (const group of keyed.groups ?? []) groups.add(group);
    if (keyed.ends !== undefined) groups.add(keyed.ends);
  }
  return groups;
}

/** Standing facts laid out by key. */
export class Board {
  readonly facts: StandingFact[] = [];
  private readonly byKey = new Map<string, KeyedFact[]>();
  private readonly endings = new Map<string, KeyedFact[]>();

  constructor(readonly names: NamesView) {}

  add(fact: StandingFact): void {
    this.facts.push(fact);
    for (const place of placesOf(fact, this.names)) {
      append(this.byKey, place.keyed.key, place);
      if (place.keyed.ends !== undefined && fact.modality === 'asserted') append(this.endings, place.keyed.ends, place);
    }
  }

  keys(): Iterable<string> {
    return this.byKey.keys();
  }

  key(key: string): KeyFacts | undefined {
    const facts = this.byKey.get(key);
    const [any] = facts ?? [];
    if (facts === undefined || any === undefined) return undefined;
    const groupEndings = [...groupsOf(facts)].flatMap((group) => this.endings.get(group) ?? []);
    return { key, section: sectionOf[any.fact.type], facts, groupEndings };
  }
}

function append(map: Map<string, KeyedFact[]>, key: string, value: KeyedFact): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}
