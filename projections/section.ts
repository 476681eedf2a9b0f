import type { FactType } from '../events/catalogue.js';
import type { SectionName } from './item.js';
import type { NamesView } from './names.js';
import type { Payload, StandingFact } from './standing-fact.js';

/** What a change does to the item of its key. */
export interface Effect {
  readonly name: string;
  /** The item is listed while this decides. */
  readonly lists: boolean;
  /** Undated, it says "by then"; an ending or easing is news. */
  readonly opens: boolean;
}

/** A fact's place in a section. */
export interface Keyed {
  readonly key: string;
  /** The item's fields that make the key, as this fact writes them. */
  readonly fields: Payload;
  /** Groups of keys to which its key belongs, and the one that the fact ends as a whole. */
  readonly groups?: readonly string[];
  readonly ends?: string;
}

/** A section of the market state and how facts stand in it. */
export interface Section {
  readonly name: SectionName;
  readonly types: readonly FactType[];
  /** Changes open and end items, claims are figures side by side, a ledger lists deals; notes stand each for itself. */
  readonly kind: 'changes' | 'claims' | 'ledger' | 'notes';
  keyed(fact: StandingFact, names: NamesView): readonly Keyed[];
  /** The effect of a fact, in sections of changes. */
  effect?(fact: StandingFact): Effect;
  /** The field in which an item shows its effect. */
  readonly effectField?: string;
  /** Effects that count only where no other does. */
  readonly yields?: string;
  /** Payload fields that stand in the key under another name. */
  readonly inKey?: readonly string[];
}

export const opening = (name = 'open'): Effect => ({ name, lists: true, opens: true });
export const ending: Effect = { name: 'ended', lists: false, opens: false };

/** Fields of a payload that are there, in the order asked. */
export const pick = (payload: Payload, ...names: readonly string[]): Payload =>
  Object.fromEntries(names.filter((name) => payload[name] !== undefined).map((name) => [name, payload[name]]));

export const text = (value: unknown): string | undefined => value as string | undefined;
export const list = (value: unknown): readonly string[] => (value as readonly string[] | undefined) ?? [];

/** The payload fields of a fact outside its key. */
export function outsideKey(section: Section, keyed: Keyed, payload: Payload): string[] {
  return Object.keys(payload).filter((name) => !(name in keyed.fields) && !section.inKey?.includes(name));
}
