import { randomUUID } from 'node:crypto';
import type { DbConnection } from '../../event-store/eventstoredb/db-connection.js';
import { typeOf } from '../../event-store/eventstoredb/db-errors.js';
import type { Lease } from '../leadership.js';

const STREAM = 'webhook-lease';
/** Milliseconds that a lease lasts unless it is renewed. */
const TERM = 8_000;

interface Term {
  readonly holder: string;
  readonly termMs: number;
  /** 0 where the holder gave it up. */
  readonly left?: boolean;
}

/**
 * The dispatcher's lease: a stream whose next event only one node can write. A node does not compare clocks: it takes
 * the lease where it has seen the same event stand for a whole term.
 */
export class StreamLease implements Lease {
  private readonly holder = randomUUID();
  private seen: { readonly revision: number; readonly since: number } | undefined;

  constructor(private readonly connection: DbConnection) {}

  async hold(): Promise<boolean> {
    const now = Date.now();
    const last = await this.connection.last(STREAM);
    const revision = last?.revision ?? -1;
    const term = last?.data as Term | undefined;
    if (this.seen?.revision !== revision) this.seen = { revision, since: now };
    const stands = term !== undefined && !term.left && term.holder !== this.holder;
    if (stands && now - this.seen.since < term.termMs) return false;
    return this.write(revision, { holder: this.holder, termMs: TERM });
  }

  async leave(): Promise<void> {
    const last = await this.connection.last(STREAM);
    const term = last?.data as Term | undefined;
    if (last && term?.holder === this.holder && !term.left) await this.write(last.revision, { ...term, left: true });
  }

  private async write(revision: number, term: Term): Promise<boolean> {
    try {
      await this.connection.append(STREAM, revision, [{ id: randomUUID(), type: 'Lease', data: { ...term } }]);
      if (revision < 0) await this.connection.keepNewest(STREAM, 10);
      return true;
    } catch (error) {
      if (typeOf(error) === 'wrong-expected-version') return false;
      throw error;
    }
  }
}
