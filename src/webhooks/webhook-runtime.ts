import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import type { Agent } from 'undici';
import type { EventStore } from '../event-store/event-store.js';
import { EventStoreDbEventStore } from '../event-store/eventstoredb/eventstoredb-event-store.js';
import type { FactViews } from '../facts/fact-views.js';
import { factAt } from '../matching/fact-at.js';
import type { MatchIndex } from '../matching/match-index.js';
import { AddressGuard } from '../net/address-guard.js';
import { guardedAgent } from '../net/guarded-agent.js';
import { Dispatcher } from './dispatcher.js';
import { EventRenderer } from './event-renderer.js';
import { StreamLease } from './eventstoredb/stream-lease.js';
import { StreamWebhookStore } from './eventstoredb/stream-webhook-store.js';
import type { Notice } from './lane.js';
import { Leadership } from './leadership.js';
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

/** All that delivers webhooks, put together over a log. */
export class WebhookRuntime {
  readonly service: WebhooksService;
  private readonly logger = new Logger('Webhooks');
  private readonly agent: Agent;
  private readonly store: WebhookStore;
  private readonly dispatcher: Dispatcher;
  private readonly metrics: WebhookMetrics;
  private readonly leadership: Leadership | undefined;

  constructor(log: EventStore, index: MatchIndex, views: FactViews, options: WebhookOptions) {
    mkdirSync(options.dataDir, { recursive: true });
    const guard = new AddressGuard(options);
    this.agent = guardedAgent(guard);
    const streams = log instanceof EventStoreDbEventStore ? log.connection : undefined;
    this.store = streams
      ? new StreamWebhookStore(streams)
      : SqliteWebhookStore.open(join(options.dataDir, 'webhooks.db'));
    this.dispatcher = new Dispatcher({
      store: this.store,
      index,
      renderer: new EventRenderer(log, factAt(log, views)),
      sender: new Sender(this.agent, options.answerTimeoutMs),
      schedule: options.retry,
      told: (notice) => this.tell(notice),
      onWriteError: (error) => this.logger.error(`webhooks cannot be written down: ${error}`),
    });
    if (streams)
      this.leadership = new Leadership(new StreamLease(streams), this.dispatcher, (error) =>
        this.logger.warn(`the dispatcher's lease: ${error}`),
      );
    const webhooks = () => this.dispatcher.all().map(({ webhook }) => webhook);
    this.metrics = new WebhookMetrics(options.registry ?? new Registry(), webhooks);
    this.service = new WebhooksService(this.dispatcher, this.store, log, index, guard, this.agent);
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
