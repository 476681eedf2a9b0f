import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import type { Agent } from 'undici';
import type { EventStore } from '../event-store/event-store.js';
import { SqliteEventStore } from '../event-store/sqlite/sqlite-event-store.js';
import type { FactViews } from '../facts/fact-views.js';
import { factAt } from '../matching/fact-at.js';
import type { MatchIndex } from '../matching/match-index.js';
import { AddressGuard } from '../net/address-guard.js';
import { guardedAgent } from '../net/guarded-agent.js';
import { Dispatcher } from './dispatcher.js';
import { EventRenderer } from './event-renderer.js';
import type { Notice } from './lane.js';
import { Leadership, type Lease } from './leadership.js';
import type { RetrySchedule } from './retry-schedule.js';
import { Sender } from './sender.js';
import { SqliteWebhookStore } from './sqlite/sqlite-webhook-store.js';
import { WebhookMetrics } from './webhook-metrics.js';
import type { WebhookStore } from './webhook-store.js';
import { WebhooksService } from './webhooks.service.js';

export interface WebhookOptions {
  readonly dataDir: string;
  /** `ALLOW_HTTP_WEBHOOKS` */
  readonly allowHttp: boolean;
  /** `ALLOW_PRIVATE_WEBHOOKS` */
  readonly allowPrivate: boolean;
  /** `WEBHOOK_RETRY` */
  readonly retry: RetrySchedule;
  /** A receiver has so long to answer, in milliseconds; 15 s unless given. */
  readonly answerTimeoutMs?: number;
  /** Where metrics are registered. */
  readonly registry?: Registry;
}

/** Where webhooks and their deliveries are kept, and the lease of the node that delivers, where several may. */
interface Keeping {
  readonly store: WebhookStore;
  readonly lease?: Lease;
}

/** What keeps webhooks is of the engine that keeps the log. */
async function keepingBeside(log: EventStore, dataDir: string): Promise<Keeping> {
  if (log instanceof SqliteEventStore) {
    mkdirSync(dataDir, { recursive: true });
    return { store: SqliteWebhookStore.open(join(dataDir, 'webhooks.db')) };
  }
  const [{ EventStoreDbEventStore }, { StreamWebhookStore }, { StreamLease }] = await Promise.all([
    import('../event-store/eventstoredb/eventstoredb-event-store.js'),
    import('./eventstoredb/stream-webhook-store.js'),
    import('./eventstoredb/stream-lease.js'),
  ]);
  if (!(log instanceof EventStoreDbEventStore)) throw new TypeError(`no webhooks beside ${log.constructor.name}`);
  return { store: new StreamWebhookStore(log.connection), lease: new StreamLease(log.connection) };
}

/** All that delivers webhooks, put together over a log. */
export class WebhookRuntime {
  readonly service: WebhooksService;
  private readonly logger = new Logger('Webhooks');
  private readonly agent: Agent;
  private readonly store: WebhookStore;
  private readonly dispatcher: Dispatcher;
  private readonly metrics: WebhookMetrics;
  private readonly leadership: Leadership | undefined;

  private constructor(
    log: EventStore,
    index: MatchIndex,
    views: FactViews,
    { store, lease }: Keeping,
    options: WebhookOptions,
  ) {
    const guard = new AddressGuard(options);
    this.agent = guardedAgent(guard);
    this.store = store;
    this.dispatcher = new Dispatcher({
      store,
      index,
      renderer: new EventRenderer(log, factAt(log, views)),
      sender: new Sender(this.agent, options.answerTimeoutMs),
      schedule: options.retry,
      told: (notice) => this.tell(notice),
      onWriteError: (error) => this.logger.error(`webhooks cannot be written down: ${error}`),
    });
    if (lease)
      this.leadership = new Leadership(lease, this.dispatcher, (error) =>
        this.logger.warn(`the dispatcher's lease: ${error}`),
      );
    const webhooks = () => this.dispatcher.all().map(({ webhook }) => webhook);
    this.metrics = new WebhookMetrics(options.registry ?? new Registry(), webhooks);
    this.service = new WebhooksService(this.dispatcher, store, log, index, guard, this.agent);
  }

  static async open(
    log: EventStore,
    index: MatchIndex,
    views: FactViews,
    options: WebhookOptions,
  ): Promise<WebhookRuntime> {
    return new WebhookRuntime(log, index, views, await keepingBeside(log, options.dataDir), options);
  }

  async start(): Promise<void> {
    if (this.leadership) this.leadership.start();
    else await this.dispatcher.start();
  }

  async stop(): Promise<void> {
    if (this.leadership) await this.leadership.stop();
    else await this.dispatcher.stop();
    await this.store.close();
    await this.agent.destroy();
  }

  /** Operational events: lines of the service's own log, and counts. */
  private tell(notice: Notice): void {
    this.metrics.told(notice);
    const { id, url, failures, disabled, cursor } = notice.webhook;
    if (notice.kind === 'disabled')
      this.logger.warn({ event: 'webhook.disabled', webhook: id, url, reason: disabled?.reason, failures, cursor });
    if (notice.kind === 'stuck')
      this.logger.error({ event: 'webhook.stuck', webhook: id, cursor, error: String(notice.error) });
  }
}
