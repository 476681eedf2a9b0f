import { Worker } from 'node:worker_threads';

/** The work on one input took longer than it may; its thread was ended. */
export class DeadlineError extends Error {
  constructor(readonly deadlineMs: number) {
    super(`it took longer than ${deadlineMs / 1000} s`);
  }
}

/** An input, and who waits for its output. */
export interface Task<I, O> {
  readonly input: I;
  readonly resolve: (output: O) => void;
  readonly reject: (error: Error) => void;
}

export interface ThreadOwner<I, O> {
  /** Takes back what the thread was given and will not come to soon. */
  returned(tasks: readonly Task<I, O>[]): void;
  /** The thread may be given more, or has ended. */
  changed(thread: WorkerThread<I, O>): void;
}

/** So long a thread may be at one input before what waits behind it is given to another, ms. */
const PATIENCE_MS = 250;

/** A thread that works on what it is given in order. It is over once an input misses the deadline or kills it. */
export class WorkerThread<I, O> {
  private readonly worker: Worker;
  /** The first is worked on; undefined stands for one that was returned meanwhile. */
  private tasks: (Task<I, O> | undefined)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private slow = false;
  private over = false;

  constructor(
    file: URL,
    private readonly deadlineMs: number,
    private readonly owner: ThreadOwner<I, O>,
  ) {
    this.worker = new Worker(file);
    this.worker.unref();
    this.worker.on('message', (output: O) => this.answered(output));
    this.worker.on('error', (error) => this.end(error));
    this.worker.on('exit', () => this.end(new Error('the thread ended')));
  }

  /** How many inputs it has; infinite where it takes no more for now. */
  get load(): number {
    return this.slow || this.over ? Number.POSITIVE_INFINITY : this.tasks.length;
  }

  get ended(): boolean {
    return this.over;
  }

  give(task: Task<I, O>): void {
    this.tasks.push(task);
    this.worker.ref();
    this.worker.postMessage(task.input);
    if (this.tasks.length === 1) this.begin();
  }

  /** Ends the thread: what it works on is rejected, what waits behind goes back. */
  end(error: Error): Promise<number> {
    clearTimeout(this.timer);
    if (!this.over) {
      this.over = true;
      const [first, ...waiting] = this.tasks;
      this.tasks = [];
      first?.reject(error);
      this.owner.returned(waiting.filter((task) => task !== undefined));
      this.owner.changed(this);
    }
    return this.worker.terminate();
  }

  private begin(): void {
    clearTimeout(this.timer);
    this.slow = false;
    this.timer = setTimeout(() => this.wait(), Math.min(PATIENCE_MS, this.deadlineMs));
  }

  private wait(): void {
    this.slow = true;
    const [first, ...waiting] = this.tasks;
    this.tasks = [first, ...waiting.map(() => undefined)];
    this.timer = setTimeout(() => void this.end(new DeadlineError(this.deadlineMs)), this.deadlineMs - PATIENCE_MS);
    this.owner.returned(waiting.filter((task) => task !== undefined));
  }

  private answered(output: O): void {
    this.tasks.shift()?.resolve(output);
    if (this.tasks.length > 0) this.begin();
    else {
      clearTimeout(this.timer);
      this.slow = false;
      this.worker.unref();
    }
    this.owner.changed(this);
  }
}
