import type { Command } from 'commander';
import { ServiceClient } from './service-client.js';

export interface ServiceOptions {
  readonly url: string;
  readonly dataDir?: string;
  readonly json?: boolean;
}

/** Adds the options of commands that ask a service. */
export const withService = (command: Command): Command =>
  command
    .option('--url <url>', 'where the service is', process.env.FACTLINE_URL ?? 'http://127.0.0.1:3000')
    .option('--data-dir <dir>', 'work on this data directory instead, while no service runs on it')
    .option('--json', 'print what the service answers');

/** Asks the running service, or one that lives on a data directory for as long as the work takes. */
export async function withClient<T>(options: ServiceOptions, work: (client: ServiceClient) => Promise<T>): Promise<T> {
  const { url, dataDir } = options;
  if (dataDir === undefined) return work(clientOf({ url }));
  const [{ createApp }, { loadConfig }] = await Promise.all([import('../app.js'), import('../config.js')]);
  const { API_KEYS_FILE: _, ...env } = process.env;
  const service = await createApp(loadConfig({ ...env, HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir }));
  try {
    return await work(new ServiceClient({ url: service.url }));
  } finally {
    await service.close();
  }
}

export function clientOf({ url }: Pick<ServiceOptions, 'url'>): ServiceClient {
  const apiKey = process.env.FACTLINE_API_KEY;
  return new ServiceClient({ url, ...(apiKey ? { apiKey } : {}) });
}

export const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

export const several = (value: string, before: readonly string[]): string[] => [...before, value];

/** Query parameters of what was given. */
export function queryOf(values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== undefined && each !== false) params.append(name, String(each));
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
