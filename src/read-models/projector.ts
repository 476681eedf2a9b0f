import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { EventStore } from '../event-store/event-store.js';
import { inBatches } from '../event-store/in-batches.js';
import { unavailable } from '../problem.js';
import { PoisonEventError, TimelineIndex } from './timeline-index.js';

/** Events taken in one transaction at most. */
const BATCH = 2000;
/** How long a question waits for a position that the log holds and this node has not read, ms. */
const PATIENCE_MS = 5000;
/** Pause before the log is followed again after it could not be read, ms. */
const RETRY_MS = 500;

/** Throws away an index of another layout, other rules or another log; the log has all to build it anew. */
function discard(index: TimelineIndex, file: string): void {
  index.close();
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
}

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

  private constructor(
    private readonly store: EventStore,
    readonly index: TimelineIndex,
  ) {}

  /** Opens the index of a data directory, starting anew where it was made for another log, and follows the log. */
  static async start(store: EventStore, dataDir: string): Promise<Projector> {
    const file = join(dataDir, 'timeline.db');
    const known = TimelineIndex.open({ file });
    const fits = known.current && known.hash === (await store.hashAt(known.position));
    if (!fits) discard(known, file);
    const projector = new Projector(store, fits ? known : TimelineIndex.open({ file }));
    projector.following = projector.follow();
    return projector;
  }

  get applied(): number {
    return this.index.position;
  }

  /** The event that stopped the projection, where one did. */
  get poison(): PoisonEventError | undefined {
    return this.stoppedAt;
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
    if (!this.stoppedAt) return;
    this.stoppedAt = undefined;
    this.following = this.follow();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.following;
    this.index.close();
  }

  private async follow(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted && !this.stoppedAt) {
      try {
        const events = this.store.subscribe(this.applied, {}, { signal });
        for await (const batch of inBatches(events, BATCH)) this.take(batch);
      } catch (error) {
        if (error instanceof PoisonEventError) this.stop(error);
        else if (!signal.aborted) await this.pause(error);
      }
    }
  }

  private take(batch: Parameters<TimelineIndex['apply']>[0]): void {
    try {
      this.index.apply(batch);
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
