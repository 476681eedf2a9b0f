import type { DeliveryEntry, Webhook } from './webhook.js';
import type { WebhookStore } from './webhook-store.js';

/** What changes within so many milliseconds is written together. */
const GATHER_MS = 20;
const RETRY_MS = 1000;
/** The log of deliveries is for people: its entries wait for longer, in milliseconds. */
const GATHER_ENTRIES_MS = 250;
const MAX_WAITING_ENTRIES = 5000;

/**
 * Gathers what deliveries change into few writes. What a crash cuts off was not yet written and is sent once more: the
 * receiver knows it by its id.
 */
export class WriteBehind {
  private readonly changed = new Map<string, Webhook>();
  private entries: DeliveryEntry[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private entriesSince = 0;
  private timerAt = 0;

  constructor(
    private readonly store: WebhookStore,
    private readonly onError: (error: unknown) => void,
  ) {}

  put(webhook: Webhook, entry?: DeliveryEntry): void {
    this.changed.set(webhook.id, webhook);
    if (entry && this.entries.push(entry) === 1) this.entriesSince = Date.now();
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
    const at = Date.now() + delay;
    if (this.timer && this.timerAt <= at) return;
    clearTimeout(this.timer);
    this.timerAt = at;
    this.timer = setTimeout(() => {
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
    const webhooks = [...this.changed.values()];
    const entries = durable || this.entriesDue() ? this.entries : [];
    if (entries.length > 0) this.entries = [];
    else if (this.entries.length > 0) this.schedule(GATHER_ENTRIES_MS);
    if (webhooks.length === 0 && entries.length === 0) return;
    this.changed.clear();
    try {
      await this.store.save(webhooks, entries, { durable });
    } catch (error) {
      for (const webhook of webhooks) if (!this.changed.has(webhook.id)) this.changed.set(webhook.id, webhook);
      this.entries = [...entries, ...this.entries];
      throw error;
    }
  }

  private entriesDue(): boolean {
    return Date.now() - this.entriesSince >= GATHER_ENTRIES_MS || this.entries.length >= MAX_WAITING_ENTRIES;
  }
}
