import { setTimeout as pause } from 'node:timers/promises';

/** What only one node of a cluster holds at a time. */
export interface Lease {
  /** Takes or renews it; false where another node holds it. */
  hold(): Promise<boolean>;
  leave(): Promise<void>;
}

interface Startable {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Milliseconds between two looks at the lease; a dead node's work is taken over after its term and one look. */
const LOOK = 2_000;
/** A node that has not renewed for so long stops, before another one may take over. */
const GIVE_UP = 6_000;

/** Runs something on the node that holds a lease, and on no other. */
export class Leadership {
  private leads = false;
  private renewedAt = 0;
  private isFailureTold = false;
  private readonly ending = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly lease: Lease,
    private readonly work: Startable,
    private readonly onProblem: (error: unknown) => void,
  ) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.ending.abort();
    await this.running;
    if (!this.leads) return;
    this.leads = false;
    await this.work.stop().catch(this.onProblem);
    await this.lease.leave().catch(this.onProblem);
  }

  private async run(): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      await this.look().catch(this.onProblem);
      await pause(LOOK, undefined, { signal }).catch(() => undefined);
    }
  }

  private async look(): Promise<void> {
    const asked = Date.now();
    const held = await this.lease.hold().catch((error: unknown) => {
      if (!this.isFailureTold) this.onProblem(error);
      return undefined;
    });
    this.isFailureTold = held === undefined;
    if (held) this.renewedAt = asked;
    const keeps = held ?? (this.leads && asked - this.renewedAt < GIVE_UP);
    if (keeps && !this.ending.signal.aborted) {
      if (!this.leads) await this.work.start();
      this.leads = true;
    } else if (this.leads && !this.ending.signal.aborted) {
      this.leads = false;
      await this.work.stop();
    }
  }
}
