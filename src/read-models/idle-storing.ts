import { Logger } from '@nestjs/common';
import type { ReadModel } from './plain-index.js';

/** How long at a time, and the pause in between that leaves room for questions, ms. */
const BUDGET_MS = 5;
const PAUSE_MS = 15;
/** How long the log must have been quiet, ms. */
const QUIET_MS = 1000;
/** Pause after a failure, ms. */
const RETRY_MS = 60_000;

/** Stores heads while the log is quiet: what is asked for most is then read, not made. */
export class IdleStoring {
  private readonly logger = new Logger('IdleStoring');
  private timer: NodeJS.Timeout | undefined;
  private seen = -1;

  constructor(private readonly answering: () => ReadModel) {}

  start(): void {
    this.after(QUIET_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private after(ms: number): void {
    this.timer = setTimeout(() => this.after(this.turn()), ms).unref();
  }

  /** Stores for a while. @returns how long to wait until the next turn, ms */
  private turn(): number {
    const index = this.answering();
    const isQuiet = index.position === this.seen;
    this.seen = index.position;
    if (!isQuiet) return QUIET_MS;
    try {
      return index.storeHeads(Date.now(), BUDGET_MS) ? PAUSE_MS : QUIET_MS;
    } catch (error) {
      this.logger.warn(`heads cannot be stored, trying again in a minute: ${(error as Error).message}`);
      return RETRY_MS;
    }
  }
}
