import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import type { ChainedEvent, LogEvent } from '../../events/envelope.js';
import { type FactReading, type Knowledge, readingAsOf } from '../../projections/facts.js';
import type { FactHistory } from '../../projections/history.js';
import type { Sections } from '../../projections/item.js';
import type { AsOf, StateFilters } from '../../projections/market-state.js';
import { PROJECTIONS_VERSION } from '../../projections/version.js';
import { inTransaction } from '../event-store/sqlite/in-transaction.js';
import { isOutage } from '../event-store/sqlite/sqlite-errors.js';
import { Facets } from './timeline/facets.js';
import { FactBlocks } from './timeline/fact-blocks.js';
import type { FactOrder, FactsFilter, FactsPage, Place } from './timeline/facts-filter.js';
import { FactsQuery } from './timeline/facts-query.js';
import { HeadItems } from './timeline/head-items.js';
import { HeadStoring } from './timeline/head-storing.js';
import { IndexWriter } from './timeline/index-writer.js';
import { KeyAnswers } from './timeline/key-answers.js';
import { KeyCache } from './timeline/key-cache.js';
import { KeyIds } from './timeline/key-ids.js';
import { KeyVersions } from './timeline/key-versions.js';
import { type NamesAt, NamesHistory } from './timeline/names-history.js';
import { Postings } from './timeline/postings.js';
import { openFile, SCHEMA_VERSION } from './timeline/schema.js';
import { StateQuery } from './timeline/state-query.js';
import { TermReader } from './timeline/term-reader.js';

/** An event that the rules cannot read: the index stands before it until it is mended or set aside. */
export class PoisonEventError extends Error {
  readonly code = 'poison_event';
  constructor(
    readonly position: number,
    cause: unknown,
  ) {
    super(
      `position ${position} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}; ` +
        `"factline skip ${position}" sets it aside`,
      { cause },
    );
  }
}

/** The tables whose rows follow from the log, with the order of each. */
const TABLE_KEYS = {
  naming: 'position',
  entries: 'fact, position',
  fact_ids: 'hash, fact',
  facets: 'id',
  keys: 'id',
  clusters: 'id',
  readings: 'fact, known_from, pos_from',
  revisions: 'position',
  placements: 'key, role, rank, fact, known_from, pos_from',
  key_groups: 'key, groups',
  postings: 'entity, key',
  note_postings: 'entity, starts, ends, key',
  terms: 'term, fact',
};

/** A position set aside by hand. */
export interface Skipped {
  readonly position: number;
  readonly reason: string;
  readonly at: string;
}

export interface IndexOptions {
  readonly file: string;
  /** How many changes of a key a question reads past the instant it is about, before it tries more. */
  readonly window?: number | undefined;
  /** The most rows of a key that are read and held as a whole. */
  readonly few?: number | undefined;
  /** Positions whose facts lie in one block. A file keeps to the one that it was made with. */
  readonly block?: number | undefined;
}

/**
 * The bitemporal index: every fact under its keys, for the range of knowledge time and of positions in which it stands
 * there, clustered by key. An as-of answer reads the keys that it is about, and folds each.
 */
export class TimelineIndex {
  private readonly versions = new KeyVersions();
  private readonly cache: KeyCache;
  private readonly postings: Postings;
  private readonly names = new NamesHistory();
  private readonly writer: IndexWriter;
  private readonly head: HeadItems;
  private readonly storing: HeadStoring;
  private readonly query: StateQuery;
  private readonly timeline: FactsQuery;
  private readonly blocks: FactBlocks;
  private readonly advance: StatementSyncInstance;
  private readonly skippedAt: Set<number>;
  private applied: number;

  private constructor(
    private readonly db: DatabaseSyncInstance,
    { window, few, block }: Omit<IndexOptions, 'file'>,
  ) {
    const ids = new KeyIds(db);
    this.cache = new KeyCache(db, ids, this.versions, few);
    this.postings = new Postings(db, this.versions);
    this.head = new HeadItems(db, this.versions);
    const facets = new Facets(db);
    this.writer = new IndexWriter(db, this.names, ids, this.cache, this.postings, facets);
    const terms = new TermReader(this.postings, this.cache, new KeyAnswers(this.cache, window));
    this.query = new StateQuery(terms, this.versions, this.names, this.head);
    const [posted, keys] = [new Postings(db, this.versions), new KeyCache(db, ids, this.versions, few)];
    this.storing = new HeadStoring(posted, keys, new KeyAnswers(keys, window), this.names, this.head);
    this.blocks = new FactBlocks(db, block);
    this.timeline = new FactsQuery(db, this.writer.entries, this.blocks, facets, ids);
    this.advance = db.prepare('UPDATE checkpoint SET position = ?, hash = ? WHERE id = 1');
    this.skippedAt = new Set(
      (db.prepare('SELECT position FROM skipped').all() as { position: number }[]).map(({ position }) => position),
    );
    this.applied = (db.prepare('SELECT position FROM checkpoint').get() as { position: number }).position;
    this.loadNames();
  }

  /** Opens the index in a file, which is made where it does not exist. */
  static open({ file, ...sizes }: IndexOptions): TimelineIndex {
    return new TimelineIndex(openFile(file), sizes);
  }

  /** The position up to which the log has been read. */
  get position(): number {
    return this.applied;
  }

  /** The log's chain at that position, as it was when the index read it. */
  get hash(): string {
    return (this.db.prepare('SELECT hash FROM checkpoint').get() as { hash: string }).hash;
  }

  /** Whether the file was made by this layout and these rules. */
  get current(): boolean {
    const row = this.db.prepare('SELECT schema, projections FROM checkpoint').get() as {
      schema: number;
      projections: number;
    };
    return row.schema === SCHEMA_VERSION && row.projections === PROJECTIONS_VERSION;
  }

  /**
   * Takes the next events of the log, in one transaction with the checkpoint.
   * @throws {PoisonEventError} at the first that cannot be read; those before it are kept.
   * @throws {Error} SQLite's, where the file cannot be written: the same events can be given again.
   */
  apply(events: readonly LogEvent[]): void {
    const next = events.filter(({ position }) => position > this.applied);
    if (this.commit(next) === undefined) return;
    // Rows are written together: which event they fail for shows where each comes alone.
    for (const event of next) {
      const failure = this.commit([event]);
      if (failure) throw failure;
    }
  }

  /** Sets a position aside: the index passes over it from now on. What it had read of it stays until a rebuild. */
  skip(position: number, reason: string): void {
    this.db.prepare('INSERT OR REPLACE INTO skipped VALUES (?, ?, ?)').run(position, reason, new Date().toISOString());
    this.skippedAt.add(position);
  }

  /** Takes a position up again; where the index is already past it, a rebuild reads it. */
  unskip(position: number): void {
    this.db.prepare('DELETE FROM skipped WHERE position = ?').run(position);
    this.skippedAt.delete(position);
  }

  skipped(): readonly Skipped[] {
    return this.db.prepare('SELECT position, reason, at FROM skipped ORDER BY position').all() as unknown as Skipped[];
  }

  /** Grows with every naming event. */
  get namesVersion(): number {
    return this.names.version;
  }

  /** Names as of a position. */
  namesAt(position: number): NamesAt {
    return this.names.at(position);
  }

  /** The market state: the same bytes as the plain fold of projections/ gives; the same object while nothing changes. */
  state(asOf: AsOf, filters: StateFilters = {}): Sections {
    return this.query.run(asOf, filters, this.applied);
  }

  /**
   * Stores what stands under entities at an instant and the head, of those of which that is not stored: a question about
   * one then reads one row. For moments in which nothing else is to be done.
   * @param at ms
   * @param budget ms, about
   * @returns whether some are left
   */
  storeHeads(at: number, budget: number): boolean {
    if (this.head.nextMissing(at) === undefined) return false;
    const asOf = { at, knownAt: at, position: this.applied };
    const until = performance.now() + budget;
    try {
      return inTransaction(this.db, () => {
        let goesOn = true;
        while (goesOn && performance.now() < until) goesOn = this.storing.storeNext(asOf);
        return goesOn;
      });
    } catch (error) {
      this.head.forget();
      throw error;
    }
  }

  /** A page of the timeline. */
  facts(filter: FactsFilter, order: FactOrder, limit: number, after?: Place): FactsPage {
    return this.timeline.run(filter, order, limit, this.names.at(filter.position), after);
  }

  /** The instant from which on all instants of knowledge ask the same, as of a position. */
  horizonAt(position: number): number {
    return this.blocks.horizonAt(position);
  }

  /** A fact as of a knowledge time and a position. */
  reading(id: string, knowledge: Knowledge): FactReading | undefined {
    const history = this.fact(id);
    return history && readingAsOf(history, knowledge);
  }

  /** A fact with all its entries. */
  fact(id: string): FactHistory | undefined {
    const position = this.writer.entries.find(id);
    return position === undefined ? undefined : this.writer.entries.read(position);
  }

  /** Every row of the index as text, table by table in the order of its key: what a rebuild is compared by. */
  *rows(): Generator<string> {
    for (const [table, key] of Object.entries(TABLE_KEYS)) {
      const select = this.db.prepare(`SELECT * FROM ${table} ORDER BY ${key}`);
      select.setReturnArrays(true);
      for (const row of select.iterate()) yield `${table} ${JSON.stringify(row)}\n`;
    }
  }

  /** Leaves everything in the one file, durably, so that it may be renamed once it is closed. */
  settle(): void {
    this.db.exec('PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE');
  }

  close(): void {
    this.db.close();
  }

  /** Takes all of the events, or none and tells which of them cannot be read. @throws where the file cannot be written */
  private commit(events: readonly LogEvent[]): PoisonEventError | undefined {
    const last = events.at(-1);
    if (last === undefined) return undefined;
    let position = this.applied;
    try {
      inTransaction(this.db, () => {
        for (const event of events) {
          position = event.position;
          if (!this.skippedAt.has(position)) this.writer.apply(event);
        }
        this.writer.flush();
        this.head.takeAway(this.versions.takeChanged());
        this.blocks.pack(position);
        this.advance.run(position, (last as Partial<ChainedEvent>).hash ?? '');
      });
      this.applied = position;
      return undefined;
    } catch (error) {
      this.forget();
      if (isOutage(error)) throw error;
      return new PoisonEventError(position, error);
    }
  }

  /** Lets go of what is held in memory: a transaction that was rolled back may have left in it what is not so. */
  private forget(): void {
    this.writer.forget();
    this.cache.clear();
    this.postings.clear();
    this.head.forget();
    this.loadNames();
  }

  private loadNames(): void {
    this.names.clear();
    const rows = this.db.prepare('SELECT event FROM naming ORDER BY position').all() as { event: string }[];
    for (const { event } of rows) this.names.apply(JSON.parse(event) as LogEvent);
  }
}
