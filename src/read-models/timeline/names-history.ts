import type { DataOf } from '../../../events/catalogue.js';
import type { LogEvent } from '../../../events/envelope.js';
import { type EntityDescription, type MarketDefinition, NamesView } from '../../../projections/names.js';
import { upTo } from '../../../projections/order.js';
import { OPEN } from './schema.js';

interface Version<T> {
  readonly position: number;
  readonly value: T;
}

/** Values by id, each from a position on; read as of any position by a binary search. */
class Versioned<T> {
  private readonly byId = new Map<string, Version<T>[]>();

  set(id: string, position: number, value: T): void {
    const versions = this.byId.get(id);
    if (versions) versions.push({ position, value });
    else this.byId.set(id, [{ position, value }]);
  }

  at(id: string, position: number): T | undefined {
    const versions = this.byId.get(id);
    if (versions === undefined) return undefined;
    return versions[upTo(versions, position, (version) => version.position) - 1]?.value;
  }

  clear(): void {
    this.byId.clear();
  }

  ids(): Iterable<string> {
    return this.byId.keys();
  }
}

/** Every description, merge and market that the log has seen, readable as of any of its positions. */
export class NamesHistory {
  private readonly descriptions = new Versioned<EntityDescription>();
  private readonly merges = new Versioned<string | undefined>();
  private readonly definitions = new Versioned<MarketDefinition>();

  /** Where naming events stand in the log, ascending. */
  private readonly positions: number[] = [];

  /** Grows with every naming event. */
  version = 0;

  /** Takes the next naming event; all others pass without effect. */
  apply({ type, data, position }: LogEvent): void {
    this.version++;
    this.positions.push(position);
    if (type === 'EntityDescribed') {
      const described = data as EntityDescription;
      this.descriptions.set(described.entity, position, described);
    } else if (type === 'MarketDefined') {
      const market = data as MarketDefinition;
      this.definitions.set(market.market, position, market);
    } else if (type === 'EntitiesMerged') {
      const { from, into } = data as DataOf<'EntitiesMerged'>;
      for (const id of from) this.merges.set(id, position, into);
    } else if (type === 'EntitiesUnmerged') {
      const { from, into } = data as DataOf<'EntitiesUnmerged'>;
      for (const id of from) if (this.merges.at(id, position) === into) this.merges.set(id, position, undefined);
    }
  }

  clear(): void {
    this.descriptions.clear();
    this.merges.clear();
    this.definitions.clear();
    this.positions.length = 0;
  }

  /** From which position to which, exclusive, names are those at a position, as far as the log is read. */
  stretchAt(position: number): readonly [from: number, to: number] {
    const next = upTo(this.positions, position, (each) => each);
    return [this.positions[next - 1] ?? 0, this.positions[next] ?? OPEN];
  }

  at(position: number): NamesAt {
    return new NamesAt(position, this.descriptions, this.merges, this.definitions);
  }
}

/** Names as of one position. */
export class NamesAt extends NamesView {
  private readonly lines = new Map<string, readonly string[]>();

  constructor(
    private readonly position: number,
    private readonly descriptions: Versioned<EntityDescription>,
    private readonly merges: Versioned<string | undefined>,
    private readonly definitions: Versioned<MarketDefinition>,
  ) {
    super();
  }

  override lineage(id: string): readonly string[] {
    const known = this.lines.get(id) ?? super.lineage(id);
    this.lines.set(id, known);
    return known;
  }

  override description(id: string): EntityDescription | undefined {
    return this.descriptions.at(id, this.position);
  }

  override market(id: string): MarketDefinition | undefined {
    return this.definitions.at(id, this.position);
  }

  /** What an id is merged into, directly. */
  merged(id: string): string | undefined {
    return this.mergedInto(id);
  }

  protected override mergedInto(id: string): string | undefined {
    return this.merges.at(id, this.position);
  }

  /** Every description that stands, by id. */
  *described(): Iterable<EntityDescription> {
    for (const id of this.descriptions.ids()) {
      const description = this.description(id);
      if (description) yield description;
    }
  }

  /** Every market that is defined. */
  *markets(): Iterable<MarketDefinition> {
    for (const id of this.definitions.ids()) {
      const market = this.market(id);
      if (market) yield market;
    }
  }

  /** An entity and all ids on the way from it through merges and what it is part of. */
  trail(id: string): ReadonlySet<string> {
    const seen = new Set<string>();
    const queue = [id];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      const into = this.mergedInto(next);
      const whole = this.description(next)?.partOf;
      if (into !== undefined) queue.push(into);
      if (whole !== undefined) queue.push(whole);
    }
    return seen;
  }
}
