import { chmodSync } from 'node:fs';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import type { DeliveryEntry, Webhook } from '../webhook.js';
import { type EntryPage, MAX_ENTRIES, type SaveOptions, WebhookStore } from '../webhook-store.js';

// What was logged together of one webhook lies in one row, under its greatest sequence.
const TABLES = `
  CREATE TABLE IF NOT EXISTS webhooks (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS deliveries (
    webhook TEXT NOT NULL,
    last INTEGER NOT NULL,
    entries TEXT NOT NULL,
    PRIMARY KEY (webhook, last)
  ) WITHOUT ROWID;
`;

/** Webhooks in a file of their own, beside the log; only its owner may read it, as it holds secrets. */
export class SqliteWebhookStore extends WebhookStore {
  private readonly putWebhook;
  private readonly putEntries;
  private readonly trim;

  private constructor(private readonly db: DatabaseSyncInstance) {
    super();
    this.putWebhook = db.prepare('INSERT OR REPLACE INTO webhooks (id, body) VALUES (?, ?)');
    this.putEntries = db.prepare('INSERT OR REPLACE INTO deliveries (webhook, last, entries) VALUES (?, ?, ?)');
    this.trim = db.prepare('DELETE FROM deliveries WHERE webhook = ? AND last <= ?');
  }

  static open(file: string): SqliteWebhookStore {
    const db = new DatabaseSync(file, { timeout: 5_000 });
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${TABLES}`);
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
    this.db.exec('BEGIN IMMEDIATE');
    try {
      for (const webhook of webhooks) this.putWebhook.run(webhook.id, JSON.stringify(webhook));
      for (const [id, logged] of byWebhook(entries)) {
        const last = logged.at(-1)!.sequence;
        this.putEntries.run(id, last, JSON.stringify(logged));
        this.trim.run(id, last - MAX_ENTRIES);
      }
      this.db.exec('COMMIT');
    } finally {
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
      if (durable) this.db.exec('PRAGMA synchronous = NORMAL');
    }
  }

  override async remove(id: string): Promise<void> {
    this.db.exec('BEGIN IMMEDIATE');
    try {
      this.db.prepare('DELETE FROM webhooks WHERE id = ?').run(id);
      this.db.prepare('DELETE FROM deliveries WHERE webhook = ?').run(id);
      this.db.exec('COMMIT');
    } finally {
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
    }
  }

  override async entries(
    id: string,
    { before = Number.MAX_SAFE_INTEGER, limit }: EntryPage,
  ): Promise<readonly DeliveryEntry[]> {
    const select = 'SELECT entries FROM deliveries WHERE webhook = ? ORDER BY last DESC';
    const rows = this.db.prepare(select).all(id) as { entries: string }[];
    return rows
      .flatMap(({ entries }) => (JSON.parse(entries) as DeliveryEntry[]).reverse())
      .filter(({ sequence }) => sequence < before)
      .slice(0, limit);
  }

  override async close(): Promise<void> {
    if (this.db.isOpen) this.db.close();
  }
}

function byWebhook(entries: readonly DeliveryEntry[]): Map<string, DeliveryEntry[]> {
  const logged = new Map<string, DeliveryEntry[]>();
  for (const entry of entries) {
    const list = logged.get(entry.webhook);
    if (list) list.push(entry);
    else logged.set(entry.webhook, [entry]);
  }
  return logged;
}
