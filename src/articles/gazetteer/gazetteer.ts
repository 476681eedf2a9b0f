import { readFileSync } from 'node:fs';
import { ENTITY_KINDS, type EntityKind } from '../../../events/entity-described.js';
import { slug } from '../../../events/text.js';

/** An entry of the data files beside this one, or of the file that `GAZETTEER_FILE` names. */
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

/** The letters and digits that a name begins with. */
const opening = (name: string): string => /^[\p{L}\p{N}]+/u.exec(name)?.[0] ?? name;

/** Names of entities, by exact spelling; typographic apostrophes are folded. Of two entries of an id or a name the first counts. */
export class Gazetteer {
  readonly byId = new Map<string, GazetteerEntity>();
  private readonly byName = new Map<string, GazetteerEntity>();
  private readonly openings = new Set<string>();
  private readonly byAdjective = new Map<string, GazetteerEntity>();

  constructor(entities: readonly GazetteerEntity[]) {
    for (const entity of entities) {
      if (!this.byId.has(entity.id)) this.byId.set(entity.id, entity);
      for (const name of [entity.name, ...entity.aliases]) {
        this.add(name, entity);
        if (name.length > 4) this.add(name.toUpperCase(), entity);
      }
      for (const adjective of entity.adjectives ?? [])
        if (!this.byAdjective.has(adjective)) this.byAdjective.set(adjective, entity);
    }
  }

  private add(name: string, entity: GazetteerEntity): void {
    const key = foldQuotes(name);
    if (this.byName.has(key)) return;
    this.byName.set(key, entity);
    this.openings.add(opening(key));
  }

  /** Whether a name may begin with these words. */
  begins(words: string): boolean {
    const first = opening(foldQuotes(words));
    return this.openings.has(first) || (first.endsWith('s') && this.openings.has(first.slice(0, -1)));
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
}

/** A file of entities that cannot be used: which entry, and what is wrong with it. */
export class GazetteerError extends Error {}

function checked(entry: unknown, at: string): GazetteerEntity {
  const { id, kind, name, aliases = [] } = (entry ?? {}) as Partial<GazetteerEntity>;
  const wrong =
    typeof id !== 'string' || id === '' || slug(id) !== id
      ? `id is ${JSON.stringify(id)}: give a slug such as "acme-corp"`
      : !ENTITY_KINDS.includes(kind as EntityKind)
        ? `kind is ${JSON.stringify(kind)}: give one of ${ENTITY_KINDS.join(', ')}`
        : typeof name !== 'string' || name.trim() === ''
          ? 'name is missing'
          : !Array.isArray(aliases) || aliases.some((alias) => typeof alias !== 'string')
            ? 'aliases is no list of texts'
            : undefined;
  if (wrong) throw new GazetteerError(`${at}: ${wrong}`);
  return { ...(entry as GazetteerEntity), aliases };
}

/**
 * The entities of a JSON file, a list of entries like those of the bundled files.
 * @throws {GazetteerError} where it cannot be read, is no JSON list or an entry is wrong
 */
export function readGazetteer(file: string | URL): GazetteerEntity[] {
  let entries: unknown;
  try {
    entries = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new GazetteerError(`${file}: ${(error as Error).message}`);
  }
  if (!Array.isArray(entries)) throw new GazetteerError(`${file}: is no list`);
  return entries.map((entry, i) => checked(entry, `${file}: entry ${i + 1}`));
}

let loaded: Gazetteer | undefined;

/** The bundled gazetteer behind the entries of `GAZETTEER_FILE`, read on first use. @throws {GazetteerError} */
export function gazetteer(): Gazetteer {
  const own = process.env.GAZETTEER_FILE;
  loaded ??= new Gazetteer([
    ...(own ? readGazetteer(own) : []),
    ...FILES.flatMap((file) => readGazetteer(new URL(`./${file}.json`, import.meta.url))),
  ]);
  return loaded;
}
