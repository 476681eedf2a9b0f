import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { Command } from 'commander';
import type { CaptureResult } from '../articles/capture.js';
import { clientOf, print, type ServiceOptions, withService } from './client.js';

interface IngestOptions extends ServiceOptions {
  readonly title?: string;
  readonly publishedAt?: string;
  readonly publisher?: string;
  readonly author?: string;
  readonly sourceUrl?: string;
  readonly dryRun?: boolean;
}

const FIELDS = ['title', 'text', 'html', 'publishedAt', 'publisher', 'author', 'url', 'language'];

/** An article out of a file: JSON as posted (annotations are left out), HTML, or text whose first line is its title. */
export function articleOf(content: string, options: Partial<IngestOptions>): Record<string, unknown> {
  const given = {
    ...(options.title && { title: options.title }),
    ...(options.publishedAt && { publishedAt: options.publishedAt }),
    ...(options.publisher && { publisher: options.publisher }),
    ...(options.author && { author: options.author }),
    ...(options.sourceUrl && { url: options.sourceUrl }),
  };
  const trimmed = content.trimStart();
  if (trimmed.startsWith('{')) {
    const parsed = JSON.parse(content) as Record<string, unknown>;
    return { ...Object.fromEntries(Object.entries(parsed).filter(([name]) => FIELDS.includes(name))), ...given };
  }
  if (/^<(?:!doctype|html|head|body|article|div|p)\b/i.test(trimmed)) return { html: content, ...given };
  const [first = ''] = trimmed.split('\n', 1);
  return { title: first.trim().slice(0, 300), text: content, ...given };
}

export const ingestCommand = (): Command =>
  withService(new Command('ingest').argument('<files...>', 'files, or - for standard input'))
    .description('capture articles and their facts: text, HTML, or JSON')
    .option('--title <title>', 'the title, where the file has none')
    .option('--published-at <instant>', 'when it was published')
    .option('--publisher <name>', 'who published it')
    .option('--author <name>', 'who wrote it')
    .option('--source-url <url>', 'where it was published')
    .option('--dry-run', 'show what would be captured; nothing is appended')
    .addHelpText(
      'after',
      '\nExamples:\n  factline ingest samples/*.json\n  factline ingest page.html --published-at 2025-02-25 --publisher "Example Wire"\n  cat article.txt | factline ingest - --published-at 2025-02-25',
    )
    .action(async (files: string[], options: IngestOptions) => {
      const client = clientOf(options);
      let failed = 0;
      for (const [i, file] of files.entries()) {
        if (files.length > 1 && process.stderr.isTTY) process.stderr.write(`\r${i + 1} of ${files.length}`);
        const done = await ingest(client, file, options).catch((error: Error) => {
          process.stderr.write(`factline: ${file}: ${error.message}\n`);
          failed++;
        });
        if (done) print(options.json ? JSON.stringify(done) : summary(file, done));
      }
      if (failed > 0) process.exitCode = 1;
    });

async function ingest(
  client: ReturnType<typeof clientOf>,
  file: string,
  options: IngestOptions,
): Promise<CaptureResult> {
  const content = file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8');
  return client.ask<CaptureResult>(
    'POST',
    `/v1/articles${options.dryRun ? '?dryRun=true' : ''}`,
    articleOf(content, options),
  );
}

const summary = (file: string, { articleId, position, deduplicated, facts }: CaptureResult): string =>
  `${file}: ${facts.length} facts, ${deduplicated ? 'known already' : `article ${articleId.slice(0, 12)}`}${position === null ? '' : `, position ${position}`}`;
