import type { DataOf } from '../events/catalogue.js';
import type { LogEvent } from '../events/envelope.js';

export type EntityDescription = DataOf<'EntityDescribed'>;
export type MarketDefinition = DataOf<'MarketDefined'>;

/** Names as they stand at one position: descriptions, merges and markets. */
export abstract class NamesView {
  /** The description of an entity under its own id. */
  abstract description(id: string): EntityDescription | undefined;
  abstract market(id: string): MarketDefinition | undefined;
  /** What an id is merged into, directly. */
  protected abstract mergedInto(id: string): string | undefined;

  /** The id under which an entity stands, merges followed. */
  canonical(id: string): string {
    let current = id;
    for (let into = this.mergedInto(id), steps = 0; into !== undefined && steps < 1000; steps++) {
      current = into;
      into = this.mergedInto(current);
    }
    return current;
  }

  /** An entity and all that it is part of, nearest first, as merged. */
  lineage(id: string): readonly string[] {
    const line: string[] = [];
    for (let next: string | undefined = id; next !== undefined; ) {
      const current = this.canonical(next);
      if (line.includes(current)) break;
      line.push(current);
      next = this.description(current)?.partOf;
    }
    return line;
  }

  /** The nearest jurisdiction among an authority and what it is part of, else the authority itself. */
  jurisdiction(authority: string): string {
    const line = this.lineage(authority);
    return line.find((id) => this.description(id)?.kind === 'jurisdiction') ?? this.canonical(authority);
  }
}

/** Names that count by position alone, fed with events in the order of their positions. */
export class Names extends NamesView {
  private readonly descriptions = new Map<string, EntityDescription>();
  private readonly merges = new Map<string, string>();
  private readonly definitions = new Map<string, MarketDefinition>();

  apply(event: LogEvent): void {
    if (event.type === 'EntityDescribed') {
      const described = event.data as EntityDescription;
      this.descriptions.set(described.entity, described);
    } else if (event.type === 'MarketDefined') {
      const market = event.data as MarketDefinition;
      this.definitions.set(market.market, market);
    } else if (event.type === 'EntitiesMerged') {
      const { from, into } = event.data as DataOf<'EntitiesMerged'>;
      for (const id of from) this.merges.set(id, into);
    } else if (event.type === 'EntitiesUnmerged') {
      const { from, into } = event.data as DataOf<'EntitiesUnmerged'>;
      for (const id of from) if (this.merges.get(id) === into) this.merges.delete(id);
    }
  }

  /** The description of an entity under its own id. */
  description(id: string): EntityDescription | undefined {
    return this.descriptions.get(id);
  }

  /** Every description under its own id. */
  described(): Iterable<EntityDescription> {
    return this.descriptions.values();
  }

  /** Ids merged into another, directly. */
  merged(): ReadonlyMap<string, string> {
    return this.merges;
  }

  protected mergedInto(id: string): string | undefined {
    return this.merges.get(id);
  }

  market(id: string): MarketDefinition | undefined {
    return this.definitions.get(id);
  }

  markets(): Iterable<MarketDefinition> {
    return this.definitions.values();
  }
}
