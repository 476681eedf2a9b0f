import type { Search } from '../matching/find-matches.js';
import type { MatchIndex } from '../matching/match-index.js';
import type { FactFilter } from './fact-filter.js';
import { frame } from './frame.js';
import type { LiveLog } from './live-log.js';

/** Events of one chunk at most; a reader is sent the next when it has taken the last. */
const CHUNK = 128;
const KEPT_CHUNKS = 64;
/** The words in a chunk may be erased: it is not kept for longer, in milliseconds. */
const KEEP_MS = 5000;

/** What comes past a position: messages as bytes, and the position up to which they are all. */
export interface Chunk {
  readonly to: number;
  readonly bytes?: Buffer;
}

/** One filter's messages in order. What comes past a position never changes, so that all its readers share it. */
export class Channel {
  private readonly kept = new Map<number, Promise<Chunk>>();
  private keptSince = 0;

  constructor(
    private readonly index: MatchIndex,
    private readonly log: LiveLog,
    private readonly search: Search,
    private readonly filter: FactFilter,
  ) {}

  /** The next chunk past a position; its `to` is the position itself where the log holds no more. */
  after(position: number): Promise<Chunk> {
    const now = Date.now();
    if (now - this.keptSince > KEEP_MS) {
      this.kept.clear();
      this.keptSince = now;
    }
    const known = this.kept.get(position);
    if (known) return known;
    if (position >= this.index.applied) return Promise.resolve({ to: position });
    const chunk = this.read(position);
    this.kept.set(position, chunk);
    chunk.catch(() => this.kept.delete(position));
    if (this.kept.size > KEPT_CHUNKS) this.kept.delete(this.kept.keys().next().value!);
    return chunk;
  }

  private async read(position: number): Promise<Chunk> {
    const found = this.index.matchesAfter(this.search, position);
    const matches = found.matches.slice(0, CHUNK);
    const to = matches.length < found.matches.length ? matches.at(-1)!.position : found.scannedTo;
    if (matches.length === 0) return { to };
    const frames = (await this.log.read(matches, this.filter)).map(frame);
    return frames.length === 0 ? { to } : { to, bytes: Buffer.from(frames.join('')) };
  }
}
