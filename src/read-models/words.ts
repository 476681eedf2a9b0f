import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { EventStore } from '../event-store/event-store.js';

/** Words kept in memory at most, in UTF-16 code units; each content counts some more for its place. */
const CAPACITY = 16 * 1024 * 1024;
const OVERHEAD = 200;

/** Contents by stream and hash, the least recently used let go; an erasure forgets a stream at once. */
@Injectable()
export class Words {
  private readonly known = new LRUCache<string, string>({
    maxSize: CAPACITY,
    sizeCalculation: (body) => body.length + OVERHEAD,
  });
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
    if (erasures === this.erasures) for (const [hash, body] of read) this.known.set(`${streamId} ${hash}`, body);
    return found;
  }

  forget(streamId: string): void {
    this.erased++;
    for (const key of [...this.known.keys()]) if (key.startsWith(`${streamId} `)) this.known.delete(key);
  }
}
