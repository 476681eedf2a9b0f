import type { FactType } from '../../../events/catalogue.js';
import type { Modality } from '../../../events/fact-data.js';
import { type KeyedFact, placesOf } from '../../../projections/board.js';
import { type FactReading, readingAsOf } from '../../../projections/facts.js';
import type { FactHistory } from '../../../projections/history.js';
import { keyOf } from '../../../projections/keys.js';
import type { NamesView } from '../../../projections/names.js';
import type { Keyed } from '../../../projections/section.js';
import { sectionOf } from '../../../projections/sections.js';
import { type Payload, type Source, type StandingFact, standingFact } from '../../../projections/standing-fact.js';
import { validTime } from '../../../projections/valid-time.js';
import { OPEN } from './schema.js';

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

/** A fact under one key for a range of knowledge time. */
export interface Placement {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly doc: string;
}

/** The key under which the endings of a group stand. */
export const groupKey = (group: string): string => `~${group}`;

/** The notes that a fact can be listed as: by its modality, or as scheduled where it starts after its telling. */
function notesOf({ id, type, modality, time, publishedAt }: StandingFact): string[] {
  if (modality === 'denied' || (type === 'StatementMade' && modality === 'asserted')) return [keyOf('statements', id)];
  if (modality === 'expected') return [keyOf('forecasts', id)];
  return sectionOf[type].kind === 'changes' && time.earliest > publishedAt ? [keyOf('forecasts', id)] : [];
}

/** Where a fact stands under the names of a position, in every range of knowledge time. */
export function placementsOf(ranges: readonly Standing[], names: NamesView): Placement[] {
  return ranges.flatMap(({ from, to, reading }) => {
    if (reading.status === 'retracted') return [];
    const fact = standingFact(reading, names);
    const placements: Placement[] = [];
    const places = new Map(placesOf(fact, names).map(({ keyed }) => [keyed.key, keyed]));
    for (const [key, keyed] of places) {
      const doc = write(fact, keyed);
      placements.push({ key, from, to, doc });
      if (keyed.ends !== undefined && fact.modality === 'asserted')
        placements.push({ key: groupKey(keyed.ends), from, to, doc });
    }
    const plain = write(fact, { key: '', fields: {} });
    for (const key of notesOf(fact)) if (!places.has(key)) placements.push({ key, from, to, doc: plain });
    return placements;
  });
}

type Doc = [
  id: string,
  type: FactType,
  payload: Payload,
  when: string | null,
  places: readonly string[],
  modality: Modality,
  publishedAt: number,
  position: number,
  source: Source,
  key: string,
  fields: Payload,
  groups: readonly string[] | null,
  ends: string | null,
];

function write(fact: StandingFact, keyed: Keyed): string {
  const { id, type, payload, when, places, modality, publishedAt, position, source } = fact;
  const { key, fields, groups = null, ends = null } = keyed;
  const doc: Doc = [
    id,
    type,
    payload,
    when ?? null,
    places,
    modality,
    publishedAt,
    position,
    source,
    key,
    fields,
    groups,
    ends,
  ];
  return JSON.stringify(doc);
}

/** Reads a placement's document back. */
export function readDoc(text: string): KeyedFact {
  const doc = JSON.parse(text) as Doc;
  const [id, type, payload, written, places, modality, publishedAt, position, source, key, fields, groups, ends] = doc;
  const when = written ?? undefined;
  const time = validTime(when, modality, publishedAt);
  return {
    fact: { id, type, payload, when, places, modality, publishedAt, position, time, source },
    keyed: { key, fields, ...(groups === null ? {} : { groups }), ...(ends === null ? {} : { ends }) },
  };
}
