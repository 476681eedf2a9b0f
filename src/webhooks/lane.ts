import type { Matchable } from '../matching/event-filter.js';
import type { MatchIndex } from '../matching/match-index.js';
import { Cancellation } from '../net/post.js';
import { compose } from './composer.js';
import type { EventRenderer } from './event-renderer.js';
import { type Match, MatchQueue } from './match-queue.js';
import { afterAttempt, disabled, isGivenUp, type Outcome, succeeded } from './outcome.js';
import { GIVE_UP_AFTER_MS, type RetrySchedule } from './retry-schedule.js';
import type { OutgoingMessage, Sender } from './sender.js';
import type { DeliveryEntry, Webhook } from './webhook.js';
import type { WriteBehind } from './write-behind.js';

/** Matches read ahead for a webhook that catches up. */
const READ_AHEAD = 64;

/** What all lanes share. */
export interface LaneContext {
  readonly index: MatchIndex;
  readonly renderer: EventRenderer;
  readonly sender: Sender;
  readonly journal: WriteBehind;
  readonly schedule: RetrySchedule;
  /** Wakes the lane at an instant (ms), or earlier. */
  readonly wakeAt: (lane: Lane, at: number) => void;
  readonly told: (notice: Notice) => void;
}

/** What an operator may want to hear of. */
export type Notice =
  | { readonly kind: 'attempt'; readonly webhook: Webhook; readonly outcome: Outcome; readonly events: number }
  | { readonly kind: 'disabled'; readonly webhook: Webhook }
  | { readonly kind: 'stuck'; readonly webhook: Webhook; readonly error: unknown };

type EntryParts = Omit<DeliveryEntry, 'webhook' | 'sequence'>;

/** After an error of our own the lane waits so long, in milliseconds. */
const STUCK_MS = 1000;

/** Delivers the matches of one webhook, in order, one request at a time. No lane waits for another. */
export class Lane {
  private readonly queue: MatchQueue;
  private readonly stopped = new AbortController();
  private epoch = 0;
  private running = false;
  private again = false;
  private readonly requests = new Cancellation();
  private outstanding: Promise<unknown> | undefined;
  private notBefore = 0;

  constructor(
    private current: Webhook,
    private readonly context: LaneContext,
  ) {
    this.queue = new MatchQueue(context.index, { filter: current.filter, ofFactOnly: true });
  }

  get webhook(): Webhook {
    return this.current;
  }

  start(): void {
    this.restart();
  }

  /** Ends the lane; a request that is under way is broken off and does not count. */
  async stop(): Promise<void> {
    this.stopped.abort();
    this.requests.cancel();
    await this.outstanding?.catch(() => undefined);
  }

  offer(events: readonly Matchable[]): void {
    if (this.queue.offer(events)) this.wake();
  }

  /** Looks for something to do, now. */
  wake(): void {
    if (this.running) {
      this.again = true;
      return;
    }
    void this.run();
  }

  /** Changes the webhook's settings or progress; `rewind` starts over from its cursor. */
  change(webhook: Webhook, { rewind = false, entry }: { rewind?: boolean; entry?: EntryParts } = {}): void {
    this.set(webhook, entry);
    if (rewind) this.restart();
    else this.wake();
  }

  /** Sends a message outside the cursor, after the request that is under way. */
  async sendAside(message: OutgoingMessage): Promise<Outcome> {
    const outcome = await this.exclusive(() => this.context.sender.send(this.current, message, this.requests));
    this.set(this.current, { at: outcome.at, kind: 'ping', messageId: message.id, ...answered(outcome) });
    return outcome;
  }

  private restart(): void {
    this.epoch += 1;
    this.queue.startAfter(this.current.cursor, this.stopped.signal).then(
      () => this.wake(),
      (error) => {
        this.context.told({ kind: 'stuck', webhook: this.current, error });
        setTimeout(() => this.stopped.signal.aborted || this.restart(), STUCK_MS).unref();
      },
    );
  }

  private async run(): Promise<void> {
    this.running = true;
    do {
      this.again = false;
      try {
        while (await this.step());
      } catch (error) {
        this.context.told({ kind: 'stuck', webhook: this.current, error });
        this.sleepUntil(Date.now() + STUCK_MS);
      }
    } while (this.again);
    this.running = false;
  }

  /** Does one thing; false where there is nothing to do now. */
  private async step(): Promise<boolean> {
    if (this.stopped.signal.aborted || this.current.status !== 'active') return false;
    const now = Date.now();
    if (isGivenUp(this.current, now)) return this.disable(disabled(this.current, 'failing', now));
    const due = Math.max(this.current.nextAttemptAt ?? 0, this.notBefore);
    if (due > now) return this.sleepUntil(due);
    const { epoch } = this;
    const next = this.queue.next(this.current.batch, this.current.pendingLast);
    const matches = next instanceof Promise ? await next : next;
    if (epoch !== this.epoch) return true;
    if (matches.length === 0) return false;
    if (this.passOver(matches[0]!)) return true;
    return this.deliver(matches, epoch);
  }

  private sleepUntil(at: number): false {
    this.notBefore = at > (this.current.nextAttemptAt ?? 0) ? at : 0;
    const giveUpAt = (this.current.failingSince ?? at) + GIVE_UP_AFTER_MS;
    this.context.wakeAt(this, Math.min(at, giveUpAt));
    return false;
  }

  /** Moves the cursor past a match that is to be skipped. */
  private passOver({ position }: Match): boolean {
    if (!isSkipped(this.current.skips, { position })) return false;
    this.queue.dropTo(position);
    const skips = this.current.skips.filter((skip) => skip.position > position);
    this.set({ ...this.current, cursor: position, skips });
    return true;
  }

  private async deliver(due: readonly Match[], epoch: number): Promise<boolean> {
    const { webhook } = this;
    const { skips } = webhook;
    const wanted = skips.length > 0 ? due.filter((match) => !isSkipped(skips, match)) : due;
    const { renderer, sender } = this.context;
    if (!wanted.every(({ position }) => renderer.has(position)))
      await renderer.readAhead(this.queue.ahead(Math.max(READ_AHEAD, webhook.batch)));
    const { message, matches } = await compose(webhook, wanted, renderer);
    const outcome = await this.exclusive(() => sender.send(webhook, message, this.requests));
    if (this.requests.cancelled && !succeeded(outcome)) return false;
    const [first, last] = [matches[0]!.position, matches.at(-1)!.position];
    this.context.told({ kind: 'attempt', webhook, outcome, events: matches.length });
    const after =
      epoch === this.epoch ? afterAttempt(this.current, last, outcome, this.context.schedule) : this.current;
    if (epoch === this.epoch && succeeded(outcome)) this.queue.dropTo(last);
    this.set(after, {
      at: outcome.at,
      kind: 'delivery',
      messageId: message.id,
      firstPosition: first,
      lastPosition: last,
      attempt: webhook.failures + 1,
      ...answered(outcome),
      nextAttemptAt: after.nextAttemptAt,
    });
    return after.status === 'disabled' ? this.disable(after) : true;
  }

  private disable(webhook: Webhook): false {
    this.set(webhook, { at: webhook.disabled!.at, kind: 'disabled', reason: webhook.disabled!.reason });
    this.context.told({ kind: 'disabled', webhook });
    return false;
  }

  private set(webhook: Webhook, entry?: EntryParts): void {
    if (!entry) this.current = webhook;
    else this.current = { ...webhook, entries: webhook.entries + 1 };
    const sequence = this.current.entries;
    this.context.journal.put(this.current, entry && { webhook: webhook.id, sequence, ...entry });
  }

  /** One request is outstanding at a time. */
  private async exclusive<T>(work: () => Promise<T>): Promise<T> {
    while (this.outstanding) await this.outstanding.catch(() => undefined);
    const request = work();
    this.outstanding = request;
    try {
      return await request;
    } finally {
      this.outstanding = undefined;
    }
  }
}

const isSkipped = (skips: Webhook['skips'], { position }: Pick<Match, 'position'>): boolean =>
  skips.some((skip) => skip.position === position);

const answered = ({ status, error, answer, durationMs }: Outcome) => ({ durationMs, status, error, answer });
