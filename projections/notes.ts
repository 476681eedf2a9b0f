import type { KeyFacts } from './board.js';
import type { ChangeFold } from './change-items.js';
import { deniedBy } from './denials.js';
import { holdsFrom, samePeriod } from './figures.js';
import { type BackedItem, evidenceOf } from './item.js';
import { keyOf } from './keys.js';
import { sectionOf } from './sections.js';
import type { StandingFact } from './standing-fact.js';

/** The keys that a fact stands under, as a note needs them. */
export interface Surroundings {
  keysOf(fact: StandingFact): readonly KeyFacts[];
  foldOf(keyFacts: KeyFacts): ChangeFold;
}

const note = (section: string, fact: StandingFact, more: object, denied: object = {}): BackedItem => ({
  item: {
    key: keyOf(section, fact.id),
    type: fact.type,
    ...more,
    ...fact.payload,
    when: fact.when ?? null,
    since: fact.time.startText,
    evidence: [evidenceOf(fact)],
    ...denied,
  },
  facts: [fact],
});

/** A note that a fact can be listed as, and the span of instants (ms) outside which it never is. */
export interface PossibleNote {
  readonly key: string;
  readonly from: number;
  /** Exclusive. */
  readonly until: number;
}

/** The notes that a fact can be listed as: by its modality, or as scheduled where it starts after its telling. */
export function notesOf(fact: StandingFact): PossibleNote[] {
  const { id, type, modality, time, publishedAt: from } = fact;
  if (isStated(fact)) return [{ key: keyOf('statements', id), from, until: Infinity }];
  const key = keyOf('forecasts', id);
  if (modality === 'expected') return [{ key, from, until: overFrom(fact) }];
  const scheduled = modality === 'asserted' && sectionOf[type].kind === 'changes' && time.earliest > from;
  return scheduled ? [{ key, from, until: time.earliest }] : [];
}

const isStated = ({ modality, type }: StandingFact): boolean =>
  modality === 'denied' || (type === 'StatementMade' && modality === 'asserted');

/** Rule 7: a denial, or an asserted `StatementMade`, from its publication on. */
export function statementItem(fact: StandingFact, at: number): BackedItem | undefined {
  if (!isStated(fact) || fact.publishedAt > at) return undefined;
  return note('statements', fact, { modality: fact.modality });
}

/** Rule 7: what is expected, until it is due or fulfilled; and what is settled and has not started. */
export function forecastItem(fact: StandingFact, at: number, around: Surroundings): BackedItem | undefined {
  if (fact.publishedAt > at) return undefined;
  const scheduled = fact.modality === 'asserted' && isScheduled(fact, at);
  const expected = fact.modality === 'expected' && at < overFrom(fact);
  if (!scheduled && !expected) return undefined;
  const keys = around.keysOf(fact);
  if (expected && keys.some((key) => isFulfilled(fact, key, at, around))) return undefined;
  const figure = sectionOf[fact.type].kind === 'claims';
  const denied = deniedBy(keys, fact.type, fact.publishedAt, at, (denial) => !figure || samePeriod(denial, fact));
  return note('forecasts', fact, scheduled ? { scheduled } : {}, denied);
}

const isScheduled = (fact: StandingFact, at: number): boolean =>
  sectionOf[fact.type].kind === 'changes' && fact.time.earliest > at;

/** The instant from which an expectation is over, where it has not been fulfilled before. */
function overFrom({ time, publishedAt }: StandingFact): number {
  if (!time.dated) return yearAfter(publishedAt);
  return time.end > publishedAt ? time.end + 1 : Infinity;
}

function yearAfter(instant: number): number {
  const date = new Date(instant);
  date.setUTCFullYear(date.getUTCFullYear() + 1);
  return date.getTime();
}

function isFulfilled(forecast: StandingFact, key: KeyFacts, at: number, around: Surroundings): boolean {
  return key.facts.some(
    ({ fact }) =>
      fact.modality === 'asserted' &&
      fact.type === forecast.type &&
      fact.publishedAt > forecast.publishedAt &&
      fulfils(fact, forecast, key, at, around),
  );
}

function fulfils(fact: StandingFact, forecast: StandingFact, key: KeyFacts, at: number, around: Surroundings): boolean {
  const { kind } = key.section;
  if (kind === 'claims') return samePeriod(fact, forecast) && holdsFrom(fact) <= at;
  if (kind === 'ledger') return forecast.publishedAt < fact.time.latest && fact.time.latest <= at;
  if (kind === 'notes') return false;
  const fold = around.foldOf(key);
  const change = fold.changeOf(fact.id);
  if (change === undefined || change.latest <= forecast.publishedAt || change.latest > at) return false;
  return !fold.listed(change.effect.name, change.latest - 1);
}
