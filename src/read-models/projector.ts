import { renameSync } from 'node:fs';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { EventStore } from '../event-store/event-store.js';
import { followInBatches, inBatches } from '../event-store/in-batches.js';
import { unavailable } from '../problem.js';
import { IdleStoring } from './idle-storing.js';
import { type IndexStamp, liveFile, removeIndex, shadowFile, stampOf } from './index-files.js';
import { PlainIndex, type ReadModel } from './plain-index.js';
import { PoisonEventError, TimelineIndex } from './timeline-index.js';

/** Events taken in one transaction at most. */
const BATCH = 2000;
/** How long a question waits for a position that the log holds and this node has not read, ms. */
const PATIENCE_MS = 5000;
/** Pause before the log is followed again after it could not be read, ms. */
const RETRY_MS = 500;

/** Events that a rebuild beside the answering read model takes at a time. */
const SHADOW_BATCH = 250;
/** Longest log that is held in memory to answer from while the index is built anew; a longer one waits for it. */
const PLAIN_EVENTS = 200_000;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Waiting {
  readonly position: number;
  readonly resolve: () => void;
}

/** Follows the log into the index, and lets questions and writers wait for a position. */
@Injectable()
export class Projector implements OnApplicationShutdown {
  private readonly logger = new Logger('Projector');
  private readonly stopping = new AbortController();
  private waiting: Waiting[] = [];
  private following: Promise<void> = Promise.resolve();
  private stoppedAt: PoisonEventError | undefined;
  private failure: Error | undefined;

  private readonly idleStoring = new IdleStoring(() => this.index);
  private shadow: TimelineIndex | undefined;

  private constructor(
    private readonly store: EventStore,
    private answering: ReadModel,
  ) {}

  /**
   * Opens the index of a data directory and follows the log. An index of another log is thrown away. One of another
   * layout or of other rules is built anew beside, while the plain fold over the log answers; where the log is too long
   * for that, questions wait for the new index.
   */
  static async start(store: EventStore, dataDir: string): Promise<Projector> {
    const file = liveFile(dataDir);
    const stamp = stampOf(file);
    const fits = stamp !== undefined && stamp.hash === (await store.hashAt(stamp.position));
    if (!fits) removeIndex(file);
    const outdated = fits && !stamp.current;
    const inMemory = outdated && (await store.head()).position <= PLAIN_EVENTS;
    if (outdated && !inMemory) removeIndex(file);
    const index = inMemory ? new PlainIndex() : TimelineIndex.open({ file });
    if (outdated) for (const { position, reason } of stamp.skipped) index.skip(position, reason);
    const projector = new Projector(store, index);
    const following = projector.follow();
    projector.idleStoring.start();
    projector.following = inMemory ? Promise.all([following, projector.rebuild(dataDir, stamp)]).then() : following;
    return projector;
  }

  /** The read model that answers. */
  get index(): ReadModel {
    return this.answering;
  }

  /** How far the index is that is built anew beside the one that answers. */
  get rebuilding(): { readonly position: number; readonly of: number } | undefined {
    return this.shadow && { position: this.shadow.position, of: this.applied };
  }

  get applied(): number {
    return this.index.position;
  }

  /** The event that stopped the projection, where one did. */
  get poison(): PoisonEventError | undefined {
    return this.stoppedAt;
  }

  /** Why the index cannot be written, as long as it cannot; it is tried again and again. */
  get problem(): string | undefined {
    return this.failure && `the index cannot be written, and is tried again: ${this.failure.message}`;
  }

  /** Resolves once this node has read up to a position. @throws {Problem} 503 where that takes too long. */
  async waitFor(position: number): Promise<void> {
    if (this.applied >= position) return;
    if (this.stoppedAt) throw unavailable(`this node's projection has stopped: ${this.stoppedAt.message}`, 30);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(unavailable(`this node has read up to position ${this.applied}, not yet to ${position}`, 1)),
        PATIENCE_MS,
      );
    });
    const reached = new Promise<void>((resolve) => this.waiting.push({ position, resolve }));
    try {
      await Promise.race([reached, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Sets a position aside and goes on. */
  skip(position: number, reason: string): void {
    this.index.skip(position, reason);
    this.shadow?.skip(position, reason);
    if (!this.stoppedAt) return;
    this.stoppedAt = undefined;
    this.following = this.follow();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.idleStoring.stop();
    await this.following;
    this.shadow?.close();
    this.index.close();
  }

  /** Builds the index anew in a file of its own, and puts it in the place of what answers once it has read as far. */
  private async rebuild(dataDir: string, { skipped }: IndexStamp): Promise<void> {
    const file = shadowFile(dataDir);
    const stamp = stampOf(file);
    if (!stamp?.current || stamp.hash !== (await this.store.hashAt(stamp.position))) removeIndex(file);
    const shadow = TimelineIndex.open({ file });
    for (const { position, reason } of skipped) shadow.skip(position, reason);
    this.shadow = shadow;
    const { signal } = this.stopping;
    try {
      while (!signal.aborted && (shadow.position < this.applied || this.applied === 0)) await this.feed(shadow);
      if (!signal.aborted) this.swap(dataDir, shadow);
    } catch (error) {
      if (error instanceof PoisonEventError) this.stop(error);
      else if (!signal.aborted) this.logger.error(`the index cannot be built anew: ${(error as Error).message}`);
    }
  }

  private async feed(shadow: TimelineIndex): Promise<void> {
    await nextTurn();
    const events = this.store.readAll(shadow.position, {}, { limit: 20 * SHADOW_BATCH });
    for await (const batch of inBatches(events, SHADOW_BATCH)) {
      if (this.stopping.signal.aborted) return;
      shadow.apply(batch);
      await nextTurn();
    }
  }

  private swap(dataDir: string, shadow: TimelineIndex): void {
    shadow.settle();
    shadow.close();
    this.shadow = undefined;
    removeIndex(liveFile(dataDir));
    renameSync(shadowFile(dataDir), liveFile(dataDir));
    const { answering } = this;
    this.answering = TimelineIndex.open({ file: liveFile(dataDir) });
    answering.close();
    this.logger.log(`the index was built anew up to position ${this.applied} and answers from now on`);
  }

  private async follow(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted && !this.stoppedAt) {
      try {
        for await (const batch of followInBatches(this.store, this.applied, BATCH, signal)) this.take(batch);
      } catch (error) {
        if (error instanceof PoisonEventError) this.stop(error);
        else if (!signal.aborted) await this.pause(error);
      }
    }
  }

  private take(batch: Parameters<TimelineIndex['apply']>[0]): void {
    try {
      this.index.apply(batch);
      this.failure = undefined;
    } catch (error) {
      if (!(error instanceof PoisonEventError)) this.failure = error as Error;
      throw error;
    } finally {
      this.wake();
    }
  }

  private stop(error: PoisonEventError): void {
    this.stoppedAt = error;
    this.logger.error(error.message);
  }

  private async pause(error: unknown): Promise<void> {
    this.logger.warn(`the log cannot be followed, trying again: ${error instanceof Error ? error.message : error}`);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }

  private wake(): void {
    const { applied } = this;
    const reached = this.waiting.filter(({ position }) => position <= applied);
    this.waiting = this.waiting.filter(({ position }) => position > applied);
    for (const { resolve } of reached) resolve();
  }
}
