import { isIP } from 'node:net';
import { readGazetteer } from './articles/gazetteer/gazetteer.js';
import { DEFAULT_RETRY, parseRetrySchedule, type RetrySchedule } from './webhooks/retry-schedule.js';

/** What the service runs with; api.md, "Starting it". */
export interface Config {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly dataDir: string;
  readonly eventStore:
    | { readonly engine: 'sqlite' }
    | { readonly engine: 'eventstoredb'; readonly url: string; readonly namespace?: string };
  readonly allowHttpWebhooks: boolean;
  readonly allowPrivateWebhooks: boolean;
  readonly webhookRetry: RetrySchedule;
  readonly apiKeysFile?: string;
  readonly extractor: ExtractorConfig;
  /** Whether what is found in articles waits for a person unless a request says otherwise. */
  readonly review: boolean;
  /** Names of your own beside the bundled ones. */
  readonly gazetteerFile?: string;
}

export type ExtractorConfig =
  | { readonly name: 'rules' }
  | { readonly name: 'llm'; readonly baseUrl: string; readonly model: string; readonly apiKey?: string };

/** A setting that cannot be used: one line that names it. */
export class ConfigError extends Error {
  constructor(setting: string, problem: string) {
    super(`${setting} ${problem}`);
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the settings from the environment. @throws {ConfigError} */
export function loadConfig(env: Environment): Config {
  const host = env.HOST ?? '127.0.0.1';
  const apiKeysFile = env.API_KEYS_FILE;
  if (apiKeysFile === undefined && !isLoopback(host))
    throw new ConfigError('HOST', `is ${host}: without API_KEYS_FILE only a loopback address is allowed`);
  return {
    host,
    port: portOf(env.PORT ?? '3000'),
    dataDir: nonEmpty('DATA_DIR', env.DATA_DIR ?? './data'),
    eventStore: eventStoreOf(env),
    allowHttpWebhooks: flag(env, 'ALLOW_HTTP_WEBHOOKS'),
    allowPrivateWebhooks: flag(env, 'ALLOW_PRIVATE_WEBHOOKS'),
    webhookRetry: retryOf(env.WEBHOOK_RETRY ?? DEFAULT_RETRY),
    ...(apiKeysFile === undefined ? {} : { apiKeysFile: nonEmpty('API_KEYS_FILE', apiKeysFile) }),
    extractor: extractorOf(env),
    review: flag(env, 'REVIEW'),
    ...gazetteerOf(env),
  };
}

/** Read once here, so that a wrong file ends the start and not the first article. */
function gazetteerOf(env: Environment): { gazetteerFile?: string } {
  const file = env.GAZETTEER_FILE;
  if (file === undefined || file === '') return {};
  try {
    readGazetteer(file);
  } catch (error) {
    throw new ConfigError('GAZETTEER_FILE', `cannot be used: ${(error as Error).message}`);
  }
  return { gazetteerFile: file };
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new ConfigError('PORT', `is "${text}": give 0 to 65535`);
  return port;
}

function nonEmpty(setting: string, text: string): string {
  if (text.trim() === '') throw new ConfigError(setting, 'is empty');
  return text;
}

function flag(env: Environment, setting: string): boolean {
  const text = env[setting] ?? 'false';
  if (text !== 'true' && text !== 'false') throw new ConfigError(setting, `is "${text}": give true or false`);
  return text === 'true';
}

function oneOf<T extends string>(setting: string, text: string, allowed: readonly T[]): T {
  if (!allowed.includes(text as T)) throw new ConfigError(setting, `is "${text}": give ${allowed.join(' or ')}`);
  return text as T;
}

/** Which engine holds the log. @throws {ConfigError} */
export function eventStoreOf(env: Environment): Config['eventStore'] {
  const engine = oneOf('EVENT_STORE', env.EVENT_STORE ?? 'sqlite', ['sqlite', 'eventstoredb']);
  if (engine === 'sqlite') return { engine };
  const url = env.EVENTSTORE_URL ?? '';
  if (!/^(esdb|kurrentdb)(\+discover)?:\/\/./.test(url))
    throw new ConfigError('EVENTSTORE_URL', `is "${url}": give a connection string such as esdb://localhost:2113`);
  return { engine, url };
}

function retryOf(text: string): RetrySchedule {
  const schedule = parseRetrySchedule(text);
  if (!schedule) throw new ConfigError('WEBHOOK_RETRY', `is "${text}": give delays such as ${DEFAULT_RETRY}`);
  return schedule;
}

function extractorOf(env: Environment): ExtractorConfig {
  const name = oneOf('EXTRACTOR', env.EXTRACTOR ?? 'rules', ['rules', 'llm']);
  if (name === 'rules') return { name };
  const { LLM_BASE_URL: baseUrl = '', LLM_MODEL: model = '', LLM_API_KEY: apiKey } = env;
  if (!URL.canParse(baseUrl)) throw new ConfigError('LLM_BASE_URL', `is "${baseUrl}": EXTRACTOR=llm needs a URL`);
  nonEmpty('LLM_MODEL', model);
  return { name, baseUrl, model, ...(apiKey === undefined ? {} : { apiKey }) };
}
