import { type DataOf, type EventType, isFactType } from '../../events/catalogue.js';
import type { FactEvent, LogEvent } from '../../events/envelope.js';
import { placesOf } from '../../projections/board.js';
import type { FactReading } from '../../projections/facts.js';
import { entitiesIn } from '../../projections/filters.js';
import { type Entry, entry, type FactHistory } from '../../projections/history.js';
import { keyOf } from '../../projections/keys.js';
import { type MarketDefinition, Names, type NamesView } from '../../projections/names.js';
import { type StandingFact, standingFact } from '../../projections/standing-fact.js';
import type { Matchable, Reading } from './event-filter.js';

/** The types that say what things are called: all that a match depends on beside the events of one fact. */
export const NAMING_TYPES = [
  'EntityDescribed',
  'EntitiesMerged',
  'EntitiesUnmerged',
  'MarketDefined',
] as const satisfies readonly EventType[];

/** The entries of a fact up to a position, from the events of its stream. */
export function factHistory(factId: string, stream: Iterable<LogEvent>, position: number): FactHistory | undefined {
  let first: FactEvent | undefined;
  const entries: Entry[] = [];
  for (const event of stream) {
    if (event.position > position) break;
    if (isFactType(event.type) && event.id === factId && !first) {
      first = event as FactEvent;
      entries.push(entry(event, event.data));
    } else if (first && factIdOf(event) === factId) entries.push(entry(event, correctedData(event)));
  }
  return first && { id: factId, first, entries };
}

/** The fact that an event is, corrects or retracts; undefined for all other bookkeeping. */
export function factIdOf(event: LogEvent): string | undefined {
  if (isFactType(event.type)) return event.id;
  if (event.type === 'FactCorrected' || event.type === 'FactRetracted')
    return (event.data as DataOf<'FactCorrected' | 'FactRetracted'>).factId;
  return undefined;
}

const correctedData = (event: LogEvent): object | undefined =>
  event.type === 'FactCorrected' ? (event.data as DataOf<'FactCorrected'>).data : undefined;

/** Turns events, in the order of their positions, into what filters judge. Names count as they stand at each event. */
export class Matchables {
  private readonly names = new Names();
  private readonly mergedIds = new Set<string>();
  private aliases = new Map<string, string[]>();
  private readonly definitions = new Map<string, { position: number; definition: MarketDefinition }[]>();

  /** Takes a naming event; of every other it needs nothing. */
  name(event: LogEvent): void {
    this.names.apply(event);
    if (event.type === 'EntitiesMerged' || event.type === 'EntitiesUnmerged') {
      for (const id of (event.data as DataOf<'EntitiesMerged'>).from) this.mergedIds.add(id);
      this.aliases = this.idsByCanonical();
    }
    if (event.type !== 'MarketDefined') return;
    const definition = event.data as MarketDefinition;
    const versions = this.definitions.get(definition.market) ?? [];
    this.definitions.set(definition.market, [...versions, { position: event.position, definition }]);
  }

  /** An event as filters judge it; `fact` is the history of the fact that it corrects or retracts. */
  of(event: LogEvent, fact?: FactHistory): Matchable {
    const types: EventType[] = fact && fact.first.type !== event.type ? [event.type, fact.first.type] : [event.type];
    const history = fact ?? (isFactType(event.type) ? factHistory(event.id, [event], event.position) : undefined);
    return {
      position: event.position,
      types,
      readings: history ? this.readingsOf(history) : [this.reading(event.data)],
      ofFact: history !== undefined,
    };
  }

  /** The definition of a market that stood at a position. */
  marketAt(market: string, position: number): MarketDefinition | undefined {
    return this.definitions.get(market)?.findLast((version) => version.position <= position)?.definition;
  }

  /** Every definition that a market has had. */
  definitionsOf(market: string): readonly MarketDefinition[] {
    return (this.definitions.get(market) ?? []).map(({ definition }) => definition);
  }

  private readingsOf(history: FactHistory): Reading[] {
    const { id, first } = history;
    return history.entries.flatMap(({ data, event }) => {
      if (!data) return [];
      const reading: FactReading = { id, type: first.type, first, entry: event, data, status: 'current' };
      const keys = keysOf(standingFact(reading, this.names), this.names);
      return [{ ...this.reading(data), keys }];
    });
  }

  private reading(payload: object): Reading {
    const fields = payload as Readonly<Record<string, unknown>>;
    const entities = new Set<string>();
    for (const id of namedIn(fields))
      for (const canonical of this.names.lineage(id)) {
        entities.add(canonical);
        for (const alias of this.aliases.get(canonical) ?? []) entities.add(alias);
      }
    return { entities: [...entities], places: (fields.places as readonly string[] | undefined) ?? [] };
  }

  private idsByCanonical(): Map<string, string[]> {
    const ids = new Map<string, string[]>();
    for (const id of this.mergedIds) {
      const canonical = this.names.canonical(id);
      ids.set(canonical, [...(ids.get(canonical) ?? []), id]);
    }
    return ids;
  }
}

/** The keys of all items that a fact can bear on. */
const keysOf = (fact: StandingFact, names: NamesView): readonly string[] => [
  ...new Set([
    ...placesOf(fact, names).map(({ keyed }) => keyed.key),
    keyOf('forecasts', fact.id),
    keyOf('statements', fact.id),
  ]),
];

/** Bookkeeping events name entities in fields of their own beside those of facts. */
const BOOKKEEPING_FIELDS = ['entity', 'from', 'into', 'entities', 'partOf'];

function namedIn(fields: Readonly<Record<string, unknown>>): string[] {
  const own = BOOKKEEPING_FIELDS.flatMap((name) => {
    const value = fields[name];
    return Array.isArray(value) ? (value as string[]) : typeof value === 'string' ? [value] : [];
  });
  return [...entitiesIn(fields), ...own];
}
