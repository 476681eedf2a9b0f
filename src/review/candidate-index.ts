import { join } from 'node:path';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import type { DataOf, EventType } from '../../events/catalogue.js';
import type { ChainedEvent } from '../../events/envelope.js';
import type { EventStore } from '../event-store/event-store.js';
import { inBatches } from '../event-store/in-batches.js';
import { inTransaction } from '../event-store/sqlite/in-transaction.js';

export const STATUSES = ['held', 'accepted', 'rejected'] as const;
export type CandidateStatus = (typeof STATUSES)[number];

/** Where a candidate stands in the log, and where the decision on it. */
export interface CandidatePlace {
  readonly position: number;
  readonly streamId: string;
  readonly status: CandidateStatus;
  readonly decidedAt: number | null;
}

export interface CandidateFilter {
  readonly status?: CandidateStatus;
  readonly streamId?: string;
  readonly factType?: string;
}

const TYPES = ['CandidateProposed', 'CandidateAccepted', 'CandidateRejected'] as const satisfies readonly EventType[];
type Decision = DataOf<'CandidateAccepted' | 'CandidateRejected'>;

/** Events indexed in one transaction. */
const BATCH = 500;

/** Raised whenever the tables change; a file of another layout is filled anew. */
const LAYOUT = 1;

const TABLES = `
  CREATE TABLE candidates (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, stream TEXT NOT NULL, type TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'held', decided_at INTEGER
  ) STRICT;
  CREATE INDEX candidates_by_status ON candidates (status, position);
  CREATE INDEX candidates_by_stream ON candidates (stream, position);
  CREATE TABLE checkpoint (position INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
  INSERT INTO checkpoint VALUES (0, '${'0'.repeat(64)}');
  PRAGMA user_version = ${LAYOUT};
`;

const COLUMNS = 'position, stream AS streamId, status, decided_at AS decidedAt';
const WHERE = '(:status IS NULL OR status = :status) AND (:stream IS NULL OR stream = :stream)';
const MATCHING = `${WHERE} AND (:type IS NULL OR type = :type)`;

/**
 * Which candidates there are and what became of them: derived from the log alone, in a file that can be thrown away. It
 * follows the log by itself, and catches up before it answers.
 */
@Injectable()
export class CandidateIndex implements OnApplicationShutdown {
  private catchingUp: Promise<void> | undefined;

  private constructor(
    private readonly store: EventStore,
    private readonly db: DatabaseSyncInstance,
  ) {}

  /** Opens the index of a data directory; starts anew where it was written for another log or in another layout. */
  static async open(store: EventStore, dataDir: string): Promise<CandidateIndex> {
    const db = new DatabaseSync(join(dataDir, 'review.db'));
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    const { user_version: layout } = db.prepare('PRAGMA user_version').get() as { user_version: number };
    const index = new CandidateIndex(store, db);
    const fits = layout === LAYOUT && (await store.hashAt(index.checkpoint.position)) === index.checkpoint.hash;
    if (!fits) db.exec(`BEGIN; DROP TABLE IF EXISTS candidates; DROP TABLE IF EXISTS checkpoint; ${TABLES} COMMIT`);
    return index;
  }

  /** A candidate by its id. */
  async find(id: string): Promise<CandidatePlace | undefined> {
    await this.caughtUp();
    return this.db.prepare(`SELECT ${COLUMNS} FROM candidates WHERE id = ?`).get(id) as CandidatePlace | undefined;
  }

  /** The next candidates past a position, in the order of theirs, and how many match in all. */
  async page(
    { status, streamId, factType }: CandidateFilter,
    after: number,
    limit: number,
  ): Promise<{ readonly places: readonly CandidatePlace[]; readonly total: number }> {
    await this.caughtUp();
    const asked = { status: status ?? null, stream: streamId ?? null, type: factType ?? null };
    const select = `SELECT ${COLUMNS} FROM candidates WHERE position > :after AND ${MATCHING} ORDER BY position LIMIT :limit`;
    const places = this.db.prepare(select).all({ ...asked, after, limit }) as unknown as CandidatePlace[];
    const count = this.db.prepare(`SELECT count(*) AS total FROM candidates WHERE ${MATCHING}`).get(asked);
    return { places, total: (count as { total: number }).total };
  }

  onApplicationShutdown(): void {
    this.db.close();
  }

  /** Resolves once the index holds all that the log held when asked. */
  private async caughtUp(): Promise<void> {
    const head = await this.store.head();
    while (this.checkpoint.position < head.position) {
      this.catchingUp ??= this.catchUp().finally(() => {
        this.catchingUp = undefined;
      });
      await this.catchingUp;
    }
  }

  private get checkpoint(): { readonly position: number; readonly hash: string } {
    return this.db.prepare('SELECT position, hash FROM checkpoint').get() as { position: number; hash: string };
  }

  private async catchUp(): Promise<void> {
    const head = await this.store.head();
    const events = this.store.readAll(this.checkpoint.position, { types: TYPES });
    for await (const batch of inBatches(events, BATCH)) this.write(batch, batch.at(-1) as ChainedEvent);
    if (this.checkpoint.position < head.position) this.write([], head);
  }

  private write(events: readonly ChainedEvent[], end: { readonly position: number; readonly hash: string }): void {
    const propose = this.db.prepare('INSERT INTO candidates (position, id, stream, type) VALUES (?, ?, ?, ?)');
    const decide = this.db.prepare('UPDATE candidates SET status = ?, decided_at = ? WHERE id = ?');
    inTransaction(this.db, () => {
      for (const { type, id, position, streamId, data } of events)
        if (type === 'CandidateProposed')
          propose.run(position, id, streamId, (data as DataOf<'CandidateProposed'>).factType);
        else
          decide.run(type === 'CandidateAccepted' ? 'accepted' : 'rejected', position, (data as Decision).candidateId);
      this.db.prepare('UPDATE checkpoint SET position = ?, hash = ?').run(end.position, end.hash);
    });
  }
}
