import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { LRUCache } from 'lru-cache';
import { upTo } from '../../../projections/order.js';
import type { NumberedKey } from './key-ids.js';
import type { KeyVersions } from './key-versions.js';
import { PendingRows } from './pending-rows.js';
import { readInstant, storedInstant } from './schema.js';

/** Entries held in memory at most, over all entities. */
const CAPACITY = 100_000;
/** Keys known to be posted that are held in memory at most. */
const KNOWN = 50_000;

const DAY = 86_400_000;
/** Notes lie in classes by the length of their listing, ms at most, so that those around an instant are found together. */
const LENGTHS = [32 * DAY, 128 * DAY, 512 * DAY, 2048 * DAY, Infinity];

interface Note extends NumberedKey {
  readonly starts: number;
  /** Exclusive. */
  readonly ends: number;
}

/** What is posted under one entity. */
class Posted {
  readonly keys: NumberedKey[];
  /** By class of length, each in the order of its starts. */
  private readonly notes: Note[][] = LENGTHS.map(() => []);
  size: number;

  constructor(keys: NumberedKey[], notes: readonly Note[]) {
    this.keys = keys;
    this.size = 1 + keys.length + notes.length;
    for (const note of notes) this.classOf(note).push(note);
    for (const each of this.notes) each.sort((a, b) => a.starts - b.starts);
  }

  addNote(note: Note): void {
    const notes = this.classOf(note);
    notes.splice(
      upTo(notes, note.starts, ({ starts }) => starts),
      0,
      note,
    );
  }

  /** The keys of notes that can be listed at an instant, those that lie together one after the other. */
  notesAt(at: number): NumberedKey[] {
    const listed = this.notes.flatMap((notes, i) => {
      const first = upTo(notes, at - (LENGTHS[i] as number) - 1, ({ starts }) => starts);
      const found: NumberedKey[] = [];
      for (let j = first; j < notes.length; j++) {
        const note = notes[j] as Note;
        if (note.starts > at) break;
        if (at < note.ends) found.push(note);
      }
      return found;
    });
    return listed.sort((a, b) => a.id - b.id);
  }

  /** The next instant from which a note can be listed that cannot be at another; Infinity where there is none. */
  nextNote(at: number): number {
    const next = this.notes.map((notes) => notes[upTo(notes, at, ({ starts }) => starts)]?.starts ?? Infinity);
    return Math.min(...next);
  }

  private classOf({ starts, ends }: Note): Note[] {
    return this.notes[LENGTHS.findIndex((most) => ends - starts <= most)] as Note[];
  }
}

/** The keys under every entity that their facts name or are part of, and all keys under ''. */
export class Postings {
  private readonly byEntity = new LRUCache<string, Posted>({
    maxSize: CAPACITY,
    // What is larger than all together is held alone, not read anew for every question.
    sizeCalculation: ({ size }) => Math.min(size, CAPACITY),
  });
  private readonly known = new Set<string>();
  /** The keys of what waits to be written. */
  private readonly addedKeys = new Map<number, NumberedKey>();
  private readonly pendingKeys: PendingRows;
  private readonly pendingNotes: PendingRows;
  private readonly selectKeys: StatementSyncInstance;
  private readonly selectNotes: StatementSyncInstance;

  constructor(
    db: DatabaseSyncInstance,
    private readonly versions: KeyVersions,
  ) {
    this.pendingKeys = new PendingRows(db.prepare('INSERT OR IGNORE INTO postings (entity, key) VALUES (?, ?)'));
    this.pendingNotes = new PendingRows(
      db.prepare('INSERT OR IGNORE INTO note_postings (entity, starts, ends, key) VALUES (?, ?, ?, ?)'),
    );
    // One text for all: rows of their own cost more than what they hold.
    this.selectKeys = db.prepare(
      `SELECT group_concat(keys.id), group_concat(keys.key, char(10))
       FROM postings CROSS JOIN keys ON keys.id = postings.key WHERE entity = ?`,
    );
    this.selectNotes = db.prepare(
      `SELECT group_concat(keys.id), group_concat(keys.key, char(10)), group_concat(starts), group_concat(ends)
       FROM note_postings CROSS JOIN keys ON keys.id = note_postings.key WHERE entity = ?`,
    );
    for (const select of [this.selectKeys, this.selectNotes]) select.setReturnArrays(true);
  }

  /** The keys of items that facts about an entity ever fed; those of the same cluster one after the other. */
  keysOf(entity: string): readonly NumberedKey[] {
    return this.posted(entity).keys;
  }

  /** The keys of notes about an entity that can be listed at an instant (ms). */
  notesOf(entity: string, at: number): readonly NumberedKey[] {
    return this.posted(entity).notesAt(at);
  }

  /** The next instant after another from which a note about an entity can be listed; Infinity where there is none. */
  nextNote(entity: string, at: number): number {
    return this.posted(entity).nextNote(at);
  }

  /** Adds to a stamp how what is posted under an entity stands now. */
  stamp(entity: string, onto: number[]): void {
    this.versions.stamp(postedUnder(entity), onto);
  }

  addKey(entity: string, key: NumberedKey): void {
    const pair = `${entity}\n${key.id}`;
    if (this.known.has(pair)) return;
    if (this.known.size >= KNOWN) this.known.clear();
    this.known.add(pair);
    this.pendingKeys.set(pair, [entity, key.id]);
    this.addedKeys.set(key.id, key);
  }

  addNote(entity: string, { starts, ends, ...key }: Note): void {
    this.pendingNotes.set(`${entity}\n${starts}\n${ends}\n${key.id}`, [
      entity,
      storedInstant(starts),
      storedInstant(ends),
      key.id,
    ]);
    this.addedKeys.set(key.id, key);
  }

  /** Writes what was added. */
  flush(): void {
    this.pendingKeys.flush(([entity, id], isNew) => {
      const key = this.addedKeys.get(id as number) as NumberedKey;
      if (isNew) this.grow(entity as string, (posted) => posted.keys.push(key));
    });
    this.pendingNotes.flush(([entity, starts, ends, id], isNew) => {
      const note = {
        ...(this.addedKeys.get(id as number) as NumberedKey),
        starts: readInstant(starts as number),
        ends: readInstant(ends as number),
      };
      if (isNew) this.grow(entity as string, (posted) => posted.addNote(note));
    });
    this.addedKeys.clear();
  }

  /** Lets go of what is held in memory. */
  clear(): void {
    this.byEntity.clear();
    this.known.clear();
    this.pendingKeys.clear();
    this.pendingNotes.clear();
    this.addedKeys.clear();
  }

  private posted(entity: string): Posted {
    const known = this.byEntity.get(entity);
    if (known) return known;
    const posted = new Posted(this.readKeys(entity), this.readNotes(entity));
    this.byEntity.set(entity, posted);
    return posted;
  }

  private readKeys(entity: string): NumberedKey[] {
    const [ids, keys] = this.selectKeys.get(entity) as unknown as (string | null)[];
    const names = keys?.split('\n') ?? [];
    return numbersIn(ids).map((id, i) => ({ id, key: names[i] as string }));
  }

  private readNotes(entity: string): Note[] {
    const [ids, keys, starts, ends] = this.selectNotes.get(entity) as unknown as (string | null)[];
    const names = keys?.split('\n') ?? [];
    const [from, to] = [numbersIn(starts), numbersIn(ends)];
    return numbersIn(ids).map((id, i) => ({
      id,
      key: names[i] as string,
      starts: readInstant(from[i] as number),
      ends: readInstant(to[i] as number),
    }));
  }

  private grow(entity: string, add: (posted: Posted) => void): void {
    this.versions.changed(postedUnder(entity));
    const posted = this.byEntity.get(entity);
    if (posted === undefined) return;
    add(posted);
    posted.size++;
    // Put in anew, or it would weigh what it did.
    this.byEntity.delete(entity);
    this.byEntity.set(entity, posted);
  }
}

/** No key begins so. */
const postedUnder = (entity: string): string => `@${entity}`;

const numbersIn = (text: string | null | undefined): number[] => JSON.parse(`[${text ?? ''}]`) as number[];
