import { readFileSync } from 'node:fs';
import type { EntityKind } from '../../../events/entity-described.js';

/** An entry of the data files beside this one, which a user may extend. */
export interface GazetteerEntity {
  id: string;
  kind: EntityKind;
  name: string;
  aliases: string[];
  partOf?: string;
  wikidata?: string;
  /** Jurisdiction of a company's seat. */
  country?: string;
  sectors?: string[];
  /** Of organisations: `authority`, `analyst`, `media` or `group`. */
  role?: string;
  /** Of jurisdictions: `Chinese`. */
  adjectives?: string[];
  /** Of jurisdictions: ISO 3166-1 alpha-2, or EU. */
  place?: string;
  maker?: string;
  category?: string;
}

const FILES = ['jurisdictions', 'organisations', 'companies', 'products', 'people'];

export const foldQuotes = (text: string): string => text.replace(/[’‘]/g, "'");

/** Names of entities, by exact spelling; typographic apostrophes are folded. */
export class Gazetteer {
  readonly byId = new Map<string, GazetteerEntity>();
  private readonly byName = new Map<string, GazetteerEntity>();
  private readonly byAdjective = new Map<string, GazetteerEntity>();

  constructor(entities: readonly GazetteerEntity[]) {
    for (const entity of entities) {
      this.byId.set(entity.id, entity);
      for (const name of [entity.name, ...entity.aliases]) {
        this.add(name, entity);
        if (name.length > 4) this.add(name.toUpperCase(), entity);
      }
      for (const adjective of entity.adjectives ?? []) this.byAdjective.set(adjective, entity);
    }
  }

  private add(name: string, entity: GazetteerEntity): void {
    const key = foldQuotes(name);
    if (!this.byName.has(key)) this.byName.set(key, entity);
  }

  /** The entity of that name, as spelt in a text; the plural of a product's name counts. */
  named(name: string): GazetteerEntity | undefined {
    const key = foldQuotes(name);
    const found = this.byName.get(key);
    if (found || !/[\dA-Z]s$/.test(key)) return found;
    const singular = this.byName.get(key.slice(0, -1));
    return singular?.kind === 'product' ? singular : undefined;
  }

  adjective(word: string): GazetteerEntity | undefined {
    return this.byAdjective.get(word);
  }

  adjectives(): string[] {
    return [...this.byAdjective.keys()];
  }
}

let bundled: Gazetteer | undefined;

/** The bundled gazetteer, read on first use. */
export function gazetteer(): Gazetteer {
  bundled ??= new Gazetteer(
    FILES.flatMap(
      (file) => JSON.parse(readFileSync(new URL(`./${file}.json`, import.meta.url), 'utf8')) as GazetteerEntity[],
    ),
  );
  return bundled;
}
