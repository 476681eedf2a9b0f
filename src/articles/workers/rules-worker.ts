import { parentPort } from 'node:worker_threads';
import { extractFacts } from '../extraction/extract-facts.js';
import type { ArticleInput } from '../extraction/types.js';

/** One article at a time; what the rules throw goes back as a message, so that the thread lives on. */
parentPort?.on('message', (article: ArticleInput) => {
  try {
    parentPort?.postMessage({ extraction: extractFacts(article) });
  } catch (error) {
    parentPort?.postMessage({ failure: error instanceof Error ? error.message : String(error) });
  }
});
