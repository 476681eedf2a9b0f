import type { LogEvent } from '../../events/envelope.js';
import { placesOf } from '../../projections/board.js';
import { type FactReading, factsAsOf, type Knowledge, readingAsOf } from '../../projections/facts.js';
import { judge, passes } from '../../projections/filters.js';
import { type FactHistory, History } from '../../projections/history.js';
import type { Sections } from '../../projections/item.js';
import { type AsOf, marketState, type StateFilters } from '../../projections/market-state.js';
import { notesOf } from '../../projections/notes.js';
import { type StandingFact, standingFact } from '../../projections/standing-fact.js';
import type { FactOrder, FactsFilter, FactsPage, Place } from './timeline/facts-filter.js';
import { type NamesAt, NamesHistory } from './timeline/names-history.js';
import type { Skipped, TimelineIndex } from './timeline-index.js';
import { PoisonEventError } from './timeline-index.js';

/** What answers as-of questions. */
export type ReadModel = Pick<
  TimelineIndex,
  | 'position'
  | 'namesVersion'
  | 'apply'
  | 'skip'
  | 'skipped'
  | 'namesAt'
  | 'state'
  | 'storeHeads'
  | 'facts'
  | 'horizonAt'
  | 'reading'
  | 'fact'
  | 'close'
>;

/**
 * The plain fold over the log in memory, behind the interface of the index: slower, and it answers at once while an
 * index of another layout or of other rules is built anew.
 */
export class PlainIndex implements ReadModel {
  private readonly history = new History();
  private readonly names = new NamesHistory();
  /** The positions of naming events. */
  private readonly renamings: number[] = [];
  private readonly setAside = new Map<number, Skipped>();
  private applied = 0;

  get position(): number {
    return this.applied;
  }

  get namesVersion(): number {
    return this.names.version;
  }

  apply(events: readonly LogEvent[]): void {
    for (const event of events) {
      if (event.position <= this.applied) continue;
      if (!this.setAside.has(event.position)) this.take(event);
      this.applied = event.position;
    }
  }

  skip(position: number, reason: string): void {
    this.setAside.set(position, { position, reason, at: new Date().toISOString() });
  }

  skipped(): readonly Skipped[] {
    return [...this.setAside.values()].sort((a, b) => a.position - b.position);
  }

  namesAt(position: number): NamesAt {
    return this.names.at(position);
  }

  state(asOf: AsOf, filters: StateFilters = {}): Sections {
    return marketState(this.history, asOf, filters);
  }

  /** Nothing is stored. */
  storeHeads(): boolean {
    return false;
  }

  fact(id: string): FactHistory | undefined {
    return this.history.fact(id);
  }

  reading(id: string, knowledge: Knowledge): FactReading | undefined {
    const history = this.fact(id);
    return history && readingAsOf(history, knowledge);
  }

  facts(filter: FactsFilter, order: FactOrder, limit: number, after?: Place): FactsPage {
    const names = this.names.at(filter.position);
    const sign = order.startsWith('-') ? -1 : 1;
    const found = factsAsOf(this.history, filter)
      .map((reading) => ({ reading, fact: standingFact(reading, names) }))
      .filter(({ reading, fact }) => this.answers(reading, fact, filter, names))
      .map(({ reading, fact }) => ({ reading, place: { value: placedBy(fact, order), fact: fact.position } }))
      .sort((a, b) => sign * byPlace(a.place, b.place));
    const rest = after ? found.filter(({ place }) => sign * byPlace(place, after) > 0) : found;
    const page = rest.slice(0, limit);
    return {
      listed: page.map(({ reading }) => ({
        entry: reading.entry.position,
        status: reading.status,
        read: () => reading,
      })),
      total: found.length,
      next: rest.length > limit ? page.at(-1)?.place : undefined,
    };
  }

  /** None is known. */
  horizonAt(): number {
    return Infinity;
  }

  close(): void {
    this.setAside.clear();
  }

  private take(event: LogEvent): void {
    const { version } = this.names;
    try {
      this.history.apply(event);
      this.names.apply(event);
      if (this.names.version > version) this.renamings.push(event.position);
    } catch (error) {
      throw new PoisonEventError(event.position, error);
    }
  }

  private answers(reading: FactReading, fact: StandingFact, filter: FactsFilter, names: NamesAt): boolean {
    const { time, publishedAt } = fact;
    return (
      filter.statuses.includes(reading.status) &&
      allows(filter.types, reading.type) &&
      allows(filter.modalities, fact.modality) &&
      allows(filter.articles, reading.first.meta.article?.id) &&
      (filter.matched === undefined || filter.matched.includes(reading.entry.position)) &&
      (filter.from === undefined || (time.dated ? time.end : publishedAt) >= filter.from) &&
      (filter.to === undefined || time.start <= filter.to) &&
      (filter.publishedFrom === undefined || publishedAt >= filter.publishedFrom) &&
      (filter.publishedTo === undefined || publishedAt <= filter.publishedTo) &&
      passes(judge(fact.payload, [fact.places]), filter, names) &&
      this.fed(reading, filter)
    );
  }

  /** Whether a reading of the fact that could be known by then ever fed one of the keys asked for, under the names of its time. */
  private fed({ id }: FactReading, { keys, knownAt, position }: FactsFilter): boolean {
    if (!keys?.length) return true;
    const { entries } = this.history.fact(id) as FactHistory;
    const positions = [...entries.map((entry) => entry.position), ...this.renamings].filter((at) => at <= position);
    const instants = entries.map(({ publishedAt }) => publishedAt).filter((at) => at <= knownAt);
    return positions.some((at) => instants.some((known) => this.feeds(id, keys, { knownAt: known, position: at })));
  }

  private feeds(id: string, keys: readonly string[], knowledge: Knowledge): boolean {
    const reading = this.reading(id, knowledge);
    if (reading === undefined || reading.status === 'retracted') return false;
    const names = this.names.at(knowledge.position);
    const fact = standingFact(reading, names);
    const keyed = [...placesOf(fact, names).map((place) => place.keyed), ...notesOf(fact)];
    return keyed.some(({ key }) => keys.includes(key));
  }
}

const allows = (asked: readonly string[] | undefined, value: string | undefined): boolean =>
  !asked?.length || (value !== undefined && asked.includes(value));

const byPlace = (a: Place, b: Place): number => a.value - b.value || a.fact - b.fact;

const bounded = (instant: number): number =>
  Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, instant));

function placedBy(fact: StandingFact, order: FactOrder): number {
  if (order.endsWith('when')) return bounded(fact.time.start);
  return order.endsWith('publishedAt') ? fact.publishedAt : fact.position;
}
