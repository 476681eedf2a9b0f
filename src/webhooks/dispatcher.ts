import { StoreUnavailableError } from '../event-store/event-store.js';
import type { MatchIndex } from '../matching/match-index.js';
import type { EventRenderer } from './event-renderer.js';
import { Lane, type LaneContext, type Notice } from './lane.js';
import type { RetrySchedule } from './retry-schedule.js';
import type { Sender } from './sender.js';
import type { Webhook } from './webhook.js';
import type { WebhookStore } from './webhook-store.js';
import { WriteBehind } from './write-behind.js';

/** The longest that a timer is set for, in milliseconds: instants further off are looked at again then. */
const LONGEST_SLEEP = 3_600_000;

export interface DispatcherParts {
  readonly store: WebhookStore;
  readonly index: MatchIndex;
  readonly renderer: EventRenderer;
  readonly sender: Sender;
  readonly schedule: RetrySchedule;
  readonly told: (notice: Notice) => void;
  readonly onWriteError: (error: unknown) => void;
}

/**
 * Delivers to all webhooks. When each is due stands in its record; one timer wakes those that are, so that a restart
 * takes the schedule up where it stood.
 */
export class Dispatcher {
  private readonly lanes = new Map<string, Lane>();
  private readonly due = new Map<Lane, number>();
  private readonly journal: WriteBehind;
  private readonly context: LaneContext;
  private stopListening: () => void = () => undefined;
  private running = false;
  private timer: NodeJS.Timeout | undefined;
  private timerAt = Number.POSITIVE_INFINITY;

  constructor(private readonly parts: DispatcherParts) {
    this.journal = new WriteBehind(parts.store, parts.onWriteError);
    this.context = { ...parts, journal: this.journal, wakeAt: (lane, at) => this.wakeAt(lane, at) };
  }

  /** May be started again after it was stopped: another node may have gone on in between. */
  async start(): Promise<void> {
    this.lanes.clear();
    this.due.clear();
    this.running = true;
    for (const webhook of await this.parts.store.all()) this.open(webhook);
    this.stopListening = this.parts.index.onEvents((events) => {
      for (const lane of this.lanes.values()) lane.offer(events);
    });
  }

  /** Breaks off what is under way and writes down how far each webhook has come. */
  async stop(): Promise<void> {
    this.running = false;
    this.stopListening();
    clearTimeout(this.timer);
    await Promise.all([...this.lanes.values()].map((lane) => lane.stop()));
    // What came of the last requests is noted in the turn after they end.
    await new Promise((resolve) => setImmediate(resolve));
    await this.journal.flush();
  }

  /** @throws {StoreUnavailableError} where another node of the cluster delivers. */
  assertRunning(): void {
    if (!this.running)
      throw new StoreUnavailableError('another node delivers the webhooks now: ask again, or ask that one');
  }

  all(): readonly Lane[] {
    return [...this.lanes.values()];
  }

  lane(id: string): Lane | undefined {
    return this.lanes.get(id);
  }

  /** Resolves when the webhook is written down for good. */
  async add(webhook: Webhook): Promise<Lane> {
    await this.parts.store.save([webhook], [], { durable: true });
    return this.open(webhook);
  }

  async remove(id: string): Promise<void> {
    const lane = this.lanes.get(id);
    if (!lane) return;
    this.lanes.delete(id);
    this.due.delete(lane);
    await lane.stop();
    this.journal.forget(id);
    await this.parts.store.remove(id);
  }

  /** Resolves when all that has changed is written down for good. */
  async settled(): Promise<void> {
    await this.journal.flush();
  }

  private open(webhook: Webhook): Lane {
    const lane = new Lane(webhook, this.context);
    this.lanes.set(webhook.id, lane);
    lane.start();
    return lane;
  }

  private wakeAt(lane: Lane, at: number): void {
    this.due.set(lane, at);
    if (at < this.timerAt) this.setTimer(at);
  }

  private setTimer(at: number): void {
    clearTimeout(this.timer);
    this.timerAt = at;
    const delay = Math.min(Math.max(at - Date.now(), 0), LONGEST_SLEEP);
    this.timer = setTimeout(() => this.wakeDue(), delay);
  }

  private wakeDue(): void {
    this.timerAt = Number.POSITIVE_INFINITY;
    const now = Date.now();
    const due = [...this.due].filter(([, at]) => at <= now).map(([lane]) => lane);
    for (const lane of due) {
      this.due.delete(lane);
      lane.wake();
    }
    const next = Math.min(...this.due.values());
    if (Number.isFinite(next)) this.setTimer(next);
  }
}
