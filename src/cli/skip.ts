import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { print } from './client.js';

function positionOf(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It must be a position of the log.');
  return Number(text);
}

export const skipCommand = (): Command =>
  new Command('skip')
    .argument('<position>', 'the position at which the projection stopped', positionOf)
    .description('set an event aside that the read model cannot take; stop the service first')
    .option('--data-dir <dir>', 'the data directory', process.env.DATA_DIR ?? './data')
    .option('--reason <text>', 'why; it stands in /health/ready', 'set aside by hand')
    .option('--undo', 'take it up again; "factline rebuild" then reads it')
    .addHelpText('after', '\nExamples:\n  factline skip 1234 --reason "unreadable import"\n  factline skip 1234 --undo')
    .action(
      async (position: number, { dataDir, reason, undo }: { dataDir: string; reason: string; undo?: boolean }) => {
        const { TimelineIndex } = await import('../read-models/timeline-index.js');
        const index = TimelineIndex.open({ file: join(dataDir, 'timeline.db') });
        if (undo) index.unskip(position);
        else index.skip(position, reason);
        index.close();
        print(undo ? `position ${position} is taken up again` : `position ${position} is set aside: ${reason}`);
      },
    );
