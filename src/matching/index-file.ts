import { rmSync } from 'node:fs';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { PROJECTIONS_VERSION } from '../../projections/version.js';
import { inTransaction } from '../event-store/sqlite/in-transaction.js';
import type { Matchable } from './event-filter.js';

/** Raised whenever what stands in the file changes; a file of another layout or of other rules is thrown away. */
const LAYOUT = 1;
const VERSION = LAYOUT * 10_000 + PROJECTIONS_VERSION;

const TABLES = `
  CREATE TABLE events (position INTEGER PRIMARY KEY, of_fact INTEGER NOT NULL, body TEXT NOT NULL);
  CREATE TABLE terms (id INTEGER PRIMARY KEY, term TEXT NOT NULL UNIQUE, events INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE postings (term INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (term, position)) WITHOUT ROWID;
  CREATE TABLE applied (one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL, hash TEXT NOT NULL);
  PRAGMA user_version = ${VERSION};
`;

/** Up to where the index has followed the log, with the log's chain there. */
export interface Applied {
  readonly position: number;
  readonly hash: string;
}

type Direction = 'forward' | 'backward';

/** Terms under which an event is found; an event that names no place stands under {@link NO_PLACE}. */
export const typeTerm = (type: string): string => `t:${type}`;
export const entityTerm = (id: string): string => `e:${id}`;
export const placeTerm = (place: string): string => `p:${place}`;
export const NO_PLACE = 'p:';

function termsOf(event: Matchable): Set<string> {
  const terms = new Set(event.types.map(typeTerm));
  for (const reading of event.readings) {
    for (const id of reading.entities) terms.add(entityTerm(id));
    for (const place of reading.places) terms.add(placeTerm(place));
    if (reading.places.length === 0) terms.add(NO_PLACE);
  }
  return terms;
}

/** The file of the match index: for each event what filters judge, and for each term the positions where it stands. */
export class IndexFile {
  private readonly termIds = new Map<string, number>();
  private readonly addEvent;
  private readonly addTerm;
  private readonly addPosting;
  private readonly countTerm;
  private readonly setApplied;
  private readonly findTerm;
  private readonly eventAt;
  private readonly everyEvent;
  private readonly walk: Record<Direction, ReturnType<DatabaseSyncInstance['prepare']>>;
  private readonly seek: Record<Direction, ReturnType<DatabaseSyncInstance['prepare']>>;

  private constructor(private readonly db: DatabaseSyncInstance) {
    this.addEvent = db.prepare('INSERT INTO events (position, of_fact, body) VALUES (?, ?, ?)');
    this.addTerm = db.prepare('INSERT INTO terms (term) VALUES (?) RETURNING id');
    this.addPosting = db.prepare('INSERT INTO postings (term, position) VALUES (?, ?)');
    this.countTerm = db.prepare('UPDATE terms SET events = events + 1 WHERE id = ?');
    this.setApplied = db.prepare('INSERT OR REPLACE INTO applied (one, position, hash) VALUES (1, ?, ?)');
    this.findTerm = db.prepare('SELECT id, events FROM terms WHERE term = ?');
    this.eventAt = db.prepare('SELECT body FROM events WHERE position = ?');
    this.everyEvent = db.prepare(
      'SELECT position, of_fact FROM events WHERE of_fact >= ? AND position > ? AND position <= ? ORDER BY position LIMIT ?',
    );
    const walk = 'SELECT position, body FROM events WHERE of_fact >= ? AND position';
    const seek = 'SELECT position FROM postings WHERE term = ? AND position';
    this.walk = {
      forward: db.prepare(`${walk} > ? AND position <= ? ORDER BY position LIMIT ?`),
      backward: db.prepare(`${walk} > ? AND position <= ? ORDER BY position DESC LIMIT ?`),
    };
    this.seek = {
      forward: db.prepare(`${seek} > ? AND position <= ? ORDER BY position LIMIT ?`),
      backward: db.prepare(`${seek} > ? AND position <= ? ORDER BY position DESC LIMIT ?`),
    };
  }

  /** Opens the index in a file, or in memory (`:memory:`); one of another layout, or damaged, starts anew. */
  static open(file: string): IndexFile {
    try {
      const db = openDatabase(file);
      const layout = (db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
      if (layout === VERSION) return new IndexFile(db);
      db.close();
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
    return IndexFile.anew(file);
  }

  /** Throws away what the file holds. */
  static anew(file: string): IndexFile {
    if (file !== ':memory:') for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
    const db = openDatabase(file);
    db.exec(TABLES);
    return new IndexFile(db);
  }

  get applied(): Applied {
    const row = this.db.prepare('SELECT position, hash FROM applied').get() as Applied | undefined;
    return row ?? { position: 0, hash: '' };
  }

  /** Writes events and how far the log has been followed, all or none. */
  write(events: readonly Matchable[], applied: Applied): void {
    try {
      inTransaction(this.db, () => {
        for (const event of events) this.insert(event);
        this.setApplied.run(applied.position, applied.hash);
      });
    } catch (error) {
      this.termIds.clear();
      throw error;
    }
  }

  event(position: number): Matchable | undefined {
    const row = this.eventAt.get(position) as { body: string } | undefined;
    return row && JSON.parse(row.body);
  }

  /** Events past `after` up to `upTo`, at most `limit`; only those of facts where asked. */
  events(after: number, upTo: number, limit: number, ofFactOnly: boolean, direction: Direction): Matchable[] {
    const rows = this.walk[direction].all(ofFactOnly ? 1 : 0, after, upTo, limit) as { body: string }[];
    return rows.map(({ body }) => JSON.parse(body));
  }

  /** Where events past `after` up to `upTo` stand, at most `limit`; only those of facts where asked. */
  every(after: number, upTo: number, limit: number, ofFactOnly: boolean): { position: number; ofFact: boolean }[] {
    const rows = this.everyEvent.all(ofFactOnly ? 1 : 0, after, upTo, limit) as { position: number; of_fact: number }[];
    return rows.map(({ position, of_fact }) => ({ position, ofFact: of_fact === 1 }));
  }

  /** How many events stand under a term. */
  count(term: string): number {
    return (this.findTerm.get(term) as { events: number } | undefined)?.events ?? 0;
  }

  /** Positions under a term past `after` up to `upTo`, at most `limit`. */
  positions(term: string, after: number, upTo: number, limit: number, direction: Direction): number[] {
    const found = this.findTerm.get(term) as { id: number } | undefined;
    if (!found) return [];
    return (this.seek[direction].all(found.id, after, upTo, limit) as { position: number }[]).map(
      (row) => row.position,
    );
  }

  close(): void {
    if (this.db.isOpen) this.db.close();
  }

  private insert(event: Matchable): void {
    this.addEvent.run(event.position, event.ofFact ? 1 : 0, JSON.stringify(event));
    for (const term of termsOf(event)) {
      const id = this.idOf(term);
      this.addPosting.run(id, event.position);
      this.countTerm.run(id);
    }
  }

  private idOf(term: string): number {
    const known = this.termIds.get(term) ?? (this.findTerm.get(term) as { id: number } | undefined)?.id;
    const id = known ?? (this.addTerm.get(term) as { id: number }).id;
    this.termIds.set(term, id);
    return id;
  }
}

function openDatabase(file: string): DatabaseSyncInstance {
  const db = new DatabaseSync(file, { timeout: 5_000 });
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8192;');
  return db;
}

const isDamage = (error: unknown): boolean =>
  error instanceof Error && /malformed|not a database|no such (table|column)/i.test(error.message);
