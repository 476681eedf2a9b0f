import { Command } from 'commander';
import type { ChainedEvent } from '../../events/envelope.js';
import { print, queryOf, type ServiceOptions, several, withClient, withService } from './client.js';

interface LogOptions extends ServiceOptions {
  readonly after: string;
  readonly limit: string;
  readonly type: readonly string[];
  readonly entity: readonly string[];
}

interface LogAnswer {
  readonly items: readonly ChainedEvent[];
  readonly next: number;
  readonly head: number;
}

export const logCommand = (): Command =>
  withService(new Command('log'))
    .description('the raw log in order, bookkeeping too, with its hash chain')
    .option('--after <position>', 'only past this position', '0')
    .option('--limit <count>', 'events at most', '100')
    .option('--type <type>', 'only this type; may be repeated', several, [])
    .option('--entity <id>', 'only what names this entity or a part of it; may be repeated', several, [])
    .addHelpText('after', '\nExamples:\n  factline log --after 100\n  factline log --type FactCorrected --json')
    .action(async ({ json, url, dataDir, ...asked }: LogOptions) => {
      const answer = await withClient({ url, dataDir }, (client) =>
        client.ask<LogAnswer>('GET', `/v1/log${queryOf({ ...asked })}`),
      );
      if (json) return print(JSON.stringify(answer, null, 2));
      for (const event of answer.items) print(lineOf(event));
      print(answer.next < answer.head ? `more with --after ${answer.next}` : `head ${answer.head}`);
    });

const lineOf = ({ position, recordedAt, type, streamId, hash }: ChainedEvent): string =>
  `${String(position).padStart(6)}  ${recordedAt}  ${type.padEnd(22)}  ${streamId.slice(0, 32).padEnd(32)}  ${hash.slice(0, 12)}`;
