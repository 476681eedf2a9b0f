import { type EventFilter, type Matchable, matches } from './event-filter.js';
import { entityTerm, type IndexFile, NO_PLACE, placeTerm, typeTerm } from './index-file.js';
import type { Matchables } from './matchables.js';

/** Nothing stands under it: where a market was never defined, no event is in it. */
const NOTHING = typeTerm('');

/** Events judged in one step, so that no search holds up the process for long. */
const STEP = 512;

/** Which events a search is about: `ofFactOnly` leaves out all bookkeeping but corrections and retractions. */
export interface Search {
  readonly filter: EventFilter;
  readonly ofFactOnly: boolean;
}

/** A match, as little of it as callers need. */
export interface Match {
  readonly position: number;
  readonly ofFact: boolean;
}

/** The matches found, and the position up to which nothing else matches. */
export interface Found {
  readonly matches: readonly Match[];
  readonly scannedTo: number;
}

/** The next matches past `after` up to `upTo`, through the rarest terms of the filter: one bounded step. */
export function matchesAfter(
  file: IndexFile,
  names: Matchables,
  { filter, ofFactOnly }: Search,
  after: number,
  upTo: number,
): Found {
  const terms = rarestTerms(file, names, filter);
  if (!terms && isEmpty(filter)) return all(file, ofFactOnly, after, upTo);
  const { events, scannedTo } = terms
    ? candidatesUnder(file, terms, after, upTo, 'forward')
    : everyEvent(file, ofFactOnly, after, upTo, 'forward');
  return { matches: events.filter((event) => passes(names, { filter, ofFactOnly }, event)), scannedTo };
}

/** The matches up to and including `upTo`, last first; `scannedTo` is where what was not judged ends. */
export function matchesBefore(file: IndexFile, names: Matchables, { filter, ofFactOnly }: Search, upTo: number): Found {
  const terms = rarestTerms(file, names, filter);
  const { events, scannedTo } = terms
    ? candidatesUnder(file, terms, 0, upTo, 'backward')
    : everyEvent(file, ofFactOnly, 0, upTo, 'backward');
  const found = events.filter((event) => passes(names, { filter, ofFactOnly }, event));
  return { matches: found, scannedTo: Math.max(0, scannedTo - 1) };
}

/** Whether an event is what a search is about. */
export const passes = (names: Matchables, { filter, ofFactOnly }: Search, event: Matchable): boolean =>
  (event.ofFact || !ofFactOnly) && matches(filter, event, (market, position) => names.marketAt(market, position));

const isEmpty = (filter: EventFilter): boolean => Object.values(filter).every((values) => values.length === 0);

/** Where nothing is filtered nothing is judged. */
function all(file: IndexFile, ofFactOnly: boolean, after: number, upTo: number): Found {
  const found = file.every(after, upTo, STEP, ofFactOnly);
  return { matches: found, scannedTo: found.length < STEP ? upTo : found.at(-1)!.position };
}

/** Of the filter's fields the one under whose terms the fewest events stand; undefined where none narrows it down. */
function rarestTerms(file: IndexFile, names: Matchables, filter: EventFilter): readonly string[] | undefined {
  const fields = [
    filter.types?.map(typeTerm),
    filter.entities?.map(entityTerm),
    filter.places?.map(placeTerm),
    filter.markets?.length ? marketTerms(names, filter.markets) : undefined,
  ].filter((terms) => terms !== undefined && terms.length > 0) as (readonly string[])[];
  const sizes = fields.map((terms) => terms.reduce((sum, term) => sum + file.count(term), 0));
  return fields[sizes.indexOf(Math.min(...sizes))];
}

/** The terms that an event in one of the markets, as ever defined, stands under; none where a market takes everything. */
function marketTerms(names: Matchables, markets: readonly string[]): readonly string[] | undefined {
  const terms = new Set<string>([NOTHING]);
  for (const { entities, places } of markets.flatMap((market) => names.definitionsOf(market))) {
    if (entities.length > 0) for (const id of entities) terms.add(entityTerm(id));
    else if (places.length > 0) for (const term of [...places.map(placeTerm), NO_PLACE]) terms.add(term);
    else return undefined;
  }
  return [...terms];
}

interface Candidates {
  readonly events: readonly Matchable[];
  readonly scannedTo: number;
}

type Direction = 'forward' | 'backward';

function everyEvent(
  file: IndexFile,
  ofFactOnly: boolean,
  after: number,
  upTo: number,
  direction: Direction,
): Candidates {
  const events = file.events(after, upTo, STEP, ofFactOnly, direction);
  const end = direction === 'forward' ? upTo : after;
  return { events, scannedTo: events.length < STEP ? end : events.at(-1)!.position };
}

/** Merges the positions under several terms; a list that was cut short bounds how far all of them count. */
function candidatesUnder(
  file: IndexFile,
  terms: readonly string[],
  after: number,
  upTo: number,
  direction: Direction,
): Candidates {
  const forward = direction === 'forward';
  let bound = forward ? upTo : after;
  const merged = new Set<number>();
  for (const term of terms) {
    const positions = file.positions(term, after, upTo, STEP, direction);
    for (const position of positions) merged.add(position);
    if (positions.length === STEP)
      bound = forward ? Math.min(bound, positions.at(-1)!) : Math.max(bound, positions.at(-1)!);
  }
  const within = [...merged].filter((position) => (forward ? position <= bound : position >= bound));
  within.sort((a, b) => (forward ? a - b : b - a));
  const judged = within.slice(0, STEP);
  const scannedTo = judged.length < within.length ? judged.at(-1)! : bound;
  return { events: judged.map((position) => file.event(position)!), scannedTo };
}
