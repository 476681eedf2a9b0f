import { join } from 'node:path';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { type DataOf, isFactType } from '../../events/catalogue.js';
import type { LogEvent } from '../../events/envelope.js';
import type { EventStore } from '../event-store/event-store.js';
import { articleStream } from '../facts/fact-events.js';
import { invalidField } from '../problem.js';

/** Events indexed in one transaction. */
const BATCH = 500;

const TABLES = `
  CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(text, content='', contentless_delete=1,
    tokenize='unicode61 remove_diacritics 2');
  CREATE TABLE IF NOT EXISTS entries (position INTEGER PRIMARY KEY, fact TEXT NOT NULL, stream TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS entries_by_fact ON entries (fact);
  CREATE INDEX IF NOT EXISTS entries_by_stream ON entries (stream);
  CREATE TABLE IF NOT EXISTS checkpoint (id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO checkpoint VALUES (1, 0);
`;

/**
 * Full text over quotes, titles and payloads, an entry of a fact at a time, so that a later correction changes no
 * earlier answer. It follows the log by itself, and catches up before it answers.
 */
@Injectable()
export class SearchIndex implements OnApplicationShutdown {
  private readonly db: DatabaseSyncInstance;
  private catchingUp: Promise<void> | undefined;

  constructor(
    private readonly store: EventStore,
    dataDir: string,
  ) {
    this.db = new DatabaseSync(join(dataDir, 'search.db'));
    this.db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${TABLES}`);
  }

  /** The positions of the entries whose words match all terms of a query; `"quoted"` words stand together. */
  async entries(query: string, position: number): Promise<number[]> {
    const match = matchOf(query);
    while (this.position < position) {
      this.catchingUp ??= this.catchUp().finally(() => {
        this.catchingUp = undefined;
      });
      await this.catchingUp;
    }
    const rows = this.db.prepare('SELECT rowid FROM words WHERE words MATCH ? AND rowid <= ?').all(match, position);
    return (rows as { rowid: number }[]).map(({ rowid }) => rowid);
  }

  onApplicationShutdown(): void {
    this.db.close();
  }

  private get position(): number {
    return (this.db.prepare('SELECT position FROM checkpoint').get() as { position: number }).position;
  }

  private async catchUp(): Promise<void> {
    let batch: { event: LogEvent; text: string | undefined }[] = [];
    for await (const event of this.store.readAll(this.position)) {
      batch.push({ event, text: await this.textOf(event) });
      if (batch.length < BATCH) continue;
      this.write(batch);
      batch = [];
    }
    this.write(batch);
  }

  private write(batch: readonly { event: LogEvent; text: string | undefined }[]): void {
    const last = batch.at(-1);
    if (last === undefined) return;
    const word = this.db.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)');
    const entry = this.db.prepare('INSERT INTO entries VALUES (?, ?, ?)');
    this.db.exec('BEGIN IMMEDIATE');
    try {
      for (const { event, text } of batch) {
        if (event.type === 'ArticleErased') this.erase((event.data as DataOf<'ArticleErased'>).articleId);
        if (text === undefined) continue;
        word.run(event.position, text);
        entry.run(event.position, factOf(event) ?? '', event.streamId);
      }
      this.db.prepare('UPDATE checkpoint SET position = ?').run(last.event.position);
      this.db.exec('COMMIT');
    } catch (error) {
      this.db.exec('ROLLBACK');
      throw error;
    }
  }

  private erase(articleId: string): void {
    const stream = articleStream(articleId);
    this.db.prepare('DELETE FROM words WHERE rowid IN (SELECT position FROM entries WHERE stream = ?)').run(stream);
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

const factOf = (event: LogEvent): string | undefined =>
  event.type === 'FactCorrected' ? (event.data as DataOf<'FactCorrected'>).factId : event.id;

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
