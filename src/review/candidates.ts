import { Injectable } from '@nestjs/common';
import type { DataOf, FactType } from '../../events/catalogue.js';
import type { ChainedEvent, FactEvent } from '../../events/envelope.js';
import { EventStore } from '../event-store/event-store.js';
import { articleStream } from '../facts/fact-events.js';
import { type FactView, FactViews } from '../facts/fact-views.js';
import { type CandidateFilter, CandidateIndex, type CandidatePlace, type CandidateStatus } from './candidate-index.js';

/** What a person decided on a candidate. */
export interface DecisionView {
  readonly position: number;
  readonly recordedAt: string;
  readonly actor: string | null;
  readonly reason: string | null;
  /** The fact that it became, and the fields that were changed; of an accepted one alone. */
  readonly factId?: string;
  readonly changed?: readonly string[];
}

/** A candidate in the form of the HTTP interface: the fact that it would become, and what was decided. */
export interface CandidateView extends Omit<FactView, 'status'> {
  readonly status: CandidateStatus;
  readonly decision: DecisionView | null;
}

export interface CandidatePage {
  readonly items: readonly CandidateView[];
  /** The position to ask for as `after` next; null at the end. */
  readonly next: number | null;
  readonly total: number;
}

export interface AskedCandidates {
  readonly status?: CandidateStatus | undefined;
  readonly article?: string | undefined;
  readonly type?: string | undefined;
}

/** Lists the candidates of captured articles, with their words. */
@Injectable()
export class Candidates {
  constructor(
    private readonly store: EventStore,
    private readonly index: CandidateIndex,
    private readonly views: FactViews,
  ) {}

  async page({ status, article, type }: AskedCandidates, after: number, limit: number): Promise<CandidatePage> {
    const filter: CandidateFilter = {
      ...(status && { status }),
      ...(article !== undefined && { streamId: articleStream(article) }),
      ...(type !== undefined && { factType: type }),
    };
    const { places, total } = await this.index.page(filter, after, limit + 1);
    const items = await Promise.all(places.slice(0, limit).map((place) => this.view(place)));
    return { items, next: places.length > limit ? (items.at(-1)?.position ?? null) : null, total };
  }

  async candidate(id: string): Promise<CandidateView | undefined> {
    const place = await this.index.find(id);
    return place && this.view(place);
  }

  /** The event that proposed a candidate. */
  async proposed({ position }: CandidatePlace): Promise<ChainedEvent<'CandidateProposed'>> {
    return (await this.event(position)) as ChainedEvent<'CandidateProposed'>;
  }

  /** The event that decided on a candidate. */
  decision(position: number): Promise<ChainedEvent> {
    return this.event(position);
  }

  async view(place: CandidatePlace): Promise<CandidateView> {
    const event = await this.proposed(place);
    const { factType, data } = event.data;
    const fact = { ...event, type: factType, data } as unknown as FactEvent;
    const reading = { id: event.id, type: factType as FactType, first: fact, entry: fact, data, status: 'current' };
    const view = await this.views.of(reading as Parameters<FactViews['of']>[0]);
    const decision = place.decidedAt === null ? null : decisionView(await this.decision(place.decidedAt));
    return { ...view, status: place.status, decision };
  }

  private async event(position: number): Promise<ChainedEvent> {
    for await (const event of this.store.readAll(position - 1, {}, { limit: 1 })) return event;
    throw new Error(`the log holds no position ${position}`);
  }
}

function decisionView({ position, recordedAt, meta, data }: ChainedEvent): DecisionView {
  const { reason, factId, changed } = data as Partial<DataOf<'CandidateAccepted'>>;
  return {
    position,
    recordedAt,
    actor: meta.actor ?? null,
    reason: reason ?? null,
    ...(factId !== undefined && { factId, changed: changed ?? [] }),
  };
}
