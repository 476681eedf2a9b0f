import type { DeliveryEntry, Webhook } from './webhook.js';
import type { WebhookStore } from './webhook-store.js';

/** What changes within so many milliseconds is written together. */
const GATHER_MS = 20;
const RETRY_MS = 1000;

/**
 * Gathers what deliveries change into few writes. What a crash cuts off was not yet written and is sent once more: the
 * receiver knows it by its id.
 */
export class WriteBehind {
  private readonly changed = new Map<string, Webhook>();
  private entries: DeliveryEntry[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: WebhookStore,
    private readonly onError: (error: unknown) => void,
  ) {}

  put(webhook: Webhook, entry?: DeliveryEntry): void {
    this.changed.set(webhook.id, webhook);
    if (entry) this.entries.push(entry);
    this.schedule(GATHER_MS);
  }

  /** Writes all that waits, for good. */
  async flush(): Promise<void> {
    await this.write(true);
  }

  /** Forgets what waits of a webhook that is removed. */
  forget(id: string): void {
    this.changed.delete(id);
    this.entries = this.entries.filter(({ webhook }) => webhook !== id);
  }

  private schedule(delay: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.write(false).catch((error) => {
        this.onError(error);
        this.schedule(RETRY_MS);
      });
    }, delay);
  }

  private write(durable: boolean): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const write = this.writing.catch(() => undefined).then(() => this.writeWaiting(durable));
    this.writing = write;
    return write;
  }

  private async writeWaiting(durable: boolean): Promise<void> {
    if (this.changed.size === 0 && this.entries.length === 0) return;
    const webhooks = [...this.changed.values()];
    const { entries } = this;
    this.changed.clear();
    this.entries = [];
    try {
      await this.store.save(webhooks, entries, { durable });
    } catch (error) {
      for (const webhook of webhooks) if (!this.changed.has(webhook.id)) this.changed.set(webhook.id, webhook);
      this.entries = [...entries, ...this.entries];
      throw error;
    }
  }
}
