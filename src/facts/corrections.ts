import { Injectable } from '@nestjs/common';
import canonicalize from 'canonicalize';
import type { NewEvent } from '../../events/envelope.js';
import { formatInstant, parseInstant } from '../../events/instant.js';
import type { FactReading } from '../../projections/facts.js';
import type { FactHistory } from '../../projections/history.js';
import { EntityRegistry } from '../entities/entity-registry.js';
import { invalid, invalidField, notFound } from '../problem.js';
import { Projector } from '../read-models/projector.js';
import { bookkeeping, correlated } from './fact-events.js';
import { type FactView, FactViews } from './fact-views.js';
import { LogWriter } from './log-writer.js';
import { resolvedData } from './resolved-data.js';
import { FieldErrors } from './submitted-fact.js';

export interface Revised {
  readonly position: number;
  readonly fact: FactView;
  /** Whether anything was appended; what already stands appends nothing. */
  readonly created: boolean;
}

interface Reason {
  readonly reason: string;
  /** When the source changed its word; undefined where we misread it. */
  readonly publishedAt: string | undefined;
}

/** Records that a fact should have read otherwise, or is withdrawn. */
@Injectable()
export class Corrections {
  constructor(
    private readonly log: LogWriter,
    private readonly projector: Projector,
    private readonly registry: EntityRegistry,
    private readonly views: FactViews,
  ) {}

  async correct(factId: string, body: unknown, actor?: string): Promise<Revised> {
    const { type } = await this.history(factId).then(({ first }) => first);
    const { fields, reason } = readBody(body, ['data', 'reason', 'publishedAt']);
    const data = resolvedData(this.registry, type, fields.data);
    const text = canonicalize(data);
    return this.revise(
      factId,
      reason,
      (standing) => standing.status !== 'retracted' && canonicalize(standing.data) === text,
      (follows, publishedAt) =>
        bookkeeping('FactCorrected', { factId, data: { ...data }, reason: reason.reason }, follows, {
          publishedAt,
          ...(actor !== undefined && { actor }),
        }),
    );
  }

  async retract(factId: string, body: unknown, actor?: string): Promise<Revised> {
    await this.history(factId);
    const { reason } = readBody(body, ['reason', 'publishedAt']);
    return this.revise(
      factId,
      reason,
      (standing) => standing.status === 'retracted',
      (follows, publishedAt) =>
        bookkeeping('FactRetracted', { factId, reason: reason.reason }, follows, {
          publishedAt,
          ...(actor !== undefined && { actor }),
        }),
    );
  }

  private async revise(
    factId: string,
    { publishedAt }: Reason,
    stands: (reading: FactReading) => boolean,
    event: (follows: string, publishedAt: string) => NewEvent,
  ): Promise<Revised> {
    const { first } = await this.history(factId);
    const published = publishedAt ?? (first.meta.publishedAt as string);
    if (published < (first.meta.publishedAt as string))
      throw invalidField('publishedAt', `is before the fact's own publication, ${first.meta.publishedAt}`);
    const knownAt = Date.parse(published);
    const appended = await this.log.append(first.streamId, async () => {
      const { entries } = await this.history(factId);
      const standing = this.projector.index.reading(factId, { knownAt, position: this.projector.applied });
      if (standing && stands(standing)) return { events: [] };
      return { events: correlated([event(entries.at(-1)?.event.id ?? factId, published)]) };
    });
    const position = appended?.position ?? this.lastPosition(await this.history(factId));
    const now = { knownAt: Number.MAX_SAFE_INTEGER, position: this.projector.applied };
    const reading = this.projector.index.reading(factId, now) as FactReading;
    return { position, fact: await this.views.of(reading), created: appended !== undefined };
  }

  private lastPosition({ entries }: FactHistory): number {
    return entries.at(-1)?.position ?? 0;
  }

  private async history(factId: string): Promise<FactHistory> {
    await this.log.caughtUp();
    const history = this.projector.index.fact(factId);
    if (history === undefined) throw notFound(`there is no fact ${factId}`);
    return history;
  }
}

function readBody(body: unknown, known: readonly string[]): { fields: Record<string, unknown>; reason: Reason } {
  const errors = new FieldErrors();
  const fields = errors.object(body, 'body') ?? {};
  errors.known(fields, '', known);
  const reason = errors.text(fields.reason, 'reason');
  if (fields.reason === undefined || fields.reason === null) errors.add('reason', 'is required');
  const instant = errors.instant(fields.publishedAt, 'publishedAt');
  const publishedAt = instant === undefined ? undefined : formatInstant(parseInstant(instant) as number);
  const [first] = errors.found;
  if (first) throw invalid(`${first.field}: ${first.problem}`, errors.found);
  return { fields, reason: { reason: reason as string, publishedAt } };
}
