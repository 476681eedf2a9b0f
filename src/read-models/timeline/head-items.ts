import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { LRUCache } from 'lru-cache';
import { type BackedItem, evidenceOfItem, type Item, words } from '../../../projections/item.js';
import type { AsOf } from '../../../projections/market-state.js';
import type { Source } from '../../../projections/standing-fact.js';
import type { KeyVersions } from './key-versions.js';
import { readInstant, storedInstant } from './schema.js';
import { covers, SeenBox } from './seen-box.js';
import type { TermItems } from './term-reader.js';

/** The longest text that is stored of one entity; what is longer is much asked for, and mostly in memory. */
const LONGEST = 2 ** 20;
/** How long after a walk through all entities the next begins, for what valid time has turned since, ms. */
const WALK_EVERY = 3_600_000;
/** Keys of entities that were read lately and are held in memory at most, each entity counting as one more. */
const CAPACITY = 10_000;

/** Items, the places of the facts behind each, the words of each evidence, how many keys, and the slots of a stamp. */
type Text = [
  items: Item[],
  places: (readonly string[])[][],
  quoted: (readonly [streamId: string, sha256: string] | null)[],
  keys: number,
  slots: number[],
];

type Found = [from: number, to: number, posFrom: number, knownFrom: number, knownTo: number, items: string];

/**
 * The items under entities as they stand at the head of the log, a row each, so that a question about one reads one row.
 * Rows are made while nothing else is to be done, and go in the transaction in which a key changes that they are made of.
 */
export class HeadItems {
  /** What was read lately: the same items as long as nothing changes. */
  private readonly recent = new LRUCache<string, TermItems>({
    maxSize: CAPACITY,
    sizeCalculation: ({ keys }) => 1 + keys,
  });
  /** Entities whose rows went since they were made, and the one that the walk found to have none. */
  private readonly missing = new Set<string>();
  /** The entity that the walk through all of them is at; undefined between two walks. */
  private walkedTo: string | undefined = '';
  private walkedAt = Number.NaN;
  private isEmpty: boolean;
  private readonly select: StatementSyncInstance;
  private readonly stands: StatementSyncInstance;
  private readonly next: StatementSyncInstance;
  private readonly insert: StatementSyncInstance;
  private readonly insertKey: StatementSyncInstance;
  private readonly remove: StatementSyncInstance;

  constructor(
    db: DatabaseSyncInstance,
    private readonly versions: KeyVersions,
  ) {
    this.isEmpty = db.prepare('SELECT 1 FROM head_items LIMIT 1').get() === undefined;
    this.select = db.prepare(`SELECT at_from, at_to, pos_from, known_from, known_to, items FROM head_items
      WHERE entity = ? AND pos_from <= ? AND at_from <= ? AND at_to > ? AND known_from <= ? AND known_to > ?`);
    this.select.setReturnArrays(true);
    this.stands = db.prepare('SELECT 1 FROM head_items WHERE entity = ? AND at_from <= ? AND at_to > ?');
    this.next = db.prepare('SELECT min(entity) AS entity FROM postings WHERE entity > ?');
    this.insert = db.prepare('INSERT OR REPLACE INTO head_items VALUES (?, ?, ?, ?, ?, ?, ?)');
    this.insertKey = db.prepare('INSERT OR IGNORE INTO head_keys VALUES (?, ?)');
    this.remove = db.prepare(
      'DELETE FROM head_items WHERE entity IN (SELECT entity FROM head_keys WHERE slot = ?) RETURNING entity',
    );
  }

  find(entity: string, { at, knownAt, position }: AsOf): TermItems | undefined {
    if (this.isEmpty) return undefined;
    const known = this.recent.get(entity);
    if (known && covers(known, { at, knownAt, position })) return known;
    const found = this.select.get(entity, position, at, at, knownAt, knownAt) as unknown as Found | undefined;
    if (found === undefined) return undefined;
    const [from, to, posFrom, knownFrom, knownTo, text] = found;
    const box = new SeenBox({ knownAt, position });
    box.within([posFrom, null, readInstant(knownFrom), readInstant(knownTo)]);
    const read = { from, to: readInstant(to), box, ...this.read(text) };
    this.recent.set(entity, read);
    return read;
  }

  /** Stores what stands under an entity at the head, within the caller's transaction. */
  keep(entity: string, { items, from, to, box, keys, of }: TermItems): void {
    this.missing.delete(entity);
    this.recent.delete(entity);
    const slots = of.filter((_, i) => i % 2 === 0);
    const text = write(items, keys, slots);
    if (text.length > LONGEST) return;
    const [posFrom, , ...known] = box.bounds;
    this.insert.run(entity, from, storedInstant(to), posFrom, ...known.map(storedInstant), text);
    for (const slot of new Set(slots)) this.insertKey.run(slot, entity);
    this.isEmpty = false;
  }

  /** Takes away what was made of keys that have changed, within the caller's transaction. */
  takeAway(slots: Iterable<number>): void {
    if (this.isEmpty) return;
    for (const slot of [...slots].sort((a, b) => a - b))
      for (const { entity } of this.remove.all(slot) as { entity: string }[]) {
        this.missing.add(entity);
        this.recent.delete(entity);
      }
  }

  /** The next entity of which nothing is stored for an instant (ms); undefined where there is none. */
  nextMissing(at: number): string | undefined {
    const [first] = this.missing;
    if (first !== undefined) return first;
    if (this.walkedTo === undefined && Math.abs(at - this.walkedAt) >= WALK_EVERY) this.walkedTo = '';
    while (this.walkedTo !== undefined) {
      const { entity } = this.next.get(this.walkedTo) as { entity: string | null };
      this.walkedTo = entity ?? undefined;
      if (entity === null) this.walkedAt = at;
      else if (this.stands.get(entity, at, at) === undefined) return this.miss(entity);
    }
    return undefined;
  }

  /** Begins the walk anew: a transaction that was rolled back took away and stored what is there, and is not. */
  forget(): void {
    this.recent.clear();
    this.missing.clear();
    this.walkedTo = '';
  }

  private miss(entity: string): string {
    this.missing.add(entity);
    return entity;
  }

  private read(text: string): Pick<TermItems, 'items' | 'keys' | 'of'> {
    const [items, places, quoted, keys, slots] = JSON.parse(text) as Text;
    let next = 0;
    for (const item of items)
      for (const evidence of evidenceOfItem(item)) {
        const found = quoted[next++];
        if (found) Object.assign(evidence, { [words]: { streamId: found[0], sha256: found[1] } });
      }
    const backed = items.map((item, i) => ({ item, facts: (places[i] ?? []).map((of) => ({ places: of })) }));
    return { items: backed, keys, of: this.versions.stampOf(slots) };
  }
}

function write(backed: readonly BackedItem[], keys: number, slots: number[]): string {
  const pair = (found: Source['words']) => (found ? ([found.streamId, found.sha256] as const) : null);
  const text: Text = [
    backed.map(({ item }) => item),
    backed.map(({ facts }) => distinct(facts.map(({ places }) => places))),
    backed.flatMap(({ item }) => evidenceOfItem(item).map((evidence) => pair(evidence[words]))),
    keys,
    slots,
  ];
  return JSON.stringify(text);
}

const distinct = (places: readonly (readonly string[])[]): (readonly string[])[] => [
  ...new Map(places.map((of) => [of.join('\n'), of])).values(),
];
