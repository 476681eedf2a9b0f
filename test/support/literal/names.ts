import type { DataOf, EventType } from '../../../events/catalogue.js';
import type { LogEvent } from '../../../events/envelope.js';

/** Names count by position alone (rule 1): what the naming events up to one say, told anew for every question. */
export class LiteralNames {
  constructor(private readonly events: readonly LogEvent[]) {}

  canonical(id: string): string {
    let into: string | undefined;
    for (const { type, data } of this.events) {
      if (type !== 'EntitiesMerged' && type !== 'EntitiesUnmerged') continue;
      const naming = data as DataOf<'EntitiesMerged'>;
      if (!naming.from.includes(id)) continue;
      if (type === 'EntitiesMerged') into = naming.into;
      else if (naming.into === into) into = undefined;
    }
    return into === undefined ? id : this.canonical(into);
  }

  /** An entity and what it is part of, at any depth, nearest first. */
  line(id: string, below: readonly string[] = []): string[] {
    const name = this.canonical(id);
    if (below.includes(name)) return [];
    const parent = this.description(name)?.partOf;
    return [name, ...(parent === undefined ? [] : this.line(parent, [...below, name]))];
  }

  jurisdiction(authority: string): string {
    const nearest = this.line(authority).find((id) => this.description(id)?.kind === 'jurisdiction');
    return nearest ?? this.canonical(authority);
  }

  market(id: string): DataOf<'MarketDefined'> | undefined {
    return this.all('MarketDefined').findLast(({ market }) => market === id);
  }

  private description(id: string): DataOf<'EntityDescribed'> | undefined {
    return this.all('EntityDescribed').findLast(({ entity }) => entity === id);
  }

  private all<T extends EventType>(wanted: T): DataOf<T>[] {
    return this.events.filter(({ type }) => type === wanted).map(({ data }) => data as DataOf<T>);
  }
}
