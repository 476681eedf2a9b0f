import { hash } from 'node:crypto';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Content } from '../event-store.js';

/** A content as it is stored. UTF-8 bytes, not text: SQLite ends a text at a NUL. */
export function contentBytes({ sha256, body }: Content): { sha256: string; bytes: Uint8Array } {
  const bytes = Buffer.from(body, 'utf8');
  if (hash('sha256', bytes, 'hex') !== sha256) throw new TypeError(`content ${sha256} has another SHA-256`);
  return { sha256, bytes };
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The contents table: words by stream and hash, apart from the log. */
export class Contents {
  readonly #insert;
  readonly #select;
  readonly #erase;

  constructor(private readonly db: DatabaseSyncInstance) {
    this.#insert = db.prepare('INSERT OR IGNORE INTO contents (stream, sha256, body) VALUES (?, ?, ?)');
    this.#select = db.prepare(
      `SELECT body FROM contents WHERE stream = (SELECT id FROM streams WHERE name = ?) AND sha256 = ? AND erased = 0`,
    );
    // Of the same length as before, so SQLite overwrites each row where it lies and leaves no copy in a moved page.
    this.#erase = db.prepare(
      `UPDATE contents SET erased = 1, body = zeroblob(length(body))
       WHERE stream = (SELECT id FROM streams WHERE name = ?) AND erased = 0`,
    );
  }

  insert(stream: number, sha256: string, bytes: Uint8Array): void {
    this.#insert.run(stream, sha256, bytes);
  }

  read(streamId: string, hashes: readonly string[]): Map<string, string> {
    const found = new Map<string, string>();
    for (const sha256 of hashes) {
      const row = this.#select.get(streamId, sha256) as { body: Uint8Array } | undefined;
      if (row) found.set(sha256, decoder.decode(row.body));
    }
    return found;
  }

  /** Overwrites the words of a stream in the file, and empties the write-ahead log of them. */
  erase(streamId: string): void {
    this.#erase.run(streamId);
    this.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }
}
