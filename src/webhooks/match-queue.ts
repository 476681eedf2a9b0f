import type { Matchable } from '../matching/event-filter.js';
import type { Search } from '../matching/find-matches.js';
import type { MatchIndex } from '../matching/match-index.js';

/** Matches that one webhook holds ready in memory. */
const MAX_READY = 512;

export interface Match {
  readonly position: number;
  /** The position of the match before in the log; 0 where there is none. */
  readonly previous: number;
}

/**
 * The matches of one webhook past its cursor, in order: taken as they come where it keeps up, and through the index of
 * its filter where it is behind.
 */
export class MatchQueue {
  private ready: Match[] = [];
  private scannedTo = 0;
  private previous = 0;
  private generation = 0;
  private usable = false;

  constructor(
    private readonly index: MatchIndex,
    private readonly search: Search,
  ) {}

  /** Begins past a cursor; until then the queue is empty. */
  async startAfter(cursor: number, signal: AbortSignal): Promise<void> {
    const generation = ++this.generation;
    this.usable = false;
    this.ready = [];
    await this.index.reached(cursor, signal);
    if (signal.aborted) return;
    const previous = await this.index.lastMatch(this.search, cursor);
    if (generation !== this.generation) return;
    this.previous = previous;
    this.scannedTo = cursor;
    this.usable = true;
  }

  /** Takes events as they come; true where one of them is now ready, or the index may hold some. */
  offer(events: readonly Matchable[]): boolean {
    if (!this.usable || events.length === 0) return false;
    if (events[0]!.position > this.scannedTo + 1) return true;
    const before = this.ready.length;
    for (const event of events) {
      if (event.position <= this.scannedTo) continue;
      if (this.ready.length >= MAX_READY) break;
      if (this.index.matches(this.search, event)) this.push(event.position);
      this.scannedTo = event.position;
    }
    return this.ready.length > before;
  }

  /** The next matches, at most `count` and up to `upTo`; none where the log holds no more. */
  next(count: number, upTo = Number.POSITIVE_INFINITY): readonly Match[] | Promise<readonly Match[]> {
    if (this.usable && this.ready.length >= count) return this.first(count, upTo);
    return this.readOn(count).then(() => this.first(count, upTo));
  }

  private first(count: number, upTo: number): readonly Match[] {
    return this.ready.slice(0, count).filter(({ position }) => position <= upTo);
  }

  /** Reads on until so many are ready, or the index holds no more. */
  private async readOn(count: number): Promise<void> {
    while (this.usable && this.ready.length < count && this.scannedTo < this.index.applied) {
      const found = this.index.matchesAfter(this.search, this.scannedTo);
      for (const { position } of found.matches) this.push(position);
      this.scannedTo = found.scannedTo;
      if (this.ready.length < count) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Positions that come after those that {@link next} gave, as far as they are known. */
  ahead(count: number): readonly number[] {
    return this.ready.slice(0, count).map(({ position }) => position);
  }

  /** Drops all matches up to a position. */
  dropTo(position: number): void {
    const keep = this.ready.findIndex((match) => match.position > position);
    this.ready.splice(0, keep < 0 ? this.ready.length : keep);
  }

  private push(position: number): void {
    this.ready.push({ position, previous: this.previous });
    this.previous = position;
  }
}
