import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, type RunningService } from '../../src/app.js';
import { type Config, loadConfig } from '../../src/config.js';
import type { EventStore, Verification } from '../../src/event-store/event-store.js';
import { EventStoreDbEventStore } from '../../src/event-store/eventstoredb/eventstoredb-event-store.js';
import { SqliteEventStore } from '../../src/event-store/sqlite/sqlite-event-store.js';

/** A JSON answer as tests look into it. */
// biome-ignore lint/suspicious/noExplicitAny: tests reach into answers of every shape
type Json = any;

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

let engineUnderTest: Config['eventStore'] = { engine: 'sqlite' };

/** Has the services of this test file run on an engine. */
export function runOn(engine: Config['eventStore']): void {
  engineUnderTest = engine;
}

/** A service in this process, on a data directory of its own. */
export class TestService {
  private constructor(
    readonly dataDir: string,
    private running: RunningService,
    private readonly config: Config,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<TestService> {
    const dataDir = mkdtempSync(join(tmpdir(), 'factline-test-'));
    const config = { ...loadConfig({ PORT: '0', DATA_DIR: dataDir, ...env }), eventStore: engineUnderTest };
    return new TestService(dataDir, await createApp(config), config);
  }

  get url(): string {
    return this.running.url;
  }

  /** Ends it and starts it anew on the same data directory, on which something may be done in between. */
  async restart(between?: () => void): Promise<void> {
    await this.running.close();
    between?.();
    this.running = await createApp(this.config);
  }

  /** Ends the service, forgets all that this node keeps, and starts it again. */
  async restartEmpty(): Promise<void> {
    await this.running.close();
    rmSync(this.dataDir, { recursive: true });
    this.running = await createApp(this.config);
  }

  /** Walks the log and its chain beside the service. */
  async verify(): Promise<Verification> {
    const log = await this.openLog();
    try {
      return await log.verify();
    } finally {
      await log.close();
    }
  }

  async stop(): Promise<void> {
    await this.running.close();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private async openLog(): Promise<EventStore> {
    const { eventStore } = this.config;
    if (eventStore.engine === 'sqlite') return SqliteEventStore.open({ dataDir: this.dataDir, readOnly: true });
    return EventStoreDbEventStore.open({ ...eventStore, dataDir: join(this.dataDir, 'verified') });
  }

  async ask<T = Json>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    const json = type.includes('json') && !type.includes('ndjson');
    return { status: response.status, headers: response.headers, body: (json ? JSON.parse(text) : text) as T };
  }

  get<T = Json>(path: string, headers: Record<string, string> = {}) {
    return this.ask<T>('GET', path, undefined, headers);
  }

  post<T = Json>(path: string, body: unknown) {
    return this.ask<T>('POST', path, body);
  }
}
