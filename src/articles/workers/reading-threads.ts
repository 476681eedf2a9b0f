import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { invalid, invalidField } from '../../problem.js';
import type { ArticleInput, Extraction } from '../extraction/types.js';
import type { ReadPage } from '../reading/read-html.js';
import type { Outcome, Task } from './reading-tasks.js';
import { WorkerPool } from './worker-pool.js';
import { DeadlineError } from './worker-thread.js';

/** A thread runs compiled code; where there is none (sources run by a test) the caller's thread does the work. */
const COMPILED = new URL('./reading-worker.js', import.meta.url);

export interface ReadingOptions {
  readonly worker?: URL;
  /** Threads at most; as many as there are cores unless given, none for 0. */
  readonly threads?: number;
  /** A page or an article has so long, ms. */
  readonly deadlineMs?: number;
}

/** Reads pages and articles in threads of their own, each with a deadline: none holds up another request for long. */
@Injectable()
export class ReadingThreads implements OnModuleDestroy {
  private readonly pool: WorkerPool<Task, Outcome> | undefined;

  constructor({ worker = COMPILED, threads = availableParallelism(), deadlineMs = 15_000 }: ReadingOptions = {}) {
    if (threads > 0 && existsSync(worker)) this.pool = new WorkerPool(worker, { size: threads, deadlineMs });
  }

  /** What a reader sees of a page. @throws {Problem} 422 where that is no article, or takes too long to read. */
  async page(html: string): Promise<ReadPage> {
    const outcome = await this.outcome({ html }).catch((error: unknown) => {
      throw error instanceof DeadlineError ? invalidField('html', `${error.message} to read: send its text`) : error;
    });
    if ('unreadable' in outcome) throw invalidField('html', `${outcome.unreadable}: send its text instead`);
    return resultOf(outcome) as ReadPage;
  }

  /** The facts that the rules find. @throws {Problem} 422 where that takes too long. */
  async facts(article: ArticleInput): Promise<Extraction> {
    const outcome = await this.outcome({ article }).catch((error: unknown) => {
      if (!(error instanceof DeadlineError)) throw error;
      throw invalid(`the rules could not read this article: ${error.message}; send it in parts, or facts of your own`);
    });
    return resultOf(outcome) as Extraction;
  }

  async onModuleDestroy(): Promise<void> {
    await this.pool?.close();
  }

  private async outcome(task: Task): Promise<Outcome> {
    if (this.pool) return this.pool.run(task);
    const { work } = await import('./reading-tasks.js');
    return work(task);
  }
}

function resultOf(outcome: Outcome): ReadPage | Extraction {
  if ('result' in outcome) return outcome.result;
  throw new Error(`reading failed: ${'failure' in outcome ? outcome.failure : outcome.unreadable}`);
}
