#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { demoCommand } from './demo.js';
import { evaluateCommand } from './evaluate.js';
import { factsCommand } from './facts.js';
import { followCommand } from './follow.js';
import { ingestCommand } from './ingest.js';
import { logCommand } from './log.js';
import { migrateCommand } from './migrate.js';
import { rebuildCommand } from './rebuild.js';
import { reviewCommand } from './review.js';
import { serveCommand } from './serve.js';
import { skipCommand } from './skip.js';
import { stateCommand } from './state.js';
import { verifyCommand } from './verify.js';
import { webhooksCommand } from './webhooks.js';

/** Exit codes: 0 done; 1 it failed or found something wrong; 2 the command line is wrong. */
async function main(): Promise<void> {
  const program = new Command('factline')
    .description('Timeline tracker for market research: what was true, and what was known, on any day')
    .version('0.1.0')
    .addHelpText('after', '\nExit codes: 0 done; 1 it failed or found something wrong; 2 the command line is wrong.')
    .showHelpAfterError('(factline COMMAND --help shows examples)')
    .exitOverride();
  for (const command of [
    serveCommand(),
    demoCommand(),
    ingestCommand(),
    followCommand(),
    reviewCommand(),
    factsCommand(),
    stateCommand(),
    logCommand(),
    verifyCommand(),
    migrateCommand(),
    rebuildCommand(),
    skipCommand(),
    evaluateCommand(),
    webhooksCommand(),
  ])
    program.addCommand(throwing(command));
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

/** A command that throws in place of ending the process, its own commands too. */
function throwing(command: Command): Command {
  command.commands.forEach(throwing);
  return command.exitOverride();
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  process.stderr.write(`factline: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
}

// A reader that closes early, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

await main();
