import { readFileSync } from 'node:fs';
import { Gazetteer } from '../entities/gazetteer.js';
import type { DescribedEntity } from './extraction/types.js';

/** An entity of the gazetteer's data files. */
export interface GazetteerEntry extends DescribedEntity {
  /** ISO 3166-1 alpha-2, of jurisdictions. */
  readonly place?: string;
  /** What people and things of a jurisdiction are called: `Chinese`. */
  readonly adjectives?: readonly string[];
  /** Id of a product's maker. */
  readonly maker?: string;
  readonly category?: string;
  readonly country?: string;
  readonly sectors?: readonly string[];
}

const FILES = ['jurisdictions', 'organisations', 'companies', 'products', 'people'];

/** General knowledge of companies, products, authorities and places, from the data files beside this module. */
export class FileGazetteer extends Gazetteer {
  readonly entries: readonly GazetteerEntry[];
  private readonly byId: ReadonlyMap<string, GazetteerEntry>;
  private readonly byName: ReadonlyMap<string, string>;

  private constructor(entries: readonly GazetteerEntry[]) {
    super();
    this.entries = entries;
    this.byId = new Map(entries.map((entry) => [entry.id, entry]));
    const names = entries.flatMap(({ id, name, aliases }) =>
      [name, ...aliases].map((alias) => [alias.toLowerCase(), id] as const),
    );
    this.byName = new Map(names.reverse());
  }

  static load(): FileGazetteer {
    const read = (file: string) =>
      JSON.parse(readFileSync(new URL(`./gazetteer/${file}.json`, import.meta.url), 'utf8')) as GazetteerEntry[];
    return new FileGazetteer(FILES.flatMap(read));
  }

  override idOf(name: string): string | undefined {
    return this.byId.has(name) ? name : this.byName.get(name.toLowerCase());
  }

  entry(id: string): GazetteerEntry | undefined {
    return this.byId.get(id);
  }

  /** An entity as it is described in the log, and all that it is part of. */
  describe(id: string): DescribedEntity[] {
    const entry = this.byId.get(id);
    if (entry === undefined) return [];
    const { kind, name, aliases, partOf, wikidata } = entry;
    const described = { id, kind, name, aliases, ...(partOf && { partOf }), ...(wikidata && { wikidata }) };
    return partOf === undefined ? [described] : [...this.describe(partOf), described];
  }
}
