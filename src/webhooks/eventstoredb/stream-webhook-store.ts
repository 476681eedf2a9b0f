import { randomUUID } from 'node:crypto';
import { StoreUnavailableError } from '../../event-store/event-store.js';
import type { DbConnection } from '../../event-store/eventstoredb/db-connection.js';
import { toPortError, typeOf } from '../../event-store/eventstoredb/db-errors.js';
import type { DeliveryEntry, Webhook } from '../webhook.js';
import { type EntryPage, MAX_ENTRIES, WebhookStore } from '../webhook-store.js';

const REGISTRY = 'webhook-registry';
const stateStream = (id: string): string => `webhook-state-${id}`;

/** A webhook as it was saved, with what its log gained by then. */
interface Saved {
  readonly webhook: Webhook;
  readonly entries: readonly DeliveryEntry[];
}

/**
 * Webhooks in streams, so that they outlive any node: a registry of them all, and for each one a stream of its states
 * with the entries of its log. Every save expects the revision of the one before, so that a node that has lost the lease
 * cannot write over what its successor wrote.
 */
export class StreamWebhookStore extends WebhookStore {
  private readonly revisions = new Map<string, number>();

  constructor(private readonly connection: DbConnection) {
    super();
  }

  override async all(): Promise<readonly Webhook[]> {
    const ids = new Set<string>();
    return this.withPortErrors(async () => {
      for await (const { type, data } of this.connection.read(REGISTRY)) {
        const { id } = data as { id: string };
        if (type === 'WebhookAdded') ids.add(id);
        else ids.delete(id);
      }
      this.revisions.clear();
      const found = await Promise.all([...ids].map((id) => this.load(id)));
      return found.filter((webhook) => webhook !== undefined).sort((a, b) => a.createdAt - b.createdAt);
    });
  }

  override async save(webhooks: readonly Webhook[], entries: readonly DeliveryEntry[]): Promise<void> {
    await this.withPortErrors(async () => {
      for (const webhook of webhooks)
        await this.saveOne({ webhook, entries: entries.filter((entry) => entry.webhook === webhook.id) });
    });
  }

  override async remove(id: string): Promise<void> {
    await this.withPortErrors(async () => {
      await this.register('WebhookRemoved', id);
      await this.connection.tombstone(stateStream(id));
      this.revisions.delete(id);
    });
  }

  override async entries(
    id: string,
    { before = Number.MAX_SAFE_INTEGER, limit }: EntryPage,
  ): Promise<readonly DeliveryEntry[]> {
    return this.withPortErrors(async () => {
      const saved = await this.connection.newest(stateStream(id), MAX_ENTRIES);
      const found = saved.flatMap(({ data }) => [...(data as Saved).entries].sort((a, b) => b.sequence - a.sequence));
      return found.filter(({ sequence }) => sequence < before).slice(0, limit);
    });
  }

  /** The connection belongs to the log. */
  override async close(): Promise<void> {}

  private async load(id: string): Promise<Webhook | undefined> {
    const last = await this.connection.last(stateStream(id));
    if (!last) return undefined;
    this.revisions.set(id, last.revision);
    return (last.data as Saved).webhook;
  }

  private async saveOne(saved: Saved): Promise<void> {
    const { id } = saved.webhook;
    const expected = this.revisions.get(id) ?? -1;
    if (expected < 0) {
      await this.register('WebhookAdded', id);
      await this.connection.keepNewest(stateStream(id), MAX_ENTRIES);
    }
    const record = { id: randomUUID(), type: 'WebhookSaved', data: { ...saved } };
    try {
      this.revisions.set(id, await this.connection.append(stateStream(id), expected, [record]));
    } catch (error) {
      if (typeOf(error) !== 'wrong-expected-version') throw error;
      throw new StoreUnavailableError(`webhook ${id} was written by another node: it delivers now`);
    }
  }

  private async register(type: 'WebhookAdded' | 'WebhookRemoved', id: string): Promise<void> {
    await this.connection.append(REGISTRY, undefined, [{ id: randomUUID(), type, data: { id } }]);
  }

  private async withPortErrors<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toPortError(error);
    }
  }
}
