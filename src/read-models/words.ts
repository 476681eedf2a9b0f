import { Injectable } from '@nestjs/common';
import { EventStore } from '../event-store/event-store.js';

/** Words kept in memory at most, in UTF-16 code units; each content counts some more for its place. */
const CAPACITY = 16 * 1024 * 1024;
const OVERHEAD = 200;

const sizeOf = (body: string): number => body.length + OVERHEAD;

/** Contents by stream and hash, the least recently used let go; an erasure forgets a stream at once. */
@Injectable()
export class Words {
  private readonly known = new Map<string, string>();
  private size = 0;
  private erased = 0;

  constructor(private readonly store: EventStore) {}

  /** Grows with every erasure: what was made of words before it is not to be used again. */
  get erasures(): number {
    return this.erased;
  }

  /** The bodies of the hashes of one stream; what was erased is left out. */
  async of(streamId: string, hashes: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    const missing: string[] = [];
    for (const hash of hashes) {
      const body = this.known.get(`${streamId} ${hash}`);
      if (body === undefined) missing.push(hash);
      else found.set(hash, body);
    }
    const { erasures } = this;
    const read = missing.length > 0 ? await this.store.contents(streamId, missing) : [];
    for (const [hash, body] of read) found.set(hash, body);
    // Words that were erased while they were being read must not be kept.
    if (erasures === this.erasures) for (const [hash, body] of found) this.keep(`${streamId} ${hash}`, body);
    return found;
  }

  private keep(key: string, body: string): void {
    if (!this.known.delete(key)) this.size += sizeOf(body);
    this.known.set(key, body);
    for (const oldest of this.known.keys()) {
      if (this.size <= CAPACITY) break;
      this.drop(oldest);
    }
  }

  forget(streamId: string): void {
    this.erased++;
    for (const key of this.known.keys()) if (key.startsWith(`${streamId} `)) this.drop(key);
  }

  private drop(key: string): void {
    const body = this.known.get(key);
    if (body !== undefined && this.known.delete(key)) this.size -= sizeOf(body);
  }
}
