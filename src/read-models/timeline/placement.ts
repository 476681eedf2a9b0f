import { groupsOf, type KeyedFact, placesOf } from '../../../projections/board.js';
import { changeOf } from '../../../projections/change.js';
import { type FactReading, readingAsOf } from '../../../projections/facts.js';
import type { FactHistory } from '../../../projections/history.js';
import type { NamesView } from '../../../projections/names.js';
import { notesOf, type PossibleNote } from '../../../projections/notes.js';
import type { Effect } from '../../../projections/section.js';
import { sectionOf } from '../../../projections/sections.js';
import { type StandingFact, standingFact } from '../../../projections/standing-fact.js';
import { OPEN } from './schema.js';
import type { Role, StoredRow } from './stored-row.js';

/** A reading of a fact and the publication instants (from inclusive, to exclusive, ms) for which it stands. */
export interface Standing {
  readonly from: number;
  readonly to: number;
  readonly reading: FactReading;
}

/** Rule 2 over all of knowledge time: the readings of a fact and how they stand, each for its range. */
export function standings(fact: FactHistory): Standing[] {
  const turns = [...new Set(fact.entries.map(({ publishedAt }) => publishedAt))].sort((a, b) => a - b);
  const ranges: Standing[] = [];
  turns.forEach((from, i) => {
    const reading = readingAsOf(fact, { knownAt: from, position: OPEN });
    if (reading === undefined) return;
    const to = turns[i + 1] ?? OPEN;
    const last = ranges.at(-1);
    const same = last?.reading.entry === reading.entry && last.reading.status === reading.status;
    if (last && same) ranges[ranges.length - 1] = { ...last, to };
    else ranges.push({ from, to, reading });
  });
  return ranges;
}

/** A fact under one key for a range of knowledge time. Instants in ms, infinite where open. */
export interface Placement {
  readonly key: string;
  /** The position of the fact's first entry. */
  readonly fact: number;
  readonly from: number;
  readonly to: number;
  readonly role: Role;
  /** The range of its starts (of a claim its period, of a note its listing). */
  readonly starts: number;
  readonly ends: number;
  /** The fact's publication, ms. */
  readonly published: number;
  /** What the rows of its role lie in the order of: a denial's publication, else where its starts end. */
  readonly rank: number;
  /** The groups whose endings bear on the key through this fact, a line each. */
  readonly groups: string | null;
  readonly keyed: KeyedFact;
}

/** The key under which the endings of a group stand. */
export const groupKey = (group: string): string => `~${group}`;

type Place = Pick<Placement, 'role' | 'starts' | 'ends' | 'rank' | 'groups'>;

function placeOf({ fact, keyed }: KeyedFact): Place {
  const { modality, type, time, publishedAt } = fact;
  const section = sectionOf[type];
  const period = { starts: time.start, ends: time.end, groups: null };
  if (modality !== 'asserted')
    return { role: modality, ...period, rank: modality === 'denied' ? publishedAt : time.end };
  if (section.kind === 'claims') return { role: time.dated ? 'claim' : 'undated', ...period, rank: time.end };
  const range = { starts: time.earliest, ends: time.latest, rank: time.latest };
  if (section.kind !== 'changes') return { role: section.kind, ...range, groups: null };
  const effect = section.effect?.(fact) as Effect;
  const { from } = changeOf(fact, keyed, effect);
  const groups = [...groupsOf([{ fact, keyed }])].sort().join('\n') || null;
  return { role: keyed.ends === undefined ? effect.name : 'ends', ...range, starts: from, groups };
}

function noted(fact: StandingFact, { key, from, until }: PossibleNote): Place & { keyed: KeyedFact } {
  const keyed = { fact, keyed: { key, fields: {} } };
  return { role: 'note', starts: from, ends: until, rank: from, groups: null, keyed };
}

/** Where a fact stands under the names of a position, in every range of knowledge time. */
export function placementsOf(ranges: readonly Standing[], names: NamesView): Placement[] {
  return ranges.flatMap(({ from, to, reading }) => {
    if (reading.status === 'retracted') return [];
    const fact = standingFact(reading, names);
    const common = { fact: fact.position, published: fact.publishedAt, from, to };
    const placements: Placement[] = [];
    const places = new Map(placesOf(fact, names).map((keyed) => [keyed.keyed.key, keyed]));
    for (const [key, keyed] of places) {
      if (sectionOf[fact.type].kind === 'notes') continue;
      const place = placeOf(keyed);
      placements.push({ key, ...common, ...place, keyed });
      if (place.role === 'ends')
        placements.push({ ...common, ...place, key: groupKey(keyed.keyed.ends as string), groups: null, keyed });
    }
    for (const note of notesOf(fact)) placements.push({ key: note.key, ...common, ...noted(fact, note) });
    return placements;
  });
}

/** A placement as a row from a position on. */
export function placedRow({ from, to, ...place }: Placement, posFrom: number, posTo: number): StoredRow {
  return { ...place, knownFrom: from, knownTo: to, posFrom, posTo };
}
