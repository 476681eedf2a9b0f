import type { EventType } from '../../events/catalogue.js';
import type { MarketDefinition } from '../../projections/names.js';

/** Values of one field mean "or", different fields "and"; an absent or empty field lets everything pass. */
export interface EventFilter {
  readonly types?: readonly EventType[];
  readonly entities?: readonly string[];
  readonly places?: readonly string[];
  readonly markets?: readonly string[];
  /** Keys of items of the market state. */
  readonly keys?: readonly string[];
}

/** One reading of what an event is about, with names as they stood at the event's position. */
export interface Reading {
  /** Each entity named and all it is part of, under every id that names one of them. */
  readonly entities: readonly string[];
  readonly places: readonly string[];
  /** The keys of the items that it bears on; of facts alone. */
  readonly keys?: readonly string[];
}

/** An event as filters judge it; nothing that is recorded later changes it. */
export interface Matchable {
  readonly position: number;
  /** The event's own type and, of a correction or retraction, the type of its fact. */
  readonly types: readonly EventType[];
  /** Of a correction or retraction every reading of its fact so far, its own included. */
  readonly readings: readonly Reading[];
  /** Whether the event is a fact, a correction or a retraction. */
  readonly ofFact: boolean;
}

/** The definition of a market that stood at a position. */
export type MarketAt = (market: string, position: number) => MarketDefinition | undefined;

/** Whether an event passes a filter: by one of its types, and by all other fields in one and the same reading. */
export function matches(filter: EventFilter, event: Matchable, marketAt: MarketAt): boolean {
  if (filter.types?.length && !event.types.some((type) => filter.types?.includes(type))) return false;
  const { entities, places, markets, keys } = filter;
  if (!entities?.length && !places?.length && !markets?.length && !keys?.length) return true;
  const inMarkets = markets?.length ? markets.map((id) => marketAt(id, event.position)) : undefined;
  return event.readings.some(
    (reading) =>
      (!entities?.length || shares(reading.entities, entities)) &&
      (!places?.length || shares(reading.places, places)) &&
      (!keys?.length || shares(reading.keys ?? [], keys)) &&
      (!inMarkets || inMarkets.some((market) => market !== undefined && inMarket(reading, market))),
  );
}

const inMarket = (reading: Reading, { entities, places }: MarketDefinition): boolean =>
  (entities.length === 0 || shares(reading.entities, entities)) &&
  (places.length === 0 || reading.places.length === 0 || shares(reading.places, places));

const shares = (a: readonly string[], b: readonly string[]): boolean => a.some((value) => b.includes(value));
