import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { EventType } from '../../../events/catalogue.js';
import type { ChainedEvent } from '../../../events/envelope.js';
import { formatInstant } from '../../../events/instant.js';
import { canonical } from '../canonical-json.js';
import { type Head, StoreUnavailableError } from '../event-store.js';
import { GENESIS_HASH, linkHash } from '../hash-chain.js';
import type { LogPlace, ServerRecord } from './db-connection.js';
import { hasLayout, layOut, openLocal } from './local-schema.js';
import { CONTENT, CONTENTS_ERASED, isContent, type LogMetadata, logMetadata, toLogEvent } from './record-format.js';
import { CONTENT_PREFIX, isLogStream } from './streams.js';

interface Row {
  readonly hash: string;
  readonly body: string;
}

interface StreamEnd {
  readonly id: number;
  /** In the log, where every id counts once. */
  readonly revision: number;
  readonly serverRevision: number;
}

/** A stream of the log that the server no longer keeps whole. */
export interface Hole {
  readonly stream: string;
  readonly problem: string;
}

/** Told of each event of the log as it is derived, with the append that wrote it. */
type OnEvent = (append: string, event: ChainedEvent) => void;

/** Streams whose ends are kept in memory. */
const KNOWN_STREAMS = 20_000;

const bytesOf = (hex: string): Buffer => Buffer.from(hex, 'hex');
/** What tells one stream of contents from the others: the hash that its name ends with. */
const keyOf = (contentStream: string): Buffer => bytesOf(contentStream.slice(CONTENT_PREFIX.length));
const toEvent = ({ hash, body }: Row): ChainedEvent => ({ ...JSON.parse(body), hash });
const NOWHERE: StreamEnd = { id: 0, revision: -1, serverRevision: -1 };

/** What a node has derived of the log: positions, chain and contents, in a file that can be thrown away. */
export class LocalLog {
  private db: DatabaseSyncInstance;
  private readonly statements = new Map<string, ReturnType<DatabaseSyncInstance['prepare']>>();
  private end: Head & { readonly millis: number } = { position: 0, hash: GENESIS_HASH, millis: 0 };
  /** Where the last event stands in `$all`, until it is saved. */
  private endPlace: LogPlace | undefined;
  private readonly ends = new Map<string, StreamEnd>();
  private readonly moved = new Set<string>();
  /** Few, and asked for with every content. */
  private readonly erased = new Set<string>();

  /** @throws {StoreUnavailableError} where a file that is only read is of another layout. */
  constructor(file: string, { readOnly = false } = {}) {
    this.db = openLocal(file, readOnly);
    if (hasLayout(this.db)) this.reload();
    else if (readOnly) throw new StoreUnavailableError(`${file} is of another version: start this node once`);
    else this.clear();
  }

  get isOpen(): boolean {
    return this.db.isOpen;
  }

  get head(): Head {
    const { position, hash, recordedAt } = this.end;
    return position === 0 ? { position, hash } : { position, hash, ...(recordedAt && { recordedAt }) };
  }

  /** Forgets everything, to be filled again. */
  clear(): void {
    this.statements.clear();
    layOut(this.db);
    this.reload();
  }

  /** Applies records in the order of `$all`, and keeps how far it came, in one transaction. */
  apply(records: readonly ServerRecord[], upTo: LogPlace, onEvent: OnEvent): void {
    this.run('BEGIN IMMEDIATE');
    try {
      for (const record of records) this.applyOne(record, onEvent);
      this.saveEnds();
      this.savePlaces(upTo);
      this.run('COMMIT');
    } catch (error) {
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
      this.reload();
      throw error;
    }
  }

  /** How far it came in `$all`; undefined at the start. */
  place(): LogPlace | undefined {
    return toPlace(this.get('SELECT commit_at AS c, prepare_at AS p FROM follower'));
  }

  /** The last event of the log, to find out whether the server still holds it. */
  lastEvent(): { readonly id: string; readonly place: LogPlace } | undefined {
    const row = this.get('SELECT id FROM events ORDER BY position DESC LIMIT 1') as { id: string } | undefined;
    const place = toPlace(this.get('SELECT event_commit AS c, event_prepare AS p FROM follower'));
    return row && place && { id: row.id, place };
  }

  stream(name: string): StreamEnd {
    const known = this.ends.get(name);
    if (known) return known;
    const select = 'SELECT id, revision, server_revision AS serverRevision FROM streams WHERE name = ?';
    return (this.get(select, name) as StreamEnd | undefined) ?? NOWHERE;
  }

  streamEvents(name: string, fromRevision: number, limit: number): ChainedEvent[] {
    const select = `SELECT hash, body FROM events WHERE stream = (SELECT id FROM streams WHERE name = ?)
      AND revision >= ? ORDER BY revision LIMIT ?`;
    return (this.all(select, name, fromRevision, limit) as Row[]).map(toEvent);
  }

  /** The events past `after` up to and including `upTo`, as they were written. */
  events(after: number, upTo: number, types?: readonly EventType[]): ChainedEvent[] {
    const select = 'SELECT hash, body FROM events WHERE position > ? AND position <= ?';
    const rows = types
      ? this.all(
          `${select} AND type IN (SELECT value FROM json_each(?)) ORDER BY position`,
          after,
          upTo,
          JSON.stringify(types),
        )
      : this.all(`${select} ORDER BY position`, after, upTo);
    return (rows as Row[]).map(toEvent);
  }

  hashAt(position: number): string | undefined {
    if (position === 0) return GENESIS_HASH;
    return (this.get('SELECT hash FROM events WHERE position = ?', position) as { hash: string } | undefined)?.hash;
  }

  /** Record times never fall, so the greatest position recorded by an instant is found by halving. */
  positionAt(recordedAt: number): number {
    let known = 0;
    let beyond = this.end.position + 1;
    while (beyond - known > 1) {
      const middle = Math.floor((known + beyond) / 2);
      const row = this.get('SELECT recorded_at AS at FROM events WHERE position = ?', middle) as { at: number };
      if (row.at <= recordedAt) known = middle;
      else beyond = middle;
    }
    return known;
  }

  contents(stream: string, hashes: readonly string[]): Map<string, string> {
    const found = new Map<string, string>();
    for (const sha256 of hashes) {
      const select = 'SELECT body FROM contents WHERE stream = ? AND sha256 = ?';
      const row = this.get(select, keyOf(stream), bytesOf(sha256));
      if (row) found.set(sha256, Buffer.from((row as { body: Uint8Array }).body).toString('utf8'));
    }
    return found;
  }

  hasContents(stream: string): boolean {
    return this.get('SELECT 1 FROM contents WHERE stream = ? LIMIT 1', keyOf(stream)) !== undefined;
  }

  isErased(stream: string): boolean {
    return this.erased.has(stream);
  }

  holes(): readonly Hole[] {
    return this.all('SELECT stream, problem FROM holes ORDER BY stream') as Hole[];
  }

  close(): void {
    if (this.db.isOpen) this.db.close();
  }

  private reload(): void {
    this.ends.clear();
    this.moved.clear();
    this.endPlace = undefined;
    this.erased.clear();
    for (const { stream } of this.all('SELECT stream FROM erased') as { stream: string }[]) this.erased.add(stream);
    const row = this.get('SELECT position, hash, recorded_at AS millis FROM events ORDER BY position DESC LIMIT 1') as
      | { position: number; hash: string; millis: number }
      | undefined;
    this.end = row ? { ...row, recordedAt: formatInstant(row.millis) } : { position: 0, hash: GENESIS_HASH, millis: 0 };
  }

  private applyOne(record: ServerRecord, onEvent: OnEvent): void {
    const { streamId, type } = record;
    if (streamId.startsWith(CONTENT_PREFIX)) this.applyContent(record);
    else if (streamId.startsWith('$$')) this.applyStreamMetadata(streamId.slice(2), record.data);
    else if (type === '$streamDeleted') this.addHole(streamId, 'was deleted');
    else {
      const metadata = isLogStream(streamId) ? logMetadata(record) : undefined;
      if (!metadata) return;
      this.applyEvent(record, metadata, onEvent);
    }
  }

  private applyEvent(record: ServerRecord, metadata: LogMetadata, onEvent: OnEvent): void {
    const stream = this.streamToWrite(record.streamId);
    if (record.revision <= stream.serverRevision) return;
    if (record.revision > stream.serverRevision + 1)
      this.addHole(record.streamId, `lacks its revisions ${stream.serverRevision + 1} to ${record.revision - 1}`);
    // A batch that repeats only some ids is written again as a whole: an id counts once in its stream.
    const event = this.insert(record, metadata, stream.id, stream.revision + 1);
    const end = {
      id: stream.id,
      revision: event ? event.revision : stream.revision,
      serverRevision: record.revision,
    };
    this.ends.set(record.streamId, end);
    this.moved.add(record.streamId);
    if (event) onEvent(metadata.append, event);
  }

  /** Writes how far the streams came that the records moved. */
  private saveEnds(): void {
    for (const name of this.moved) {
      const { id, revision, serverRevision } = this.ends.get(name)!;
      this.run('UPDATE streams SET revision = ?, server_revision = ? WHERE id = ?', revision, serverRevision, id);
    }
    this.moved.clear();
    if (this.ends.size > KNOWN_STREAMS) this.ends.clear();
  }

  private savePlaces(upTo: LogPlace): void {
    const { commit, prepare } = this.endPlace ?? {};
    this.run(
      `UPDATE follower SET commit_at = ?, prepare_at = ?,
        event_commit = coalesce(?, event_commit), event_prepare = coalesce(?, event_prepare)`,
      upTo.commit,
      upTo.prepare,
      commit ?? null,
      prepare ?? null,
    );
    this.endPlace = undefined;
  }

  private insert(
    record: ServerRecord,
    metadata: LogMetadata,
    stream: number,
    revision: number,
  ): ChainedEvent | undefined {
    // Two nodes' clocks differ, but record times never fall: all followers raise one alike.
    const millis = Math.max(Date.parse(metadata.recordedAt), this.end.millis);
    const position = this.end.position + 1;
    const recordedAt =
      millis === this.end.millis ? (this.end.recordedAt ?? formatInstant(millis)) : formatInstant(millis);
    const event = toLogEvent(record, metadata, { revision, position, recordedAt });
    const body = canonical(event);
    const hash = linkHash(this.end.hash, body);
    const { changes } = this.run(
      'INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      position,
      stream,
      revision,
      record.type,
      millis,
      record.id,
      hash,
      body,
    );
    if (Number(changes) === 0) return undefined;
    this.end = { position, hash, recordedAt, millis };
    this.endPlace = record.place;
    return { ...event, hash };
  }

  private streamToWrite(name: string): StreamEnd {
    const stream = this.stream(name);
    if (stream.id !== 0) return stream;
    const { lastInsertRowid } = this.run(
      'INSERT INTO streams (name, revision, server_revision) VALUES (?, -1, -1)',
      name,
    );
    return { ...NOWHERE, id: Number(lastInsertRowid) };
  }

  private applyContent({ streamId, type, data }: ServerRecord): void {
    if (type === CONTENTS_ERASED || type === '$streamDeleted') {
      this.run('INSERT OR IGNORE INTO erased VALUES (?)', streamId);
      this.run('DELETE FROM contents WHERE stream = ?', keyOf(streamId));
      this.erased.add(streamId);
    } else if (type === CONTENT && isContent(data) && !this.isErased(streamId)) {
      const { sha256, body } = data;
      const insert = 'INSERT OR IGNORE INTO contents VALUES (?, ?, ?)';
      this.run(insert, keyOf(streamId), bytesOf(sha256), Buffer.from(body, 'utf8'));
    }
  }

  private applyStreamMetadata(stream: string, data: unknown): void {
    this.run('DELETE FROM holes WHERE stream = ? AND problem LIKE ?', stream, 'keeps only%');
    const told = data as Readonly<Record<string, unknown>> | undefined;
    const limits: Record<string, string> = { $maxAge: 'seconds', $maxCount: 'events', $tb: 'as first revision' };
    for (const [name, unit] of Object.entries(limits))
      if (told?.[name] !== undefined) this.addHole(stream, `keeps only what ${name} leaves: ${told[name]} ${unit}`);
  }

  private addHole(stream: string, problem: string): void {
    this.run('INSERT OR IGNORE INTO holes VALUES (?, ?)', stream, problem);
  }

  private prepare(sql: string) {
    const known = this.statements.get(sql);
    if (known) return known;
    const statement = this.db.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  }

  private get(sql: string, ...values: (string | number | Uint8Array)[]): unknown {
    return this.prepare(sql).get(...values);
  }

  private all(sql: string, ...values: (string | number)[]): unknown[] {
    return this.prepare(sql).all(...values) as unknown[];
  }

  private run(sql: string, ...values: (string | number | Uint8Array | null)[]) {
    return this.prepare(sql).run(...values);
  }
}

function toPlace(row: unknown): LogPlace | undefined {
  const { c, p } = (row ?? {}) as { c?: number | null; p?: number | null };
  return typeof c === 'number' && typeof p === 'number' ? { commit: c, prepare: p } : undefined;
}
