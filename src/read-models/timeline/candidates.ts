import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import type { FactBlocks } from './fact-blocks.js';
import type { FactsFilter } from './facts-filter.js';
import type { KeyIds } from './key-ids.js';
import type { NamesAt } from './names-history.js';

/** Finds the facts that a question can be about, where it names what facts are posted under. */
export class Candidates {
  private readonly ofTerm: StatementSyncInstance;
  private readonly ofKey: StatementSyncInstance;

  constructor(
    db: DatabaseSyncInstance,
    private readonly blocks: FactBlocks,
    private readonly ids: KeyIds,
  ) {
    this.ofTerm = db.prepare('SELECT fact FROM terms WHERE term = ?');
    this.ofTerm.setReturnArrays(true);
    this.ofKey = db.prepare('SELECT fact FROM placements WHERE key = ? AND pos_from <= ? AND known_from <= ?');
    this.ofKey.setReturnArrays(true);
  }

  /** Facts, each once, among which are all that answer; undefined where any may. */
  of(filter: FactsFilter, names: NamesAt): ReadonlySet<number> | undefined {
    const sets = [
      this.underTerms('e', filter.entities?.length ? filter.entities.map((id) => names.canonical(id)) : undefined),
      this.underTerms('e', entitiesOfMarkets(filter, names)),
      this.underTerms('a', filter.articles?.length ? filter.articles : undefined),
      this.feeding(filter),
      filter.matched && new Set(filter.matched.map((entry) => this.blocks.factOf(entry))),
    ].filter((set) => set !== undefined);
    if (sets.length === 0) return undefined;
    const [smallest, ...others] = sets.sort((a, b) => a.size - b.size) as [Set<number>, ...Set<number>[]];
    if (others.length === 0) return smallest;
    return new Set([...smallest].filter((fact) => others.every((set) => set.has(fact))));
  }

  private underTerms(prefix: string, values: readonly string[] | undefined): Set<number> | undefined {
    if (values === undefined) return undefined;
    const facts = new Set<number>();
    for (const value of new Set(values))
      for (const [fact] of this.ofTerm.all(`${prefix}:${value}`) as unknown as [number][]) facts.add(fact);
    return facts;
  }

  /** Facts of which a reading that was visible by then stood under one of the keys, whether or not it still does. */
  private feeding({ keys, knownAt, position }: FactsFilter): Set<number> | undefined {
    if (!keys?.length) return undefined;
    const facts = new Set<number>();
    for (const id of keys.map((key) => this.ids.find(key)))
      for (const [fact] of this.ofKey.all(id ?? null, position, knownAt) as unknown as [number][]) facts.add(fact);
    return facts;
  }
}

/** The entities of the markets asked for; undefined where one of them takes any entity. */
function entitiesOfMarkets({ markets }: FactsFilter, names: NamesAt): string[] | undefined {
  if (!markets?.length) return undefined;
  const entities: string[] = [];
  for (const id of markets) {
    const market = names.market(id);
    if (market?.entities.length === 0) return undefined;
    entities.push(...(market?.entities ?? []).map((entity) => names.canonical(entity)));
  }
  return entities;
}
