import { Injectable } from '@nestjs/common';
import canonicalize from 'canonicalize';
import type { BookkeepingType, DataOf } from '../../events/catalogue.js';
import { slug } from '../../events/text.js';
import { validateData } from '../../events/validate.js';
import { bookkeeping, correlated } from '../facts/fact-events.js';
import { LogWriter } from '../facts/log-writer.js';
import { StreamLocks } from '../facts/stream-locks.js';
import { FieldErrors } from '../facts/submitted-fact.js';
import { conflict, invalid, invalidField } from '../problem.js';
import { Projector } from '../read-models/projector.js';
import type { NamesAt } from '../read-models/timeline/names-history.js';
import { EntityRegistry } from './entity-registry.js';

export interface Named {
  readonly position: number;
  /** Whether anything was appended. */
  readonly created: boolean;
}

/** Describes and merges entities, and defines markets. */
@Injectable()
export class EntitiesWriter {
  /** Names are judged against all other names, so they are written one at a time: two merges at once make no circle. */
  private readonly naming = new StreamLocks();

  constructor(
    private readonly log: LogWriter,
    private readonly projector: Projector,
    private readonly registry: EntityRegistry,
  ) {}

  async describe(id: string, body: unknown, actor?: string): Promise<Named> {
    assertSlug(id);
    const fields = fieldsOf(body, ['name', 'kind', 'aliases', 'partOf', 'wikidata']);
    const data = valid('EntityDescribed', { aliases: [], ...fields, entity: id });
    const described = data.partOf === undefined ? data : { ...data, partOf: this.registry.resolve(data.partOf) };
    return this.append(`entity-${id}`, (names) => {
      assertNoCircle(id, described.partOf, names);
      const before = names.description(id);
      if (before && canonicalize(before) === canonicalize(described)) return undefined;
      return ['EntityDescribed', described, actor];
    });
  }

  async merge(into: string, body: unknown, actor?: string): Promise<Named> {
    assertSlug(into);
    const fields = fieldsOf(body, ['from', 'out', 'reason']);
    if ((fields.from === undefined) === (fields.out === undefined))
      throw invalid('give either "from", to merge in, or "out", to undo a merge');
    return fields.out === undefined ? this.mergeIn(into, fields, actor) : this.mergeOut(into, fields, actor);
  }

  async defineMarket(market: string, body: unknown, actor?: string): Promise<Named> {
    assertSlug(market);
    const fields = fieldsOf(body, ['name', 'entities', 'places']);
    const data = valid('MarketDefined', { ...fields, market });
    const entities = [...new Set(data.entities.map((name) => this.registry.resolve(name)))];
    const defined = { ...data, entities };
    return this.append(`market-${market}`, (names) => {
      const before = names.market(market);
      if (before && canonicalize(before) === canonicalize(defined)) return undefined;
      return ['MarketDefined', defined, actor];
    });
  }

  private mergeIn(into: string, fields: Record<string, unknown>, actor?: string): Promise<Named> {
    const data = valid('EntitiesMerged', { from: fields.from, into, reason: fields.reason });
    const from = data.from.map((name) => this.registry.resolve(name));
    if (new Set(from).size < from.length) throw invalidField('from', 'names an entity twice');
    return this.append(`entity-${into}`, (names) => {
      for (const id of from) {
        if (id === into) throw conflict(`${id} cannot be merged into itself`);
        if (names.canonical(id) !== id) throw conflict(`${id} is already merged into ${names.canonical(id)}`);
        if (names.canonical(into) === id) throw conflict(`${into} is merged into ${id}: that would be a circle`);
      }
      return ['EntitiesMerged', { ...data, from }, actor];
    });
  }

  private mergeOut(into: string, fields: Record<string, unknown>, actor?: string): Promise<Named> {
    const data = valid('EntitiesUnmerged', { from: fields.out, into, reason: fields.reason });
    return this.append(`entity-${into}`, (names) => {
      for (const id of data.from) if (names.merged(id) !== into) throw conflict(`${id} is not merged into ${into}`);
      return ['EntitiesUnmerged', data, actor];
    });
  }

  private async append(
    streamId: string,
    draft: (names: NamesAt) => [type: BookkeepingType, data: object, actor?: string | undefined] | undefined,
  ): Promise<Named> {
    const result = await this.naming.run('names', () =>
      this.log.append(streamId, async (revision) => {
        const drafted = draft(this.projector.index.namesAt(this.projector.applied));
        if (drafted === undefined) return { events: [] };
        const [type, data, actor] = drafted;
        const meta = actor === undefined ? {} : { actor };
        return { events: correlated([bookkeeping(type, data as DataOf<typeof type>, [streamId, revision], meta)]) };
      }),
    );
    return { position: result?.position ?? this.projector.applied, created: result !== undefined };
  }
}

function fieldsOf(body: unknown, known: readonly string[]): Record<string, unknown> {
  const errors = new FieldErrors();
  const fields = errors.object(body, 'body');
  if (fields) errors.known(fields, '', known);
  const [first] = errors.found;
  if (first) throw invalid(`${first.field}: ${first.problem}`, errors.found);
  if (fields === undefined) throw invalid('the body must be an object');
  return fields;
}

function valid<T extends BookkeepingType>(type: T, data: unknown): DataOf<T> {
  const validated = validateData(type, data);
  if (validated.ok) return validated.data;
  const [first] = validated.errors;
  throw invalid(`${first?.field}: ${first?.problem}`, validated.errors);
}

function assertSlug(id: string): void {
  if (id === '' || slug(id) !== id || id.length > 200)
    throw invalidField(
      'id',
      `"${id}" is no id: lower-case letters and digits with "-" between, such as ${slug(id) || 'nvidia'}`,
    );
}

function assertNoCircle(id: string, partOf: string | undefined, names: NamesAt): void {
  if (partOf !== undefined && names.lineage(partOf).includes(id))
    throw conflict(`${id} cannot be part of ${partOf}, which is part of ${id}`);
}
