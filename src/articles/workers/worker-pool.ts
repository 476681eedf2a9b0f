import { Worker } from 'node:worker_threads';

/** The work on one input took longer than it may; its thread was ended. */
export class DeadlineError extends Error {
  constructor(readonly deadlineMs: number) {
    super(`it took longer than ${deadlineMs / 1000} s`);
  }
}

export interface PoolOptions {
  /** Threads at most. */
  readonly size: number;
  /** From the moment a thread is given an input, ms; where the thread is new, its start counts too. */
  readonly deadlineMs: number;
}

interface Task<I, O> {
  readonly input: I;
  readonly resolve: (output: O) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Threads that each work on one input at a time; what waits is taken in order. A thread that misses the deadline or
 * dies is ended, and the next input starts a new one.
 */
export class WorkerPool<I, O> {
  private readonly idle: Worker[] = [];
  private readonly all = new Set<Worker>();
  private readonly waiting: Task<I, O>[] = [];
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
      this.next();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const { reject } of this.waiting.splice(0)) reject(new Error('the service is ending'));
    await Promise.all([...this.all].map((worker) => worker.terminate()));
  }

  private next(): void {
    if (this.waiting.length === 0 || this.closed) return;
    const worker = this.idle.pop() ?? this.started();
    if (worker === undefined) return;
    this.work(worker, this.waiting.shift() as Task<I, O>);
  }

  private started(): Worker | undefined {
    if (this.all.size >= this.options.size) return undefined;
    const worker = new Worker(this.file);
    worker.unref();
    this.all.add(worker);
    worker.on('error', () => undefined);
    worker.once('exit', () => this.drop(worker));
    return worker;
  }

  private drop(worker: Worker): void {
    this.all.delete(worker);
    const at = this.idle.indexOf(worker);
    if (at >= 0) this.idle.splice(at, 1);
    this.next();
  }

  private work(worker: Worker, { input, resolve, reject }: Task<I, O>): void {
    let timer: NodeJS.Timeout | undefined;
    const over = (settle: () => void): void => {
      clearTimeout(timer);
      worker.off('message', answered);
      worker.off('error', failed);
      worker.off('exit', ended);
      worker.unref();
      settle();
    };
    const answered = (output: O): void => {
      over(() => resolve(output));
      this.idle.push(worker);
      this.next();
    };
    const failed = (error: Error): void => over(() => reject(error));
    const ended = (): void => over(() => reject(new Error('the thread ended')));
    const late = (): void => {
      over(() => reject(new DeadlineError(this.options.deadlineMs)));
      void worker.terminate();
    };
    worker.ref();
    worker.once('message', answered);
    worker.once('error', failed);
    worker.once('exit', ended);
    timer = setTimeout(late, this.options.deadlineMs);
    worker.postMessage(input);
  }
}
