import type { FactType } from '../events/catalogue.js';
import type { FactEvent, LogEvent } from '../events/envelope.js';
import type { Entry, FactHistory, History } from './history.js';

export type Status = 'current' | 'corrected' | 'retracted';

/** A fact as of a knowledge time and a position. */
export interface FactReading {
  readonly id: string;
  readonly type: FactType;
  readonly first: FactEvent;
  /** The entry whose reading stands; of a retracted fact, the reading that stood before. */
  readonly entry: LogEvent;
  readonly data: Readonly<Record<string, unknown>>;
  readonly status: Status;
}

export interface Knowledge {
  /** ms */
  readonly knownAt: number;
  readonly position: number;
}

const laterReading = (a: Entry, b: Entry): Entry =>
  b.publishedAt > a.publishedAt || (b.publishedAt === a.publishedAt && b.position > a.position) ? b : a;

/** Rule 2: the reading of a fact that stands; undefined while no entry of it is visible. */
export function readingAsOf(fact: FactHistory, { knownAt, position }: Knowledge): FactReading | undefined {
  const visible = fact.entries.filter((entry) => entry.position <= position && entry.publishedAt <= knownAt);
  const readings = visible.filter((entry) => entry.data !== undefined);
  const [first, ...rest] = readings;
  if (first === undefined) return undefined;
  const standing = rest.reduce(laterReading, first);
  const retracted = visible.some(
    (entry) =>
      entry.data === undefined &&
      !readings.some((reading) => reading.position > entry.position && reading.publishedAt >= entry.publishedAt),
  );
  const status = retracted ? 'retracted' : standing.event === fact.first ? 'current' : 'corrected';
  return {
    id: fact.id,
    type: fact.first.type,
    first: fact.first,
    entry: standing.event,
    data: standing.data ?? {},
    status,
  };
}

/** Every fact of which an entry is visible, in the order of their positions. */
export function factsAsOf(history: History, knowledge: Knowledge): FactReading[] {
  const readings: FactReading[] = [];
  for (const fact of history.facts()) {
    const reading = readingAsOf(fact, knowledge);
    if (reading) readings.push(reading);
  }
  return readings;
}
