import { type DataOf, isFactType } from '../events/catalogue.js';
import type { FactEvent, LogEvent } from '../events/envelope.js';
import { parseInstant } from '../events/instant.js';
import { Names } from './names.js';

/** An entry of a fact: its first reading, a correction or a retraction. */
export interface Entry {
  readonly event: LogEvent;
  readonly position: number;
  /** Publication instant, ms. */
  readonly publishedAt: number;
  /** What the fact reads from here on; undefined for a retraction. */
  readonly data: Readonly<Record<string, unknown>> | undefined;
}

/** A fact with all its entries, in the order of their positions. */
export interface FactHistory {
  readonly id: string;
  readonly first: FactEvent;
  readonly entries: readonly Entry[];
}

const NAMING = new Set(['EntityDescribed', 'EntitiesMerged', 'EntitiesUnmerged', 'MarketDefined']);

/** The log as facts and names, held in memory whole: the ground that the plain fold walks over. */
export class History {
  private readonly byId = new Map<string, { id: string; first: FactEvent; entries: Entry[] }>();
  private readonly naming: LogEvent[] = [];
  private last = 0;

  /** The position of the last event applied. */
  get head(): number {
    return this.last;
  }

  /** Takes the next event of the log. */
  apply(event: LogEvent): void {
    this.last = event.position;
    if (isFactType(event.type)) {
      if (!this.byId.has(event.id))
        this.byId.set(event.id, { id: event.id, first: event as FactEvent, entries: [entry(event, event.data)] });
    } else if (event.type === 'FactCorrected') {
      const { factId, data } = event.data as DataOf<'FactCorrected'>;
      this.byId.get(factId)?.entries.push(entry(event, data));
    } else if (event.type === 'FactRetracted') {
      const { factId } = event.data as DataOf<'FactRetracted'>;
      this.byId.get(factId)?.entries.push(entry(event, undefined));
    } else if (NAMING.has(event.type)) this.naming.push(event);
  }

  fact(id: string): FactHistory | undefined {
    return this.byId.get(id);
  }

  facts(): Iterable<FactHistory> {
    return this.byId.values();
  }

  /** Names as they stood at a position. */
  namesAt(position: number): Names {
    const names = new Names();
    for (const event of this.naming) if (event.position <= position) names.apply(event);
    return names;
  }
}

/** An event as an entry of its fact. */
export function entry(event: LogEvent, data: object | undefined): Entry {
  const publishedAt = parseInstant(event.meta.publishedAt ?? '');
  if (publishedAt === undefined)
    throw new Error(`position ${event.position}: ${event.type} ${event.id} has no instant in meta.publishedAt`);
  return { event, position: event.position, publishedAt, data: data as Entry['data'] };
}
