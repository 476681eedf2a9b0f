import { Injectable } from '@nestjs/common';
import { EventStore } from '../event-store/event-store.js';

/** Words kept in memory at most, by their number. */
const CAPACITY = 20_000;

/** Contents by stream and hash, the least recently used let go; an erasure forgets a stream at once. */
@Injectable()
export class Words {
  private readonly known = new Map<string, string | undefined>();

  constructor(private readonly store: EventStore) {}

  /** The bodies of the hashes of one stream; what was erased is left out. */
  async of(streamId: string, hashes: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const missing = hashes.filter((hash) => !this.known.has(`${streamId} ${hash}`));
    const read = missing.length > 0 ? await this.store.contents(streamId, missing) : new Map<string, string>();
    const found = new Map<string, string>();
    for (const hash of hashes) {
      const key = `${streamId} ${hash}`;
      const body = this.known.get(key) ?? read.get(hash);
      if (body === undefined) continue;
      found.set(hash, body);
      this.known.delete(key);
      this.known.set(key, body);
    }
    for (const oldest of this.known.keys()) {
      if (this.known.size <= CAPACITY) break;
      this.known.delete(oldest);
    }
    return found;
  }

  forget(streamId: string): void {
    for (const key of this.known.keys()) if (key.startsWith(`${streamId} `)) this.known.delete(key);
  }
}
