import { Command } from 'commander';
import type { FactsAnswer } from '../api/timeline.js';
import { print, queryOf, type ServiceOptions, several, withClient, withService } from './client.js';

interface FactsOptions extends ServiceOptions {
  readonly type: readonly string[];
  readonly entity: readonly string[];
  readonly place: readonly string[];
  readonly market: readonly string[];
  readonly article: readonly string[];
  readonly key: readonly string[];
  readonly modality: readonly string[];
  readonly status: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly q?: string;
  readonly knownAt?: string;
  readonly position?: string;
  readonly order?: string;
  readonly limit: string;
  readonly cursor?: string;
}

export const factsCommand = (): Command =>
  withService(new Command('facts'))
    .description('the timeline of facts')
    .option('--type <type>', 'only this type; may be repeated', several, [])
    .option('--entity <id>', 'only what names this entity or a part of it; may be repeated', several, [])
    .option('--place <code>', 'only what is about this place; may be repeated', several, [])
    .option('--market <id>', 'only what is in this market; may be repeated', several, [])
    .option('--article <id>', 'only what this article says; may be repeated', several, [])
    .option('--key <key>', 'only what fed this item of a state; may be repeated', several, [])
    .option('--modality <modality>', 'asserted, expected or denied; may be repeated', several, [])
    .option('--status <status>', 'current, corrected or retracted; may be repeated', several, [])
    .option('--from <instant>', 'valid from then on')
    .option('--to <instant>', 'valid up to then')
    .option('--q <words>', 'words of quotes, titles and payloads')
    .option('--known-at <instant>', 'using only what had been published by then')
    .option('--position <position>', 'using only what the log held up to there')
    .option('--order <order>', 'when, -when, publishedAt, -publishedAt, position or -position')
    .option('--limit <count>', 'facts at most', '100')
    .option('--cursor <cursor>', 'go on where a page ended')
    .addHelpText(
      'after',
      '\nExamples:\n  factline facts --entity nvidia --order -publishedAt\n  factline facts --type SalesReported --json',
    )
    .action(async ({ json, url, dataDir, ...asked }: FactsOptions) => {
      const answer = await withClient({ url, dataDir }, (client) =>
        client.ask<FactsAnswer>('GET', `/v1/facts${queryOf({ ...asked })}`),
      );
      if (json) return print(JSON.stringify(answer, null, 2));
      for (const { position, type, status, data } of answer.items) {
        const { when, modality, places: _, ...payload } = data as Record<string, unknown>;
        print(
          `${String(position).padStart(6)}  ${when ?? 'undated'}  ${type}  ${modality}/${status}  ${JSON.stringify(payload)}`,
        );
      }
      print(`${answer.items.length} of ${answer.total} facts`);
      if (answer.nextCursor) print(`more with --cursor ${answer.nextCursor}`);
    });
