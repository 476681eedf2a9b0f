import type { DataOf } from '../events/catalogue.js';
import type { LogEvent } from '../events/envelope.js';

export type EntityDescription = DataOf<'EntityDescribed'>;
export type MarketDefinition = DataOf<'MarketDefined'>;

/** Descriptions, merges and markets; they count by position alone. Fed with events in the order of their positions. */
export class Names {
  private readonly descriptions = new Map<string, EntityDescription>();
  private readonly mergedInto = new Map<string, string>();
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
      for (const id of from) this.mergedInto.set(id, into);
    } else if (event.type === 'EntitiesUnmerged') {
      const { from, into } = event.data as DataOf<'EntitiesUnmerged'>;
      for (const id of from) if (this.mergedInto.get(id) === into) this.mergedInto.delete(id);
    }
  }

  /** The id under which an entity stands, merges followed. */
  canonical(id: string): string {
    const seen = new Set<string>();
    let current = id;
    for (let into = this.mergedInto.get(current); into !== undefined; into = this.mergedInto.get(current)) {
      if (seen.has(current)) return current;
      seen.add(current);
      current = into;
    }
    return current;
  }

  /** The description of an entity under its own id. */
  description(id: string): EntityDescription | undefined {
    return this.descriptions.get(id);
  }

  described(): Iterable<EntityDescription> {
    return this.descriptions.values();
  }

  /** Ids merged into another, directly. */
  merged(): ReadonlyMap<string, string> {
    return this.mergedInto;
  }

  market(id: string): MarketDefinition | undefined {
    return this.definitions.get(id);
  }

  markets(): Iterable<MarketDefinition> {
    return this.definitions.values();
  }

  /** An entity and all that it is part of, nearest first, as merged. */
  lineage(id: string): readonly string[] {
    const line: string[] = [];
    for (let next: string | undefined = id; next !== undefined; ) {
      const current = this.canonical(next);
      if (line.includes(current)) break;
      line.push(current);
      next = this.descriptions.get(current)?.partOf;
    }
    return line;
  }

  /** The nearest jurisdiction among an authority and what it is part of, else the authority itself. */
  jurisdiction(authority: string): string {
    const line = this.lineage(authority);
    return line.find((id) => this.descriptions.get(id)?.kind === 'jurisdiction') ?? this.canonical(authority);
  }
}
