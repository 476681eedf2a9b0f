import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { EventType } from '../../../events/catalogue.js';
import type { ChainedEvent } from '../../../events/envelope.js';
import { NO_STREAM } from '../event-store.js';
import { GENESIS_HASH } from '../hash-chain.js';
import { upcast } from '../upcast.js';

interface Row {
  readonly hash: string;
  readonly body: string;
}

const toEvent = ({ hash, body }: Row): ChainedEvent => ({ ...JSON.parse(body), hash });

/** Reads the log in batches, each by a statement that is done when it returns. */
export class EventReader {
  readonly #all;
  readonly #typed;
  readonly #stream;
  readonly #hash;
  readonly #recordedAt;
  readonly #last;
  readonly #revision;

  constructor(db: DatabaseSyncInstance) {
    const select = 'SELECT hash, body FROM events';
    this.#all = db.prepare(`${select} WHERE position > ? AND position <= ? ORDER BY position`);
    this.#typed = db.prepare(
      `${select} WHERE position > ? AND position <= ? AND type IN (SELECT value FROM json_each(?)) ORDER BY position`,
    );
    this.#stream = db.prepare(
      `${select} WHERE stream = (SELECT id FROM streams WHERE name = ?) AND revision >= ? ORDER BY revision LIMIT ?`,
    );
    this.#hash = db.prepare('SELECT hash FROM events WHERE position = ?');
    this.#recordedAt = db.prepare('SELECT recorded_at FROM events WHERE position = ?');
    this.#revision = db.prepare(
      'SELECT max(revision) AS revision FROM events WHERE stream = (SELECT id FROM streams WHERE name = ?)',
    );
    this.#last = db.prepare('SELECT max(position) AS position FROM events');
  }

  /** The events past `after` up to and including `upTo`, as they were written. */
  raw(after: number, upTo: number, types?: readonly EventType[]): ChainedEvent[] {
    const rows = types ? this.#typed.all(after, upTo, JSON.stringify(types)) : this.#all.all(after, upTo);
    return (rows as Row[]).map(toEvent);
  }

  streamBatch(streamId: string, fromRevision: number, limit: number): ChainedEvent[] {
    return (this.#stream.all(streamId, fromRevision, limit) as Row[]).map((row) => upcast(toEvent(row)));
  }

  hashAt(position: number): string | undefined {
    if (position === 0) return GENESIS_HASH;
    return (this.#hash.get(position) as { hash: string } | undefined)?.hash;
  }

  last(): number {
    return (this.#last.get() as { position: number | null }).position ?? 0;
  }

  revisionOf(streamId: string): number {
    return (this.#revision.get(streamId) as { revision: number | null }).revision ?? NO_STREAM;
  }

  /** Record times never fall, so the greatest position recorded by an instant is found by halving. */
  positionAt(recordedAt: number): number {
    let known = 0;
    let beyond = this.last() + 1;
    while (beyond - known > 1) {
      const middle = Math.floor((known + beyond) / 2);
      const row = this.#recordedAt.get(middle) as { recorded_at: number };
      if (row.recorded_at <= recordedAt) known = middle;
      else beyond = middle;
    }
    return known;
  }
}
