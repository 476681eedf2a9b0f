import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { type DataOf, isFactType } from '../../../events/catalogue.js';
import type { FactEvent, LogEvent } from '../../../events/envelope.js';
import { type Entry, entry, type FactHistory } from '../../../projections/history.js';

const HASH_DIGITS = 13;
/** Facts kept in memory at most, and the most entries of one that is kept. */
const CAPACITY = 5000;
const MOST_ENTRIES = 20;

/** 52 bits of a fact's id; ids that share them are told apart by the entry itself. */
const hashOf = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(-HASH_DIGITS), 16);

/** An event of a fact as an entry of it. */
export function entryOf(event: LogEvent): Entry {
  if (isFactType(event.type)) return entry(event, event.data);
  return entry(event, event.type === 'FactCorrected' ? (event.data as DataOf<'FactCorrected'>).data : undefined);
}

/** The entries of facts, by the position of the first. */
export class FactEntries {
  private readonly recent = new Map<number, FactHistory>();
  private readonly insert: StatementSyncInstance;
  private readonly insertId: StatementSyncInstance;
  private readonly select: StatementSyncInstance;
  private readonly selectIds: StatementSyncInstance;

  constructor(db: DatabaseSyncInstance) {
    this.insert = db.prepare('INSERT INTO entries (fact, position, event) VALUES (?, ?, ?)');
    this.insertId = db.prepare('INSERT INTO fact_ids (hash, fact) VALUES (?, ?)');
    this.select = db.prepare('SELECT event FROM entries WHERE fact = ? ORDER BY position');
    this.selectIds = db.prepare('SELECT fact FROM fact_ids WHERE hash = ?');
  }

  /** The position of the first entry of a fact. */
  find(id: string): number | undefined {
    for (const { fact } of this.selectIds.all(hashOf(id)) as { fact: number }[])
      if (this.read(fact)?.id === id) return fact;
    return undefined;
  }

  read(fact: number): FactHistory | undefined {
    const known = this.recent.get(fact);
    if (known) return known;
    const read = this.load(fact);
    if (read === undefined || read.entries.length > MOST_ENTRIES) return read;
    if (this.recent.size >= CAPACITY) this.forget();
    this.recent.set(fact, read);
    return read;
  }

  /** Lets go of what is kept in memory: a transaction that was rolled back may have left in it what is not so. */
  forget(): void {
    this.recent.clear();
  }

  open(event: FactEvent): void {
    this.insertId.run(hashOf(event.id), event.position);
    this.add(event.position, event);
  }

  add(fact: number, event: LogEvent): void {
    this.recent.delete(fact);
    this.insert.run(fact, event.position, JSON.stringify(event));
  }

  private load(fact: number): FactHistory | undefined {
    const rows = this.select.all(fact) as { event: string }[];
    const events = rows.map(({ event }) => JSON.parse(event) as LogEvent);
    const [first] = events;
    return first && { id: first.id, first: first as FactEvent, entries: events.map(entryOf) };
  }
}
