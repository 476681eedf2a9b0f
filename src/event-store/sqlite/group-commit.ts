import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { type AppendResult, RevisionConflictError } from '../event-store.js';
import type { AppendTransaction } from './append-transaction.js';
import type { PendingAppend } from './pending-append.js';
import { toPortError } from './sqlite-errors.js';

/** Most events of one commit, past the first append: the commit holds up everything else in the process. */
const MAX_EVENTS = 2_000;

type Outcome = { readonly result: AppendResult } | { readonly error: unknown };

/** Gathers the appends that arrive together into one transaction: one write to disk for all, each all or none. */
export class GroupCommit {
  #waiting: PendingAppend[] = [];
  #scheduled = false;

  constructor(
    private readonly db: DatabaseSyncInstance,
    private readonly transaction: AppendTransaction,
    private readonly onCommit: () => void,
  ) {}

  add(append: PendingAppend): void {
    this.#waiting.push(append);
    this.#schedule();
  }

  /** Commits all that waits, now. */
  flush(): void {
    while (this.#waiting.length > 0) this.#commit(this.#take());
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#commit(this.#take());
      if (this.#waiting.length > 0) this.#schedule();
    });
  }

  #take(): PendingAppend[] {
    let events = 0;
    const end = this.#waiting.findIndex((append, i) => {
      events += append.events.length;
      return i > 0 && events > MAX_EVENTS;
    });
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : end);
  }

  #commit(group: readonly PendingAppend[]): void {
    if (group.length === 0) return;
    const before = this.transaction.end.position;
    let outcomes: Outcome[];
    try {
      this.db.exec('BEGIN IMMEDIATE');
      const now = Date.now();
      outcomes = group.map((append) => this.#apply(append, now));
      this.db.exec('COMMIT');
    } catch (error) {
      this.#abandon();
      const reason = toPortError(error);
      for (const append of group) append.reject(reason);
      return;
    }
    this.#settle(group, outcomes);
    if (this.transaction.end.position > before) this.onCommit();
  }

  /** What one append comes to; it is told only after the commit, for what it found may not have come to stay. */
  #apply(append: PendingAppend, now: number): Outcome {
    try {
      return { result: this.transaction.apply(append, now) };
    } catch (error) {
      if (error instanceof RevisionConflictError) return { error };
      throw error;
    }
  }

  #settle(group: readonly PendingAppend[], outcomes: readonly Outcome[]): void {
    group.forEach((append, i) => {
      const outcome = outcomes[i]!;
      if ('result' in outcome) append.resolve(outcome.result);
      else append.reject(outcome.error);
    });
  }

  #abandon(): void {
    if (this.db.isTransaction) this.db.exec('ROLLBACK');
    this.transaction.reload();
  }
}
