import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { groupsOf, type KeyedFact, type KeyFacts } from '../../../projections/board.js';
import { ChangeFold } from '../../../projections/change-items.js';
import { sectionOf } from '../../../projections/sections.js';
import { groupKey, readDoc } from './placement.js';

interface Row {
  readonly keyed: KeyedFact;
  readonly knownFrom: number;
  readonly knownTo: number;
  readonly posFrom: number;
  readonly posTo: number;
}

interface Cached {
  readonly rows: readonly Row[];
  last?: { readonly facts: KeyFacts; fold?: ChangeFold };
}

/** Rows held in memory at most, over all keys. */
const CAPACITY = 60_000;

const sameFacts = (a: readonly KeyedFact[], b: readonly KeyedFact[]): boolean =>
  a.length === b.length && a.every((place, i) => place === b[i]);

/** Keys as of a knowledge time and a position: one seek each, the least recently used let go. */
export class KeyCache {
  private readonly byKey = new Map<string, Cached>();
  private held = 0;
  private readonly select: StatementSyncInstance;

  constructor(db: DatabaseSyncInstance) {
    this.select = db.prepare('SELECT doc, known_from, known_to, pos_from, pos_to FROM placements WHERE key = ?');
    this.select.setReturnArrays(true);
  }

  /** What bears on a key; undefined where nothing stands under it. */
  facts(key: string, knownAt: number, position: number): KeyFacts | undefined {
    const cached = this.rowsOf(key);
    const facts = visible(cached.rows, knownAt, position);
    const [any] = facts;
    if (any === undefined) return undefined;
    const groupEndings = [...groupsOf(facts)].flatMap((group) =>
      visible(this.rowsOf(groupKey(group)).rows, knownAt, position),
    );
    const { last } = cached;
    if (last && sameFacts(last.facts.facts, facts) && sameFacts(last.facts.groupEndings, groupEndings))
      return last.facts;
    const found = { key, section: sectionOf[any.fact.type], facts, groupEndings };
    cached.last = { facts: found };
    return found;
  }

  /** The fold of a key's changes, kept with the key as long as it is asked for the same facts. */
  foldOf(facts: KeyFacts): ChangeFold {
    const last = this.byKey.get(facts.key)?.last;
    if (last?.facts !== facts) return new ChangeFold(facts);
    last.fold ??= new ChangeFold(facts);
    return last.fold;
  }

  /** Lets go of a key whose rows have changed. */
  forget(key: string): void {
    const cached = this.byKey.get(key);
    if (cached === undefined) return;
    this.held -= cached.rows.length + 1;
    this.byKey.delete(key);
  }

  clear(): void {
    this.byKey.clear();
    this.held = 0;
  }

  private rowsOf(key: string): Cached {
    const known = this.byKey.get(key);
    if (known) {
      this.byKey.delete(key);
      this.byKey.set(key, known);
      return known;
    }
    const rows = (this.select.all(key) as unknown as [string, number, number, number, number][]).map(
      ([doc, knownFrom, knownTo, posFrom, posTo]) => ({ keyed: readDoc(doc), knownFrom, knownTo, posFrom, posTo }),
    );
    const cached: Cached = { rows };
    this.byKey.set(key, cached);
    this.held += rows.length + 1;
    this.evict(key);
    return cached;
  }

  private evict(keep: string): void {
    for (const [key, { rows }] of this.byKey) {
      if (this.held <= CAPACITY || key === keep) return;
      this.byKey.delete(key);
      this.held -= rows.length + 1;
    }
  }
}

function visible(rows: readonly Row[], knownAt: number, position: number): KeyedFact[] {
  const facts: KeyedFact[] = [];
  for (const row of rows)
    if (row.posFrom <= position && position < row.posTo && row.knownFrom <= knownAt && knownAt < row.knownTo)
      facts.push(row.keyed);
  return facts;
}
