import { Injectable } from '@nestjs/common';
import { type DataOf, type FactType, factTypes } from '../../events/catalogue.js';
import { entityFieldsOf } from '../../events/fields.js';
import { slug } from '../../events/text.js';
import { Projector } from '../read-models/projector.js';
import { Gazetteer } from './gazetteer.js';

/** Turns names into ids: as the log describes them, else as the gazetteer does, else by their slug. */
@Injectable()
export class EntityRegistry {
  private byName = new Map<string, string>();
  private builtAt = -1;

  constructor(
    private readonly projector: Projector,
    private readonly gazetteer: Gazetteer,
  ) {}

  /** Whether the log describes an id. */
  describes(id: string): boolean {
    return this.projector.index.namesAt(this.projector.applied).description(id) !== undefined;
  }

  /** The id that the log gives to an id, alias or name; case does not count, and an exact id comes first. */
  known(name: string): string | undefined {
    if (this.describes(name)) return name;
    this.refresh();
    return this.byName.get(name.toLowerCase());
  }

  /** The id under which a name is written. */
  resolve(name: string): string {
    const known = this.known(name);
    if (known !== undefined) return known;
    const id = slug(name);
    return id === name ? id : (this.gazetteer.idOf(name) ?? id);
  }

  /** A payload with every entity by its id; lists lose what turns out to be named twice. */
  resolveData<T extends FactType>(type: T, data: DataOf<T>): DataOf<T> {
    const resolved: Record<string, unknown> = { ...data };
    for (const field of entityFieldsOf(factTypes[type])) {
      const value = resolved[field];
      if (Array.isArray(value)) resolved[field] = value.map((name: string) => this.resolve(name));
      else if (typeof value === 'string') resolved[field] = this.resolve(value);
    }
    return resolved as DataOf<T>;
  }

  private refresh(): void {
    const version = this.projector.index.namesVersion;
    if (version === this.builtAt) return;
    this.builtAt = version;
    this.byName = new Map();
    const names = this.projector.index.namesAt(this.projector.applied);
    for (const { entity, name, aliases } of names.described())
      for (const alias of [entity, name, ...aliases]) {
        const lower = alias.toLowerCase();
        if (!this.byName.has(lower)) this.byName.set(lower, entity);
      }
  }
}
