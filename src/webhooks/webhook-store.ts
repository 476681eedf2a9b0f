import type { DeliveryEntry, Webhook } from './webhook.js';

/** Entries that the log of deliveries keeps of one webhook; older ones give way. */
export const MAX_ENTRIES = 1000;

export interface SaveOptions {
  /** Resolves only when the write survives a power cut; otherwise it survives the end of the process. */
  readonly durable?: boolean;
}

export interface EntryPage {
  /** Entries with a smaller sequence than this. */
  readonly before?: number;
  readonly limit: number;
}

/** Where webhooks, their cursors and secrets, and the log of their deliveries outlive the process. */
export abstract class WebhookStore {
  abstract all(): Promise<readonly Webhook[]>;

  /** Writes webhooks as they now are and entries of their logs, all or none. */
  abstract save(webhooks: readonly Webhook[], entries: readonly DeliveryEntry[], options?: SaveOptions): Promise<void>;

  /** Removes a webhook with its log. */
  abstract remove(id: string): Promise<void>;

  /** The log of a webhook, newest first. */
  abstract entries(id: string, page: EntryPage): Promise<readonly DeliveryEntry[]>;

  abstract close(): Promise<void>;
}
