import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import type { FactReading } from '../../../projections/facts.js';

/** What readings have in common by the thousand. */
export interface Facet {
  readonly type: string;
  readonly modality: string;
  readonly places: readonly string[];
}

/** Facets by number, from 1. */
export class Facets {
  private readonly ids = new Map<string, number>();
  private readonly facets: Facet[] = [];
  private readonly select: StatementSyncInstance;
  private readonly insert: StatementSyncInstance;

  constructor(db: DatabaseSyncInstance) {
    this.select = db.prepare('SELECT id, facet FROM facets WHERE id > ? ORDER BY id');
    this.insert = db.prepare('INSERT INTO facets VALUES (?, ?)');
    this.load();
  }

  /** The number of a reading's facet; a new one is written within the caller's transaction. */
  idOf({ type, data }: FactReading): number {
    const places = [...new Set((data.places as string[] | undefined) ?? [])].sort();
    const text = JSON.stringify([type, data.modality, places]);
    const known = this.ids.get(text);
    if (known !== undefined) return known;
    const id = this.facets.length + 1;
    this.insert.run(id, text);
    this.take(id, text);
    return id;
  }

  /** By number, 1 for those that pass a test. */
  passing(test: (facet: Facet) => boolean): Uint8Array {
    return Uint8Array.from([0, ...this.facets.map((facet) => Number(test(facet)))]);
  }

  get(id: number): Facet {
    return this.facets[id - 1] as Facet;
  }

  /** Lets go of what a transaction that was rolled back had written. */
  forget(): void {
    this.ids.clear();
    this.facets.length = 0;
    this.load();
  }

  private load(): void {
    const rows = this.select.all(this.facets.length) as { id: number; facet: string }[];
    for (const { id, facet } of rows) this.take(id, facet);
  }

  private take(id: number, text: string): void {
    const [type, modality, places] = JSON.parse(text) as [string, string, string[]];
    this.ids.set(text, id);
    this.facets.push({ type, modality, places });
  }
}
