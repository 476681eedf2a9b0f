import { join } from 'node:path';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';
import { type DataOf, isFactType } from '../../events/catalogue.js';
import type { LogEvent } from '../../events/envelope.js';
import type { EventStore } from '../event-store/event-store.js';
import { followInBatches } from '../event-store/in-batches.js';
import { inTransaction } from '../event-store/sqlite/in-transaction.js';
import { articleStream } from '../facts/fact-events.js';
import { invalidField, unavailable } from '../problem.js';

/** Events indexed in one transaction. */
const BATCH = 500;
/** How long a question waits for words that the log holds and this node has not read, ms. */
const PATIENCE_MS = 5000;
/** Pause before the log is followed again after it could not be read, ms. */
const RETRY_MS = 500;

const TABLES = `
  CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(text, content='', contentless_delete=1,
    tokenize='unicode61 remove_diacritics 2');
  CREATE TABLE IF NOT EXISTS entries (position INTEGER PRIMARY KEY, fact TEXT NOT NULL, stream TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS entries_by_fact ON entries (fact);
  CREATE INDEX IF NOT EXISTS entries_by_stream ON entries (stream);
  CREATE TABLE IF NOT EXISTS checkpoint (id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO checkpoint VALUES (1, 0);
`;

/** The words of the entry at a position, which its fact may have had before. */
interface Worded {
  readonly position: number;
  readonly streamId: string;
  readonly fact: string;
  readonly text: string;
}

/**
 * Full text over quotes, titles and payloads, an entry of a fact at a time, so that a later correction changes no
 * earlier answer. It follows the log by itself.
 */
@Injectable()
export class SearchIndex implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('SearchIndex');
  private readonly db: DatabaseSyncInstance;
  private readonly match: StatementSyncInstance;
  private readonly stopping = new AbortController();
  private following: Promise<void> = Promise.resolve();
  private readUpTo: number;
  private waiting: (() => void)[] = [];

  constructor(
    private readonly store: EventStore,
    dataDir: string,
  ) {
    this.db = new DatabaseSync(join(dataDir, 'search.db'));
    this.db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${TABLES}`);
    this.match = this.db.prepare('SELECT rowid FROM words WHERE words MATCH ? AND rowid <= ?');
    this.match.setReturnArrays(true);
    this.readUpTo = (this.db.prepare('SELECT position FROM checkpoint').get() as { position: number }).position;
  }

  onApplicationBootstrap(): void {
    this.following = this.follow();
  }

  /**
   * The positions of the entries whose words match all terms of a query; `"quoted"` words stand together.
   * @throws {Problem} 422 where it holds no word, 503 where this node takes too long to read the log up to its head.
   */
  async entries(query: string, position: number): Promise<number[]> {
    const match = matchOf(query);
    // Up to the head, not the position: an erasure since then has taken words out.
    await this.reach((await this.store.head()).position);
    return (this.match.all(match, position) as unknown as [number][]).map(([entry]) => entry);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.following;
    this.db.close();
  }

  private async reach(position: number): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (this.readUpTo < position) {
      const left = deadline - Date.now();
      if (left <= 0) throw unavailable(`this node has read words up to position ${this.readUpTo} of ${position}`, 1);
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
        timer = setTimeout(resolve, left);
      });
      clearTimeout(timer);
    }
  }

  private async follow(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        for await (const events of followInBatches(this.store, this.readUpTo, BATCH, signal)) {
          const worded = await Promise.all(events.map((event) => this.worded(event)));
          this.write(worded.flat(), events.at(-1)?.position ?? this.readUpTo);
          for (const wake of this.waiting.splice(0)) wake();
        }
      } catch (error) {
        if (signal.aborted) return;
        this.logger.warn(`the log cannot be followed, trying again: ${error instanceof Error ? error.message : error}`);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  private write(batch: readonly Worded[], upTo: number): void {
    const forget = this.db.prepare('DELETE FROM words WHERE rowid = ?');
    const word = this.db.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)');
    const entry = this.db.prepare('INSERT OR IGNORE INTO entries VALUES (?, ?, ?)');
    inTransaction(this.db, () => {
      for (const { position, streamId, fact, text } of batch) {
        if (entry.run(position, fact, streamId).changes === 0) forget.run(position);
        word.run(position, text);
      }
      this.db.prepare('UPDATE checkpoint SET position = ?').run(upTo);
    });
    this.readUpTo = upTo;
  }

  /** What an event brings to be found by: its own words, or of an article that is erased the payloads alone. */
  private async worded(event: LogEvent): Promise<Worded[]> {
    if (event.type === 'ArticleErased') return this.withoutWords((event.data as DataOf<'ArticleErased'>).articleId);
    const text = await this.textOf(event);
    return text === undefined ? [] : [entryOf(event, text)];
  }

  private async withoutWords(articleId: string): Promise<Worded[]> {
    const left: Worded[] = [];
    for await (const event of this.store.readStream(articleStream(articleId))) {
      if (isFactType(event.type)) left.push(entryOf(event, payloadText(event.data)));
      else if (event.type === 'FactCorrected')
        left.push(entryOf(event, payloadText((event.data as DataOf<'FactCorrected'>).data)));
    }
    return left;
  }

  /** The words of a reading: its payload's, and the quote and title of its fact. */
  private async textOf(event: LogEvent): Promise<string | undefined> {
    if (isFactType(event.type)) return `${payloadText(event.data)}\n${await this.wordsOf(event)}`;
    if (event.type !== 'FactCorrected') return undefined;
    const { factId, data } = event.data as DataOf<'FactCorrected'>;
    for await (const first of this.store.readStream(event.streamId))
      if (first.id === factId) return `${payloadText(data)}\n${await this.wordsOf(first)}`;
    return payloadText(data);
  }

  private async wordsOf({ streamId, meta }: LogEvent): Promise<string> {
    const title = meta.article?.id === undefined ? meta.article?.titleSha256 : await this.titleOf(streamId);
    const hashes = [title, meta.evidence?.sha256].filter((hash) => hash !== undefined);
    const words = await this.store.contents(streamId, hashes);
    return [...words.values()].join('\n');
  }

  private async titleOf(streamId: string): Promise<string | undefined> {
    for await (const event of this.store.readStream(streamId))
      return event.type === 'ArticleCaptured' ? (event.data as DataOf<'ArticleCaptured'>).sha256.title : undefined;
    return undefined;
  }
}

function entryOf({ position, streamId, type, id, data }: LogEvent, text: string): Worded {
  const fact = type === 'FactCorrected' ? (data as DataOf<'FactCorrected'>).factId : id;
  return { position, streamId, fact, text };
}

const payloadText = (data: object): string =>
  Object.values(data)
    .flat()
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .join(' ');

/** A query as FTS5 takes it: every word must be there, none of its syntax is let through. */
function matchOf(query: string): string {
  const terms = [...query.matchAll(/"([^"]+)"|(\S+)/g)].map(([, phrase, word]) =>
    (phrase ?? word ?? '').replaceAll('"', ' '),
  );
  const words = terms.filter((term) => /[\p{L}\p{N}]/u.test(term)).map((term) => `"${term}"`);
  if (words.length === 0) throw invalidField('q', 'holds no word to look for');
  return words.join(' AND ');
}
