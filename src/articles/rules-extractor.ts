import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { invalid } from '../problem.js';
import { extractFacts } from './extraction/extract-facts.js';
import type { ArticleInput, Extraction, NameResolver } from './extraction/types.js';
import { type Extracted, Extractor } from './extractor.js';
import { withKnownNames } from './known-names.js';
import { DeadlineError, WorkerPool } from './workers/worker-pool.js';

/** A thread runs compiled code; where there is none (sources run by a test) the rules run in the caller's thread. */
const COMPILED = new URL('./workers/rules-worker.js', import.meta.url);

export interface RulesOptions {
  readonly worker?: URL;
  /** Threads at most; as many as there are cores unless given, none for 0. */
  readonly threads?: number;
  /** An article has so long, ms. */
  readonly deadlineMs?: number;
}

type Answer = { readonly extraction: Extraction } | { readonly failure: string };

/** Reads facts by rules, offline, in threads of their own: a long article holds up no other request. */
@Injectable()
export class RulesExtractor extends Extractor implements OnModuleDestroy {
  private readonly pool: WorkerPool<ArticleInput, Answer> | undefined;

  constructor({ worker = COMPILED, threads = availableParallelism(), deadlineMs = 15_000 }: RulesOptions = {}) {
    super();
    if (threads > 0 && existsSync(worker)) this.pool = new WorkerPool(worker, { size: threads, deadlineMs });
  }

  override async extract(article: ArticleInput, resolve?: NameResolver): Promise<Extracted> {
    const found = this.pool ? await this.inThread(this.pool, article) : extractFacts(article);
    return resolve ? withKnownNames(found, resolve) : found;
  }

  async onModuleDestroy(): Promise<void> {
    await this.pool?.close();
  }

  private async inThread(pool: WorkerPool<ArticleInput, Answer>, article: ArticleInput): Promise<Extraction> {
    try {
      const answer = await pool.run(article);
      if ('extraction' in answer) return answer.extraction;
      throw new Error(`the rules failed: ${answer.failure}`);
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      throw invalid(`the rules could not read this article: ${error.message}; send it in parts, or facts of your own`);
    }
  }
}
