import { extractFacts } from '../extraction/extract-facts.js';
import type { ArticleInput, Extraction } from '../extraction/types.js';
import { type ReadPage, readHtml, UnreadablePageError } from '../reading/read-html.js';

/** A page to read, or an article to find facts in. */
export type Task = { readonly html: string } | { readonly article: ArticleInput };

/** What came of a task; a page that holds no article is `unreadable`, all else that fails is ours to mend. */
export type Outcome =
  | { readonly result: ReadPage | Extraction }
  | { readonly unreadable: string }
  | { readonly failure: string };

/** Does a task; never throws. */
export function work(task: Task): Outcome {
  try {
    return { result: 'html' in task ? readHtml(task.html) : extractFacts(task.article) };
  } catch (error) {
    if (error instanceof UnreadablePageError) return { unreadable: error.message };
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
