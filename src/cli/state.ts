import { Command } from 'commander';
import type { StateAnswer } from '../api/state-answers.js';
import { print, queryOf, type ServiceOptions, several, withClient, withService } from './client.js';
import { stateText } from './table.js';

interface StateOptions extends ServiceOptions {
  readonly at?: string;
  readonly knownAt?: string;
  readonly position?: string;
  readonly section: readonly string[];
  readonly entity: readonly string[];
  readonly place: readonly string[];
  readonly market: readonly string[];
  readonly undated?: boolean;
}

export const stateCommand = (): Command =>
  withService(new Command('state'))
    .description('the market as of a moment')
    .option('--at <instant>', 'what held in the world then')
    .option('--known-at <instant>', 'using only what had been published by then')
    .option('--position <position>', 'using only what the log held up to there')
    .option('--section <name>', 'only this section; may be repeated', several, [])
    .option('--entity <id>', 'only what names this entity or a part of it; may be repeated', several, [])
    .option('--place <code>', 'only what is about this place; may be repeated', several, [])
    .option('--market <id>', 'only what is in this market; may be repeated', several, [])
    .option('--undated', 'list also what is told without a date')
    .addHelpText(
      'after',
      '\nExamples:\n  factline state --at 2024-12-31\n  factline state --entity nvidia --section sales --json',
    )
    .action(async ({ json, url, dataDir, ...asked }: StateOptions) => {
      const answer = await withClient({ url, dataDir }, (client) =>
        client.ask<StateAnswer>('GET', `/v1/state${queryOf({ ...asked })}`),
      );
      if (json) return print(JSON.stringify(answer, null, 2));
      const { at, knownAt: known, position } = answer.asOf;
      print(`as of ${at}, known at ${known}, position ${position}; digest ${answer.digest}`);
      print(stateText(answer.sections));
    });
