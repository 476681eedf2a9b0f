import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { ServeProcess } from '../support/serve-process.js';

/** A JSON answer as tests look into it. */
// biome-ignore lint/suspicious/noExplicitAny: tests reach into answers of every shape
type Json = any;

const SETTINGS = { EVENT_STORE: 'eventstoredb', ALLOW_HTTP_WEBHOOKS: 'true', ALLOW_PRIVATE_WEBHOOKS: 'true' };

/** A fact that no other has, of a seller of its own. */
export const fact = (seller: string, data: object = {}) => ({
  type: 'SalesReported',
  data: {
    seller,
    metric: 'units',
    value: 5,
    unit: 'units',
    qualifier: 'exact',
    when: '2024',
    modality: 'asserted',
    ...data,
  },
  meta: { publishedAt: '2025-02-01', article: { title: `Report on ${seller}`, publisher: 'Example Wire' } },
});

export const median = (values: readonly number[]): number => [...values].sort((x, y) => x - y)[values.length >> 1]!;

/** A service on EventStoreDB as a process of its own, which can be killed and started again. */
export class ServiceNode {
  private constructor(
    private process: ServeProcess,
    private readonly dataDir: string,
    private readonly serverUrl: string,
  ) {}

  static async start(dataDir: string, serverUrl: string): Promise<ServiceNode> {
    return new ServiceNode(await serve(dataDir, serverUrl), dataDir, serverUrl);
  }

  /** The one of several nodes that delivers webhooks. */
  static async delivering(nodes: readonly ServiceNode[]): Promise<ServiceNode> {
    for (const deadline = Date.now() + 30_000; Date.now() < deadline; await pause(200))
      for (const node of nodes) if ((await node.get('/v1/webhooks')).status === 200) return node;
    throw new Error('no node delivers webhooks');
  }

  end(signal: 'SIGTERM' | 'SIGKILL') {
    return this.process.end(signal);
  }

  async restart(): Promise<void> {
    this.process = await serve(this.dataDir, this.serverUrl);
  }

  /** Ends it, forgets all that it keeps, and starts it again. */
  async restartEmpty(): Promise<void> {
    await this.end('SIGTERM');
    rmSync(this.dataDir, { recursive: true });
    await this.restart();
  }

  async ask(method: string, path: string, body?: unknown): Promise<{ status: number; headers: Headers; body: Json }> {
    const response = await fetch(`${this.process.url}${path}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }

  get(path: string) {
    return this.ask('GET', path);
  }

  post(path: string, body: unknown) {
    return this.ask('POST', path, body);
  }
}

const serve = (dataDir: string, url: string): Promise<ServeProcess> =>
  ServeProcess.start(dataDir, { ...SETTINGS, EVENTSTORE_URL: url });
