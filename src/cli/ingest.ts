import { Command } from 'commander';
import type { CaptureResult } from '../articles/capture.js';
import { type ArticleFields, articleOf } from './article-file.js';
import { print, queryOf, type ServiceOptions, withClient, withService } from './client.js';
import type { Document } from './document.js';
import { documentsOf } from './documents.js';
import { Journal } from './journal.js';
import { NoServiceError, type ServiceClient } from './service-client.js';

interface IngestOptions extends ServiceOptions, ArticleFields {
  readonly lines?: boolean;
  readonly resume?: string;
  readonly dryRun?: boolean;
  readonly review?: boolean;
}

export const ingestCommand = (): Command =>
  withService(
    new Command('ingest').argument('<paths...>', 'files, folders, zip archives, URLs, or - for standard input'),
  )
    .description('capture articles and their facts: text, HTML, JSON, JSON lines')
    .option('--title <title>', 'the title, where the file has none')
    .option('--published-at <instant>', 'when it was published')
    .option('--publisher <name>', 'who published it')
    .option('--author <name>', 'who wrote it')
    .option('--source-url <url>', 'where it was published')
    .option('--lines', 'every line is an article in JSON (as in *.jsonl and *.ndjson)')
    .option('--resume <file>', 'note there what is done, and leave out what is noted')
    .option('--review', 'hold what is found for a person (factline review)')
    .option('--dry-run', 'show what would be captured; nothing is appended')
    .addHelpText(
      'after',
      `
Examples:
  factline ingest samples/ai-accelerators-2025-02.json
  factline ingest page.html --published-at 2025-02-25 --publisher "Example Wire"
  factline ingest archive.zip --resume archive.done
  factline ingest https://example.com/news/article
  cat article.txt | factline ingest - --published-at 2025-02-25 --data-dir ./data

What cannot be captured is named on standard error, the rest goes on, and the exit code is 1.`,
    )
    .action(async (paths: string[], options: IngestOptions) => {
      const failed = await withClient(options, (client) => ingestAll(client, paths, options));
      if (failed > 0) process.exitCode = 1;
    });

/** Captures every document of the paths and prints what came of it; answers how many failed. */
async function ingestAll(client: ServiceClient, paths: readonly string[], options: IngestOptions): Promise<number> {
  const journal = new Journal(options.resume);
  const progress = new Progress();
  for (const path of paths)
    try {
      for await (const document of documentsOf(path, options.lines)) {
        await ingest(client, document, options, journal, progress);
        progress.show();
      }
    } catch (error) {
      if (error instanceof NoServiceError) throw error;
      progress.fail(path, error as Error);
    }
  progress.end();
  return progress.failed;
}

async function ingest(
  client: ServiceClient,
  document: Document,
  options: IngestOptions,
  journal: Journal,
  progress: Progress,
): Promise<void> {
  try {
    const content = await document.read();
    if (journal.has(content)) {
      progress.skipped++;
      return;
    }
    const query = queryOf({ dryRun: options.dryRun, review: options.review });
    const captured = await client.ask<CaptureResult>('POST', `/v1/articles${query}`, articleOf(content, options));
    print(options.json ? JSON.stringify(captured) : summary(document.name, captured));
    progress.done++;
    if (!options.dryRun) journal.add(content);
  } catch (error) {
    if (error instanceof NoServiceError) throw error;
    progress.fail(document.name, error as Error);
  }
}

const summary = (name: string, { articleId, position, deduplicated, facts, candidates }: CaptureResult): string =>
  `${name}: ${candidates ? `${candidates.length} candidates` : `${facts.length} facts`}, ${deduplicated ? 'known already' : `article ${articleId.slice(0, 12)}`}${position === null ? '' : `, position ${position}`}`;

/** Tells on standard error how far long work is. */
class Progress {
  done = 0;
  skipped = 0;
  failed = 0;

  fail(name: string, { message }: Error): void {
    this.failed++;
    process.stderr.write(`factline: ${name}: ${message}\n`);
  }

  show(): void {
    const seen = this.done + this.skipped + this.failed;
    if (seen % 100 === 0) process.stderr.write(`${this.text()}\n`);
  }

  end(): void {
    if (this.done + this.skipped + this.failed > 1) process.stderr.write(`${this.text()}\n`);
  }

  private text(): string {
    return `${this.done} captured, ${this.skipped} done before, ${this.failed} failed`;
  }
}
