import { setTimeout } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { ChainedEvent, LogEvent } from '../../events/envelope.js';
import { type EventStore, StoreUnavailableError } from '../event-store/event-store.js';
import { followInBatches } from '../event-store/in-batches.js';
import { isOutage } from '../event-store/sqlite/sqlite-errors.js';
import type { Matchable } from './event-filter.js';
import { type Found, matchesAfter, matchesBefore, passes, type Search } from './find-matches.js';
import { IndexFile } from './index-file.js';
import { factHistory, factIdOf, Matchables, NAMING_TYPES } from './matchables.js';

/** Events written to the index in one transaction at most. */
const BATCH = 500;
/** Pause before the log is followed again, ms. */
const RETRY_MS = 500;

/** Is told of events once the index holds them, in order. */
export type MatchableListener = (events: readonly Matchable[]) => void;

/**
 * Follows the log and keeps, for every event, the terms that filters ask for, with names as they stood at its position.
 * Derived from the log alone: the file can be thrown away, and is where it does not fit the log.
 */
export class MatchIndex {
  private readonly logger = new Logger('MatchIndex');
  private names = new Matchables();
  private readonly listeners = new Set<MatchableListener>();
  private readonly waiting = new Set<() => void>();
  private position = 0;

  private constructor(
    private readonly store: EventStore,
    private readonly file: IndexFile,
  ) {}

  /** Opens the index in a file (or `:memory:`); starts anew where it was written for another log. */
  static async open(store: EventStore, path: string): Promise<MatchIndex> {
    let file = IndexFile.open(path);
    const { position, hash } = file.applied;
    if (position > 0 && (await store.hashAt(position)) !== hash) {
      file.close();
      file = IndexFile.anew(path);
    }
    const index = new MatchIndex(store, file);
    await index.loadNames();
    return index;
  }

  /** The position up to which the log has been followed. */
  get applied(): number {
    return this.position;
  }

  /** Adds a listener; the function that comes back removes it. */
  onEvents(listener: MatchableListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Resolves when the index has followed the log up to a position, or the signal aborts. */
  async reached(position: number, signal?: AbortSignal): Promise<void> {
    while (this.position < position && !signal?.aborted)
      await new Promise<void>((resolve) => {
        const resume = (): void => {
          signal?.removeEventListener('abort', resume);
          resolve();
        };
        this.waiting.add(resume);
        signal?.addEventListener('abort', resume, { once: true });
      });
  }

  /**
   * Follows the log until the signal aborts, and tries again where the file or the log cannot be used; rejects where an
   * event cannot be taken.
   */
  async follow(signal: AbortSignal): Promise<void> {
    for (let failed = false; !signal.aborted; failed = true)
      try {
        // Names of events that were not taken must not count for those before them.
        if (failed) await this.loadNames();
        for await (const batch of followInBatches(this.store, this.position, BATCH, signal)) await this.take(batch);
      } catch (error) {
        if (!isOutage(error) && !(error instanceof StoreUnavailableError)) throw error;
        this.logger.warn(`the match index cannot follow the log, trying again: ${error.message}`);
        await setTimeout(RETRY_MS, undefined, { signal }).catch(() => {});
      }
  }

  /** The next matches past `after`: one bounded step; `scannedTo` below {@link applied} asks for another. */
  matchesAfter(search: Search, after: number, upTo = this.position): Found {
    return matchesAfter(this.file, this.names, search, after, Math.min(upTo, this.position));
  }

  /** The matches up to and including `upTo`, last first: one bounded step; `scannedTo` above 0 asks for another. */
  matchesBefore(search: Search, upTo: number): Found {
    return matchesBefore(this.file, this.names, search, Math.min(upTo, this.position));
  }

  /** The position of the last match up to and including `upTo`; 0 where there is none. */
  async lastMatch(search: Search, upTo = this.position): Promise<number> {
    for (let from = upTo; from > 0; ) {
      const { matches, scannedTo } = this.matchesBefore(search, from);
      if (matches[0]) return matches[0].position;
      from = scannedTo;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return 0;
  }

  matches(search: Search, event: Matchable): boolean {
    return passes(this.names, search, event);
  }

  /** The event at a position, as filters judge it. */
  event(position: number): Matchable | undefined {
    return this.file.event(position);
  }

  close(): void {
    this.file.close();
  }

  private async loadNames(): Promise<void> {
    const { position } = this.file.applied;
    const names = new Matchables();
    for await (const event of this.store.readAll(0, { types: NAMING_TYPES })) {
      if (event.position > position) break;
      names.name(event);
    }
    this.names = names;
    this.position = position;
  }

  private async take(events: readonly ChainedEvent[]): Promise<void> {
    const last = events.at(-1);
    if (!last) return;
    const taken: Matchable[] = [];
    for (const event of events) taken.push(await this.matchable(event));
    this.file.write(taken, { position: last.position, hash: last.hash });
    this.position = last.position;
    for (const listener of this.listeners) listener(taken);
    for (const resume of this.waiting) resume();
    this.waiting.clear();
  }

  private async matchable(event: LogEvent): Promise<Matchable> {
    this.names.name(event);
    const factId = factIdOf(event);
    if (factId === undefined || factId === event.id) return this.names.of(event);
    const stream: LogEvent[] = [];
    for await (const entry of this.store.readStream(event.streamId)) stream.push(entry);
    return this.names.of(event, factHistory(factId, stream, event.position));
  }
}
