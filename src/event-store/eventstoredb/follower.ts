import type { ChainedEvent } from '../../../events/envelope.js';
import { type Freshness, StoreUnavailableError } from '../event-store.js';
import { Wakeups } from '../sqlite/wakeups.js';
import type { DbConnection, Following, LogPlace, ServerRecord } from './db-connection.js';
import { toPortError } from './db-errors.js';
import type { LocalLog } from './local-log.js';
import { FOLLOWED_PREFIXES } from './streams.js';

/** Records applied in one transaction at most: few enough that the server sends the next ones meanwhile. */
const MOST_WAITING = 512;
/** So many that came together are of a large append: a little later (ms) the rest of it will have come. */
const MANY = 16;
const A_LITTLE = 2;
/** A server that is silent for so long (ms) is away: the node starts with what it knows. */
const AWAY = 5_000;
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 2_000;

/** A server that has said nothing for so long (ms) is asked for a sign of life: a half-open connection has no error. */
const HEARTBEAT = 2_000;
/** Silence (ms) that is told as age, for the sign of life is on its way. */
const SILENCE = 2 * HEARTBEAT;

/** Keeps the local log current: follows `$all` from where it stood, through lost connections and new leaders. */
export class Follower {
  private readonly wakeups = new Wakeups();
  private readonly awaited = new Map<string, ChainedEvent[]>();
  private waiting: ServerRecord[] = [];
  private upTo: LogPlace | undefined;
  private following: Following | undefined;
  private flushing: NodeJS.Immediate | undefined;
  private gathering: NodeJS.Timeout | undefined;
  private waitingBefore = 0;
  private retry: NodeJS.Timeout | undefined;
  private pause = FIRST_PAUSE;
  private caughtUp = false;
  private stopped = false;
  private heartbeat: NodeJS.Timeout | undefined;
  private heardAt: number;
  private problem: string | undefined = 'EventStoreDB has not answered yet';
  private isLossTold = false;
  private fatal: StoreUnavailableError | undefined;

  constructor(
    private readonly connection: DbConnection,
    private readonly log: LocalLog,
    private readonly onProblem: (error: unknown) => void,
  ) {
    this.heardAt = Date.parse(log.head.recordedAt ?? '') || Date.now();
  }

  get freshness(): Freshness {
    const ageMs = Math.max(0, Date.now() - this.heardAt);
    if (this.problem !== undefined) return { ageMs, problem: this.problem };
    return { ageMs: ageMs < SILENCE ? 0 : ageMs };
  }

  /** Starts to follow; resolves once it has caught up, or the server has proved to be away. */
  async start(): Promise<void> {
    await this.connect(true);
    const started = Date.now();
    const isAway = (): boolean => Date.now() - Math.max(started, this.heardAt) > AWAY;
    while (!this.caughtUp && !this.stopped && !isAway()) await this.wakeups.next(AbortSignal.timeout(500));
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.retry);
    clearInterval(this.heartbeat);
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
    this.problem = this.fatal.message;
    this.onProblem(this.fatal);
    this.wakeups.wake();
  }

  private subscribe(): void {
    this.upTo = undefined;
    this.following = this.connection.follow(this.log.place(), FOLLOWED_PREFIXES, {
      onConfirmed: () => this.heard(),
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
    this.heartbeat = setInterval(() => void this.askForLife(), HEARTBEAT);
  }

  private async askForLife(): Promise<void> {
    if (Date.now() - this.heardAt < HEARTBEAT) return;
    const { following } = this;
    try {
      await this.connection.ping();
      if (this.following === following) this.heard();
    } catch (error) {
      if (this.following !== following) return;
      following?.stop();
      this.lost(error);
    }
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

  /** Applies what has come once a turn of the event loop, or where it is much a little while, brings no more. */
  private flushSoon(): void {
    if (this.flushing || this.gathering) return;
    if (this.waiting.length < MANY) this.flushing = setImmediate(() => this.flushUnlessMoreComes());
    else this.gathering = setTimeout(() => this.flushUnlessMoreComes(), A_LITTLE);
  }

  private flushUnlessMoreComes(): void {
    this.flushing = undefined;
    this.gathering = undefined;
    if (this.waiting.length === this.waitingBefore) this.flush();
    else {
      this.waitingBefore = this.waiting.length;
      this.flushSoon();
    }
  }

  private heard(): void {
    this.heardAt = Date.now();
    this.problem = undefined;
    this.isLossTold = false;
  }

  private flush(): void {
    if (this.flushing) clearImmediate(this.flushing);
    clearTimeout(this.gathering);
    this.flushing = undefined;
    this.gathering = undefined;
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
    this.following = undefined;
    if (!this.isLossTold) this.onProblem(told);
    this.isLossTold = true;
    this.problem = told.message;
    clearInterval(this.heartbeat);
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
