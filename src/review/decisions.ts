import { Injectable } from '@nestjs/common';
import canonicalize from 'canonicalize';
import type { DataOf, FactType } from '../../events/catalogue.js';
import type { ChainedEvent, EventMeta } from '../../events/envelope.js';
import { EntityRegistry } from '../entities/entity-registry.js';
import { bookkeeping, correlated } from '../facts/fact-events.js';
import { type FactView, FactViews } from '../facts/fact-views.js';
import { type Draft, LogWriter } from '../facts/log-writer.js';
import { resolvedData } from '../facts/resolved-data.js';
import { FieldErrors } from '../facts/submitted-fact.js';
import { conflict, invalid, notFound } from '../problem.js';
import { Projector } from '../read-models/projector.js';
import { Words } from '../read-models/words.js';
import { describedIn, factOfCandidate } from './candidate-events.js';
import { CandidateIndex, type CandidatePlace } from './candidate-index.js';
import { Candidates, type CandidateView } from './candidates.js';

export interface Decided {
  /** Position of the last event of the decision. */
  readonly position: number;
  readonly candidate: CandidateView;
  /** What an accepted candidate became, as it reads now. */
  readonly fact?: FactView;
  /** Whether anything was appended; the same decision again appends nothing. */
  readonly created: boolean;
}

const actedBy = (actor: string | undefined): EventMeta => (actor === undefined ? {} : { actor });

/** Records what a person decides on candidates. A decision stands: another one on the same candidate is a conflict. */
@Injectable()
export class Decisions {
  constructor(
    private readonly log: LogWriter,
    private readonly projector: Projector,
    private readonly registry: EntityRegistry,
    private readonly index: CandidateIndex,
    private readonly candidates: Candidates,
    private readonly views: FactViews,
    private readonly words: Words,
  ) {}

  /** Makes a fact of a candidate: as it was proposed, or of other `data`. */
  async accept(id: string, body: unknown, actor?: string): Promise<Decided> {
    const { data: given, reason } = readBody(body, ['data', 'reason']);
    const proposed = await this.candidates.proposed(await this.place(id));
    const type = proposed.data.factType as FactType;
    const edited = given === undefined ? undefined : resolvedData(this.registry, type, given);
    const decided = await this.decide(proposed, async (place) => {
      if (place.status === 'rejected') throw conflict(`candidate ${id} was rejected at position ${place.decidedAt}`);
      if (place.status === 'held') return this.acceptance(proposed, edited, reason, actor);
      if (edited !== undefined) await this.assertTaken(place, edited);
      return { events: [] };
    });
    const fact = this.reading(decided.candidate.decision?.factId);
    return { ...decided, ...(fact && { fact: await this.views.of(fact) }) };
  }

  /** Sets a candidate aside for good. */
  async reject(id: string, body: unknown, actor?: string): Promise<Decided> {
    const { reason } = readBody(body, ['reason']);
    if (reason === undefined) throw invalid('reason: is required', [{ field: 'reason', problem: 'is required' }]);
    return this.decide(await this.candidates.proposed(await this.place(id)), async ({ status }) => {
      if (status === 'rejected') return { events: [] };
      if (status === 'accepted') throw conflict(`candidate ${id} was accepted: retract the fact that it became`);
      return {
        events: correlated([bookkeeping('CandidateRejected', { candidateId: id, reason }, id, actedBy(actor))]),
      };
    });
  }

  private async decide(
    { id, streamId }: ChainedEvent,
    draft: (place: CandidatePlace) => Promise<Draft>,
  ): Promise<Decided> {
    const appended = await this.log.append(streamId, async () => draft(await this.place(id)));
    const candidate = await this.candidates.view(await this.place(id));
    const position = appended?.position ?? candidate.decision?.position ?? candidate.position ?? 0;
    return { position, candidate, created: appended !== undefined };
  }

  /** The decision, what it names and the log does not describe yet, and the fact, where it is not there already. */
  private async acceptance(
    proposed: ChainedEvent<'CandidateProposed'>,
    edited: DataOf<FactType> | undefined,
    reason: string | undefined,
    actor: string | undefined,
  ): Promise<Draft> {
    const { data, factType, describes = [] } = proposed.data;
    const taken = { ...(edited ?? data) } as Record<string, unknown>;
    const fact = factOfCandidate(proposed, taken, await this.quote(proposed), actor);
    const described = describedIn(factType as FactType, taken, describes as unknown as DataOf<'EntityDescribed'>[])
      .filter(({ entity }) => !this.registry.describes(entity))
      .map((description) => bookkeeping('EntityDescribed', description, proposed.streamId));
    const decision = { candidateId: proposed.id, factId: fact.event.id, changed: differences(data, taken) };
    const said = { ...decision, ...(reason !== undefined && { reason }) };
    const accepted = bookkeeping('CandidateAccepted', said, proposed.id, actedBy(actor));
    const known = this.projector.index.fact(fact.event.id) !== undefined;
    return { events: correlated([accepted, ...described, ...(known ? [] : [fact.event])]), contents: fact.contents };
  }

  /** @throws {Problem} where the words that prove the candidate are gone: nobody can check it any more. */
  private async quote({ id, streamId, meta }: ChainedEvent): Promise<string> {
    const hash = meta.evidence?.sha256 ?? '';
    const quote = (await this.words.of(streamId, [hash])).get(hash);
    if (quote === undefined) throw conflict(`the words of candidate ${id} were erased: it can be rejected alone`);
    return quote;
  }

  /** @throws {Problem} where the candidate was accepted with other data. */
  private async assertTaken({ decidedAt }: CandidatePlace, edited: object): Promise<void> {
    const { factId } = (await this.candidates.decision(decidedAt as number)).data as DataOf<'CandidateAccepted'>;
    const taken = this.projector.index.fact(factId)?.first.data;
    if (taken === undefined || canonicalize(taken) !== canonicalize(edited))
      throw conflict(`it was accepted with other data at position ${decidedAt}: correct the fact ${factId}`);
  }

  private reading(factId: string | undefined) {
    const now = { knownAt: Number.MAX_SAFE_INTEGER, position: this.projector.applied };
    return factId === undefined ? undefined : this.projector.index.reading(factId, now);
  }

  private async place(id: string): Promise<CandidatePlace> {
    const place = await this.index.find(id);
    if (place === undefined) throw notFound(`there is no candidate ${id}`);
    return place;
  }
}

/** The fields in which two payloads differ. */
function differences(before: object, after: object): string[] {
  const [a, b] = [before, after] as Record<string, unknown>[] as [Record<string, unknown>, Record<string, unknown>];
  const fields = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return fields.filter((field) => canonicalize(a[field]) !== canonicalize(b[field]));
}

function readBody(body: unknown, known: readonly string[]): { data?: unknown; reason?: string } {
  const errors = new FieldErrors();
  const fields = errors.object(body, 'body') ?? {};
  errors.known(fields, '', known);
  const reason = errors.text(fields.reason, 'reason');
  const [first] = errors.found;
  if (first) throw invalid(`${first.field}: ${first.problem}`, errors.found);
  return { ...(fields.data != null && { data: fields.data }), ...(reason !== undefined && { reason }) };
}
