import { type Task, WorkerThread } from './worker-thread.js';

export interface PoolOptions {
  /** Threads at most. */
  readonly size: number;
  /** From the moment a thread begins with an input, ms; where the thread is new, its start counts too. */
  readonly deadlineMs: number;
}

/** Inputs that a thread has at once: the next lies ready when it is done with one, whatever else the process does. */
const DEPTH = 2;

/**
 * Threads that work on inputs in order. A thread that misses the deadline or dies is ended, and the next input starts a
 * new one; what waited behind a long input goes to another.
 */
export class WorkerPool<I, O> {
  private readonly threads = new Set<WorkerThread<I, O>>();
  private waiting: Task<I, O>[] = [];
  private closed = false;

  constructor(
    private readonly file: URL,
    private readonly options: PoolOptions,
  ) {}

  /** @throws {DeadlineError} and where the thread dies or the pool is closed. */
  run(input: I): Promise<O> {
    if (this.closed) return Promise.reject(new Error('the service is ending'));
    return new Promise((resolve, reject) => {
      this.waiting.push({ input, resolve, reject });
      this.dispatch();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    const ending = new Error('the service is ending');
    await Promise.all([...this.threads].map((thread) => thread.end(ending)));
    for (const { reject } of this.waiting.splice(0)) reject(ending);
  }

  returned(tasks: readonly Task<I, O>[]): void {
    this.waiting = [...tasks, ...this.waiting];
    this.dispatch();
  }

  changed(thread: WorkerThread<I, O>): void {
    if (thread.ended) this.threads.delete(thread);
    this.dispatch();
  }

  private dispatch(): void {
    while (this.waiting.length > 0 && !this.closed) {
      const thread = this.thread();
      if (thread === undefined) return;
      thread.give(this.waiting.shift() as Task<I, O>);
    }
  }

  /** The thread with the least to do, a new one where all have something; undefined where none takes more. */
  private thread(): WorkerThread<I, O> | undefined {
    const [least] = [...this.threads].sort((a, b) => a.load - b.load);
    if (least?.load === 0) return least;
    if (this.threads.size < this.options.size) {
      const started = new WorkerThread<I, O>(this.file, this.options.deadlineMs, this);
      this.threads.add(started);
      return started;
    }
    return least !== undefined && least.load < DEPTH ? least : undefined;
  }
}
