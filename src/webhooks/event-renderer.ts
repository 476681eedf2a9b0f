import type { ChainedEvent } from '../../events/envelope.js';
import type { EventStore } from '../event-store/event-store.js';
import type { FactAt } from '../matching/fact-at.js';
import { type RenderedEvent, render } from './cloud-event.js';

/**
 * Nothing rendered is kept for longer than this, in milliseconds: the words in it may be erased.
 */
const KEEP_MS = 5000;

/** Rendered events kept in memory, so that webhooks that follow the log together share the work. */
const MAX_KEPT = 2000;

/** Events read ahead of which only one in so many is wanted cost more than they save. */
const MAX_GAPS = 4;

/** Renders events of facts as CloudEvents. */
export class EventRenderer {
  private readonly kept = new Map<number, RenderedEvent | Promise<RenderedEvent>>();
  private keptSince = 0;

  constructor(
    private readonly store: EventStore,
    private readonly factAt: FactAt,
  ) {}

  /** A promise only where the event must be read; it rejects where the log has no event of a fact at this position. */
  render(position: number): RenderedEvent | Promise<RenderedEvent> {
    this.forgetOld();
    const known = this.kept.get(position);
    if (known) return known;
    const rendered = this.renderAt(position);
    this.keep(position, rendered);
    return rendered;
  }

  /** Whether an event need not be read. */
  has(position: number): boolean {
    this.forgetOld();
    return this.kept.has(position);
  }

  /** Reads what lies close together in one go, for a webhook that catches up. */
  async readAhead(positions: readonly number[]): Promise<void> {
    const missing = positions.filter((position) => !this.kept.has(position));
    const [first, last] = [missing[0], missing.at(-1)];
    if (missing.length < positions.length || first === undefined || last === undefined) return;
    if (last - first >= MAX_GAPS * missing.length) return;
    const wanted = new Set(missing);
    for await (const event of this.store.readAll(first - 1, {}, { limit: last - first + 1 }))
      if (wanted.has(event.position)) this.keep(event.position, this.renderEvent(event));
  }

  private forgetOld(): void {
    const now = Date.now();
    if (now - this.keptSince < KEEP_MS) return;
    this.kept.clear();
    this.keptSince = now;
  }

  private keep(position: number, rendered: Promise<RenderedEvent>): void {
    this.kept.set(position, rendered);
    rendered.then(
      (event) => this.kept.has(position) && this.kept.set(position, event),
      () => this.kept.delete(position),
    );
    if (this.kept.size > MAX_KEPT) this.kept.delete(this.kept.keys().next().value!);
  }

  private async renderAt(position: number): Promise<RenderedEvent> {
    for await (const event of this.store.readAll(position - 1, {}, { limit: 1 })) return this.renderEvent(event);
    throw new Error(`position ${position}: the log holds no such event`);
  }

  private async renderEvent(event: ChainedEvent): Promise<RenderedEvent> {
    const fact = await this.factAt(event);
    const { causationId, publishedAt = event.recordedAt } = event.meta;
    return render({
      id: event.id,
      type: event.type,
      publishedAt,
      recordedAt: event.recordedAt,
      position: event.position,
      ...(causationId === undefined ? {} : { causationId }),
      fact,
    });
  }
}
