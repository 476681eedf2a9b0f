import type { EventType, FactType } from '../../events/catalogue.js';
import type { EventMeta, LogEvent } from '../../events/envelope.js';
import { formatInstant, parseInstant } from '../../events/instant.js';
import { History } from '../../projections/history.js';
import type { Item, SectionName } from '../../projections/item.js';
import { marketState, type StateFilters } from '../../projections/market-state.js';

export interface Clocks {
  readonly at?: string;
  readonly knownAt?: string;
  readonly position?: number;
}

const instant = (text: string): number => {
  const millis = parseInstant(text);
  if (millis === undefined) throw new Error(`not an instant: ${text}`);
  return millis;
};

/** A log in memory, written a line at a time and asked as of its three clocks. */
export class LogBuilder {
  readonly events: LogEvent[] = [];
  readonly history = new History();

  get head(): number {
    return this.events.length;
  }

  /** Appends a fact; asserted unless the data says otherwise. Returns its id. */
  fact(type: FactType, publishedAt: string, data: object, meta: Partial<EventMeta> = {}): string {
    const published = formatInstant(instant(publishedAt));
    return this.append(type, { modality: 'asserted', ...data }, { publishedAt: published, ...meta });
  }

  correct(factId: string, data: object, publishedAt?: string): number {
    const meta = this.publication(factId, publishedAt);
    this.append('FactCorrected', { factId, data: { modality: 'asserted', ...data }, reason: 'misread' }, meta);
    return this.head;
  }

  retract(factId: string, publishedAt?: string): number {
    this.append('FactRetracted', { factId, reason: 'withdrawn' }, this.publication(factId, publishedAt));
    return this.head;
  }

  describe(entity: string, kind: string, partOf?: string): void {
    this.append('EntityDescribed', { entity, kind, name: entity, aliases: [], ...(partOf ? { partOf } : {}) }, {});
  }

  merge(from: string[], into: string): void {
    this.append('EntitiesMerged', { from, into, reason: 'the same' }, {});
  }

  unmerge(from: string[], into: string): void {
    this.append('EntitiesUnmerged', { from, into, reason: 'not the same' }, {});
  }

  market(market: string, entities: string[], places: string[]): void {
    this.append('MarketDefined', { market, name: market, entities, places }, {});
  }

  /** The items of a section; `at` and `knownAt` default to the end of 2099, `position` to the head. */
  items(section: SectionName, { at, knownAt, position }: Clocks = {}, filters: StateFilters = {}): readonly Item[] {
    const known = instant(knownAt ?? '2099');
    const asOf = { at: at === undefined ? known : instant(at), knownAt: known, position: position ?? this.head };
    return marketState(this.history, asOf, filters)[section] ?? [];
  }

  append(type: EventType, data: object, meta: EventMeta): string {
    const position = this.events.length + 1;
    const id = `00000000-0000-5000-8000-${String(position).padStart(12, '0')}`;
    const event = {
      id,
      type,
      schemaVersion: 1,
      data,
      meta,
      streamId: `stream-${position}`,
      revision: 0,
      position,
      recordedAt: formatInstant(position),
    } as LogEvent;
    this.events.push(event);
    this.history.apply(event);
    return id;
  }

  private publication(factId: string, publishedAt: string | undefined): EventMeta {
    const first = this.events.find(({ id }) => id === factId);
    return { publishedAt: publishedAt ? formatInstant(instant(publishedAt)) : (first?.meta.publishedAt as string) };
  }
}
