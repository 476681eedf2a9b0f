import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import type { CaptureResult } from '../articles/capture.js';
import type { EvaluationReport, Extract, Score } from '../articles/extraction/evaluation.js';
import type { ExtractedFact } from '../articles/extraction/types.js';
import { clientOf, print, withClient } from './client.js';
import type { ServiceClient } from './service-client.js';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const scoreLine = (name: string, { precision, recall, f1 }: Score): string =>
  `${name.padEnd(8)} precision ${percent(precision)}, recall ${percent(recall)}, F1 ${percent(f1)}`;

function lines({ gold, predicted, found, typed, exact, fields, byType, byField }: EvaluationReport): string[] {
  return [
    `${predicted} facts read, ${gold} annotated; key fields right ${percent(fields)}`,
    scoreLine('found', found),
    scoreLine('typed', typed),
    scoreLine('exact', exact),
    ...Object.entries(byType).map(
      ([type, counts]) =>
        `  ${type.padEnd(24)} ${counts.typed} of ${counts.gold} typed, ${counts.exact} exact, ${counts.predicted} read`,
    ),
    ...Object.entries(byField).map(([field, { n, right }]) => `  ${field.padEnd(24)} ${right} of ${n} right`),
  ];
}

/** Reads an article as the service does, and captures nothing. */
const readBy =
  (client: ServiceClient): Extract =>
  async ({ title, publisher, publishedAt, url, language, text }) => {
    const article = { title, publisher, publishedAt, url, language, text };
    const { facts } = await client.ask<CaptureResult>('POST', '/v1/articles?dryRun=true', article);
    return facts.map(({ type, data, meta }) => ({ type, data, ...meta }) as unknown as ExtractedFact);
  };

interface EvaluateOptions {
  readonly url?: string;
  readonly misses?: boolean;
  readonly json?: boolean;
}

export const evaluateCommand = (): Command =>
  new Command('evaluate')
    .argument('<folder>', 'a folder of annotated articles, a JSON file each')
    .description('score the extractor on annotated articles: found, typed and exact, by type and by field')
    .option('--url <url>', 'score that of this running service; without it that of a service of its own, without data')
    .option('--misses', 'list what was missed')
    .option('--json', 'print the scores as JSON')
    .addHelpText('after', '\nExample:\n  npm run eval:extraction -- ./annotated --misses')
    .action(async (folder: string, { url, misses, json }: EvaluateOptions) => {
      const { evaluateFolder } = await import('../articles/extraction/evaluation.js');
      const report = await withReader(url, (client) => evaluateFolder(folder, readBy(client)));
      if (json) return print(JSON.stringify(report));
      print(lines(report).join('\n'));
      if (misses) print(report.misses.join('\n'));
    });

/** A service to read with: the running one at a URL, else one on a data directory that is thrown away. */
async function withReader<T>(url: string | undefined, work: (client: ServiceClient) => Promise<T>): Promise<T> {
  if (url !== undefined) return work(clientOf({ url }));
  const dataDir = mkdtempSync(join(tmpdir(), 'factline-evaluate-'));
  try {
    return await withClient({ url: '', dataDir }, work);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
