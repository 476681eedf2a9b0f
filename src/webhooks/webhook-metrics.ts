import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Notice } from './lane.js';
import { succeeded } from './outcome.js';
import type { Webhook } from './webhook.js';

/** What operators see of webhooks at `/metrics`. */
export class WebhookMetrics {
  private readonly attempts;
  private readonly events;
  private readonly durations;
  private readonly disabled;
  private readonly byOutcome = new Map<string, { inc(): void }>();

  constructor(registry: Registry, webhooks: () => readonly Webhook[]) {
    const registers = [registry];
    this.attempts = new Counter({
      name: 'factline_webhook_attempts_total',
      help: 'Attempts to deliver, by outcome: the class of the status, or none where no answer came',
      labelNames: ['outcome'],
      registers,
    });
    this.events = new Counter({
      name: 'factline_webhook_events_delivered_total',
      help: 'Events that receivers took',
      registers,
    });
    this.durations = new Histogram({
      name: 'factline_webhook_attempt_seconds',
      help: 'Duration of an attempt in seconds',
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 5, 15],
      registers,
    });
    this.disabled = new Counter({
      name: 'factline_webhook_disabled_total',
      help: 'Webhooks disabled, by reason',
      labelNames: ['reason'],
      registers,
    });
    new Gauge({
      name: 'factline_webhooks',
      help: 'Webhooks by status',
      labelNames: ['status'],
      registers,
      collect() {
        for (const status of ['active', 'paused', 'disabled'] as const)
          this.set({ status }, webhooks().filter((webhook) => webhook.status === status).length);
      },
    });
    new Gauge({
      name: 'factline_webhooks_failing',
      help: 'Active webhooks whose last attempt failed',
      registers,
      collect() {
        this.set(webhooks().filter(({ status, failures }) => status === 'active' && failures > 0).length);
      },
    });
  }

  told(notice: Notice): void {
    if (notice.kind === 'disabled') this.disabled.inc({ reason: notice.webhook.disabled?.reason ?? 'failing' });
    if (notice.kind !== 'attempt') return;
    const { outcome, events } = notice;
    this.counterOf(outcome.status === undefined ? 'none' : `${Math.floor(outcome.status / 100)}xx`).inc();
    this.durations.observe(outcome.durationMs / 1000);
    if (succeeded(outcome)) this.events.inc(events);
  }

  private counterOf(outcome: string): { inc(): void } {
    const known = this.byOutcome.get(outcome) ?? this.attempts.labels(outcome);
    this.byOutcome.set(outcome, known);
    return known;
  }
}
