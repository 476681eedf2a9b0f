import type { ChainedEvent } from '../../../events/envelope.js';
import { StoreUnavailableError } from '../event-store.js';
import { Wakeups } from '../sqlite/wakeups.js';
import type { DbConnection, Following, LogPlace, ServerRecord } from './db-connection.js';
import { toPortError } from './db-errors.js';
import type { LocalLog } from './local-log.js';
import { FOLLOWED_PREFIXES } from './streams.js';

/** Records applied in one transaction at most: few enough that the server sends the next ones meanwhile. */
const MOST_WAITING = 256;
/** A server that is silent for so long (ms) is away: the node starts with what it knows. */
const AWAY = 5_000;
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 2_000;

/** Whether a node hears from the server, and until when it did. */
export interface Contact {
  readonly connected: boolean;
  /** Milliseconds since 1970 of the last word from the server. */
  readonly lastHeardAt: number;
  readonly problem?: string;
}

/** Keeps the local log current: follows `$all` from where it stood, through lost connections and new leaders. */
export class Follower {
  private readonly wakeups = new Wakeups();
  private readonly awaited = new Map<string, ChainedEvent[]>();
  private waiting: ServerRecord[] = [];
  private upTo: LogPlace | undefined;
  private following: Following | undefined;
  private flushing: NodeJS.Immediate | undefined;
  private waitingBefore = 0;
  private retry: NodeJS.Timeout | undefined;
  private pause = FIRST_PAUSE;
  private caughtUp = false;
  private stopped = false;
  private contactNow: Contact = { connected: false, lastHeardAt: 0 };
  private fatal: StoreUnavailableError | undefined;

  constructor(
    private readonly connection: DbConnection,
    private readonly log: LocalLog,
    private readonly onProblem: (error: unknown) => void,
  ) {}

  get contact(): Contact {
    return this.contactNow;
  }

  /** Starts to follow; resolves once it has caught up, or the server has proved to be away. */
  async start(): Promise<void> {
    await this.connect(true);
    const started = Date.now();
    const isAway = (): boolean => Date.now() - Math.max(started, this.contactNow.lastHeardAt) > AWAY;
    while (!this.caughtUp && !this.stopped && !isAway()) await this.wakeups.next(AbortSignal.timeout(500));
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.retry);
    this.following?.stop();
    this.flush();
    this.wakeups.wake();
  }

  /** Resolves when something was applied, or the signal aborts. */
  next(signal?: AbortSignal): Promise<void> {
    return this.wakeups.next(signal);
  }

  /** @throws {StoreUnavailableError} where the condition does not come true in time (ms). */
  async until(condition: () => boolean, time: number): Promise<void> {
    const signal = AbortSignal.timeout(time);
    while (!condition()) {
      if (this.fatal) throw this.fatal;
      if (signal.aborted || this.stopped)
        throw new StoreUnavailableError('this node has not read its own write yet: try again, nothing is doubled');
      await this.wakeups.next(signal);
    }
  }

  /** Keeps the events that an append will have written, for {@link landed}, until it is forgotten. */
  await(append: string): void {
    this.awaited.set(append, []);
  }

  /** The events that an append wrote itself, as far as this node has read them. */
  landed(append: string): readonly ChainedEvent[] {
    return this.awaited.get(append) ?? [];
  }

  forget(append: string): void {
    this.awaited.delete(append);
  }

  private async connect(first: boolean): Promise<void> {
    try {
      await this.checkSameLog(first);
      if (this.stopped || this.fatal) return;
      this.subscribe();
      this.contactNow = { connected: true, lastHeardAt: Date.now() };
    } catch (error) {
      this.lost(error);
    }
  }

  /** The local log is thrown away at the start, and stopped later, where the server holds another one. */
  private async checkSameLog(first: boolean): Promise<void> {
    const last = this.log.lastEvent();
    if (!last || (await this.connection.at(last.place).catch(nowhere))?.id === last.id) return;
    if (first) return this.log.clear();
    this.fatal = new StoreUnavailableError(
      'EventStoreDB holds another log than this node followed: was it restored from an older copy? Restart the node',
      { retryAfterSeconds: 300 },
    );
    this.onProblem(this.fatal);
    this.wakeups.wake();
  }

  private subscribe(): void {
    this.upTo = undefined;
    this.following = this.connection.follow(this.log.place(), FOLLOWED_PREFIXES, {
      onRecord: (record) => this.take(record),
      onCheckpoint: (place) => this.passed(place),
      onCaughtUp: () => {
        this.pause = FIRST_PAUSE;
        setImmediate(() => {
          this.flush();
          this.caughtUp = true;
          this.wakeups.wake();
        });
        this.heard();
        this.wakeups.wake();
      },
      onEnd: (error) => this.lost(error),
    });
  }

  private take(record: ServerRecord): void {
    this.waiting.push(record);
    this.upTo = record.place;
    this.heard();
    if (this.waiting.length >= MOST_WAITING) this.flush();
    else this.flushSoon();
  }

  private passed(place: LogPlace): void {
    this.heard();
    this.upTo = place;
    this.flushSoon();
  }

  /** Applies what has come once a turn of the event loop brings no more. */
  private flushSoon(): void {
    this.flushing ??= setImmediate(() => {
      this.flushing = undefined;
      if (this.waiting.length === this.waitingBefore) return this.flush();
      this.waitingBefore = this.waiting.length;
      this.flushSoon();
    });
  }

  private heard(): void {
    this.contactNow = { connected: true, lastHeardAt: Date.now() };
  }

  private flush(): void {
    if (this.flushing) clearImmediate(this.flushing);
    this.flushing = undefined;
    this.waitingBefore = 0;
    const records = this.waiting;
    const upTo = this.upTo;
    this.waiting = [];
    if (!upTo || !this.log.isOpen) return;
    try {
      this.log.apply(records, upTo, (append, event) => this.awaited.get(append)?.push(event));
    } catch (error) {
      this.following?.stop();
      this.lost(error);
      return;
    }
    this.upTo = undefined;
    if (records.length > 0) this.wakeups.wake();
  }

  private lost(error: unknown): void {
    if (this.stopped) return;
    const told = toPortError(error) as Error;
    if (this.contactNow.connected || !this.contactNow.problem) this.onProblem(told);
    this.contactNow = { connected: false, lastHeardAt: this.contactNow.lastHeardAt, problem: told.message };
    this.waiting = [];
    this.upTo = undefined;
    this.wakeups.wake();
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.connect(false), this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }
}

/** Reading past the end of `$all` is an error on some servers, and nothing on others. */
function nowhere(error: unknown): undefined {
  const { type } = error as { type?: string };
  if (type === 'unknown' || type === 'invalid-argument') return undefined;
  throw error;
}
