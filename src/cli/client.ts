import type { Command } from 'commander';
import { ServiceClient } from './service-client.js';

export interface ServiceOptions {
  readonly url: string;
  readonly json?: boolean;
}

/** Adds the options of commands that ask a running service. */
export const withService = (command: Command): Command =>
  command
    .option('--url <url>', 'where the service is', process.env.FACTLINE_URL ?? 'http://127.0.0.1:3000')
    .option('--json', 'print what the service answers');

export function clientOf({ url }: ServiceOptions): ServiceClient {
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
