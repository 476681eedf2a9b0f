import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import type { StateAnswer } from '../api/state-answers.js';
import type { CaptureResult } from '../articles/capture.js';
import { loadConfig } from '../config.js';
import { articleOf } from './article-file.js';
import { endOnSignal } from './serve.js';
import { ServiceClient } from './service-client.js';
import { stateText } from './table.js';

const SAMPLES = fileURLToPath(new URL('../../../samples', import.meta.url));
const DATES = ['2024-12-31', '2025-12-31'];

const print = (text: string): boolean => process.stdout.write(`${text}\n`);

export const demoCommand = (): Command =>
  new Command('demo')
    .description('serve a throw-away store filled with the bundled sample articles')
    .option('--once', 'end after printing')
    .addHelpText('after', '\nExample:\n  factline demo --once')
    .action(async ({ once }: { once?: boolean }) => {
      const dataDir = mkdtempSync(join(tmpdir(), 'factline-demo-'));
      const remove = () => rmSync(dataDir, { recursive: true, force: true });
      const config = loadConfig({ ...process.env, DATA_DIR: dataDir, ...(once ? { PORT: '0' } : {}) });
      const { createApp } = await import('../app.js');
      const service = await createApp(config).catch((error: unknown) => {
        remove();
        throw error;
      });
      await show(service.url);
      if (once) {
        await service.close();
        remove();
        return;
      }
      endOnSignal(service, remove);
      print(`\nServing at ${service.url} (reference: ${service.url}/docs); Ctrl-C ends it.`);
    });

/** Structured facts with what became of them, and markets. */
interface Story {
  readonly markets: readonly {
    readonly id: string;
    readonly name: string;
    readonly entities: string[];
    readonly places: string[];
  }[];
  readonly facts: readonly {
    readonly fact: object;
    readonly corrections?: readonly object[];
    readonly retraction?: object;
  }[];
}

async function recordStory(client: ServiceClient, { markets, facts }: Story): Promise<string> {
  let revised = 0;
  for (const { fact, corrections = [], retraction } of facts) {
    const { facts: recorded } = await client.ask<{ facts: { id: string }[] }>('POST', '/v1/facts', fact);
    const path = `/v1/facts/${recorded[0]?.id}`;
    for (const correction of corrections) await client.ask('POST', `${path}/correction`, correction);
    if (retraction) await client.ask('POST', `${path}/retraction`, retraction);
    revised += corrections.length + (retraction ? 1 : 0);
  }
  for (const { id, ...market } of markets) await client.ask('PUT', `/v1/markets/${id}`, market);
  return `${facts.length} structured facts, ${revised} revisions, ${markets.length} markets`;
}

async function show(url: string): Promise<void> {
  const client = new ServiceClient({ url });
  print('Ingesting the sample articles:');
  for (const file of readdirSync(SAMPLES)
    .filter((name) => name.endsWith('.json'))
    .sort()) {
    const content = readFileSync(join(SAMPLES, file), 'utf8');
    if (file === 'facts.json') {
      print(`  ${file}: ${await recordStory(client, JSON.parse(content) as Story)}`);
      continue;
    }
    const { facts: found, position } = await client.ask<CaptureResult>('POST', '/v1/articles', articleOf(content, {}));
    print(`  ${file}: ${found.length} facts, log at position ${position}`);
  }
  for (const at of DATES) {
    const { asOf, digest, sections } = await client.ask<StateAnswer>('GET', `/v1/state?at=${at}`);
    print(`\nThe market as of ${at} (position ${asOf.position}, digest ${digest.slice(0, 16)}):`);
    print(stateText(sections));
  }
}
