import { chmodSync } from 'node:fs';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { inTransaction } from '../../event-store/sqlite/in-transaction.js';
import type { DeliveryEntry, Webhook } from '../webhook.js';
import { type EntryPage, MAX_ENTRIES, type SaveOptions, WebhookStore } from '../webhook-store.js';

// What was logged together of one webhook lies in one row, under the webhook's number and its greatest sequence.
const TABLES = `
  CREATE TABLE IF NOT EXISTS webhooks (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS deliveries (id INTEGER PRIMARY KEY, entries TEXT NOT NULL);
`;

/** Sequences of one webhook at most; the number of the webhook stands above them in the key of a row. */
const SEQUENCES = 2 ** 32;

/** Webhooks in a file of their own, beside the log; only its owner may read it, as it holds secrets. */
export class SqliteWebhookStore extends WebhookStore {
  private readonly putWebhook;
  private readonly putEntries;
  private readonly trim;
  private readonly numbers = new Map<string, number>();

  private constructor(private readonly db: DatabaseSyncInstance) {
    super();
    this.putWebhook = db.prepare(
      'INSERT INTO webhooks (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
    );
    this.putEntries = db.prepare('INSERT OR REPLACE INTO deliveries (id, entries) VALUES (?, ?)');
    this.trim = db.prepare('DELETE FROM deliveries WHERE id > ? AND id <= ?');
  }

  static open(file: string): SqliteWebhookStore {
    const db = new DatabaseSync(file, { timeout: 5_000 });
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000; ${TABLES}`);
    if (file !== ':memory:') chmodSync(file, 0o600);
    return new SqliteWebhookStore(db);
  }

  override async all(): Promise<readonly Webhook[]> {
    const rows = this.db.prepare('SELECT body FROM webhooks').all() as { body: string }[];
    const webhooks = rows.map(({ body }) => JSON.parse(body) as Webhook);
    return webhooks.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  }

  override async save(
    webhooks: readonly Webhook[],
    entries: readonly DeliveryEntry[],
    { durable = false }: SaveOptions = {},
  ): Promise<void> {
    if (durable) this.db.exec('PRAGMA synchronous = FULL');
    try {
      inTransaction(this.db, () => {
        for (const webhook of webhooks) this.putWebhook.run(webhook.id, JSON.stringify(webhook));
        for (const [id, logged] of byWebhook(entries)) {
          const first = this.numberOf(id) * SEQUENCES;
          const last = first + logged.at(-1)!.sequence;
          this.putEntries.run(last, JSON.stringify(logged));
          this.trim.run(first, last - MAX_ENTRIES);
        }
      });
    } finally {
      if (durable) this.db.exec('PRAGMA synchronous = NORMAL');
    }
  }

  override async remove(id: string): Promise<void> {
    inTransaction(this.db, () => {
      const first = this.numberOf(id) * SEQUENCES;
      this.trim.run(first, first + SEQUENCES - 1);
      this.db.prepare('DELETE FROM webhooks WHERE id = ?').run(id);
      this.numbers.delete(id);
    });
  }

  override async entries(
    id: string,
    { before = Number.MAX_SAFE_INTEGER, limit }: EntryPage,
  ): Promise<readonly DeliveryEntry[]> {
    const first = this.numberOf(id) * SEQUENCES;
    const select = 'SELECT entries FROM deliveries WHERE id > ? AND id < ? ORDER BY id DESC';
    const rows = this.db.prepare(select).all(first, first + SEQUENCES) as { entries: string }[];
    return rows
      .flatMap(({ entries }) => (JSON.parse(entries) as Omit<DeliveryEntry, 'webhook'>[]).reverse())
      .filter(({ sequence }) => sequence < before)
      .slice(0, limit)
      .map((entry) => ({ ...entry, webhook: id }));
  }

  private numberOf(id: string): number {
    const known = this.numbers.get(id);
    if (known !== undefined) return known;
    const row = this.db.prepare('SELECT number FROM webhooks WHERE id = ?').get(id) as { number: number } | undefined;
    if (!row) throw new Error(`there is no webhook ${id}`);
    this.numbers.set(id, row.number);
    return row.number;
  }

  override async close(): Promise<void> {
    if (this.db.isOpen) this.db.close();
  }
}

function byWebhook(entries: readonly DeliveryEntry[]): Map<string, Omit<DeliveryEntry, 'webhook'>[]> {
  const logged = new Map<string, Omit<DeliveryEntry, 'webhook'>[]>();
  for (const { webhook, ...entry } of entries) {
    const list = logged.get(webhook);
    if (list) list.push(entry);
    else logged.set(webhook, [entry]);
  }
  return logged;
}
