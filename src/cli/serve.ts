import { setFlagsFromString } from 'node:v8';
import { Command } from 'commander';
import type { RunningService } from '../app.js';
import { loadConfig } from '../config.js';

/** Ends a service on SIGTERM or SIGINT, then the process. */
export function endOnSignal(service: RunningService, after: () => void = () => undefined): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      void service.close().finally(() => {
        after();
        process.exit(0);
      });
    });
}

export const serveCommand = (): Command =>
  new Command('serve')
    .description('serve the HTTP interface; settings come from the environment')
    .addHelpText('after', '\nExample:\n  DATA_DIR=./data PORT=3000 factline serve')
    .action(async () => {
      // V8 lets a heap grow to several times what is in use before it looks for garbage; a service has hours, and neighbours.
      setFlagsFromString('--heap-growing-percent=30');
      const { createApp } = await import('../app.js');
      const service = await createApp(loadConfig(process.env));
      endOnSignal(service);
      process.stdout.write(`factline serves at ${service.url} (reference: ${service.url}/docs)\n`);
    });
