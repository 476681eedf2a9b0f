import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';

/** Ids of one cluster, the upper half for notes: those told one after the other lie side by side. */
const CLUSTER = 2 ** 20;
const NOTES = CLUSTER / 2;
/** Keys and clusters held in memory at most, each. */
const CAPACITY = 50_000;

/** A key by the number under which the file holds it. */
export interface NumberedKey {
  readonly id: number;
  readonly key: string;
}

interface Cluster {
  readonly first: number;
  keys: number;
  notes: number;
}

/**
 * The numbers of keys. Keys whose first facts are about the same entity have neighbouring numbers, so that what stands
 * under them lies together in the file.
 */
export class KeyIds {
  private readonly known = new Map<string, number>();
  private readonly clusters = new Map<string, Cluster>();
  private readonly select: StatementSyncInstance;
  private readonly insert: StatementSyncInstance;
  private readonly selectCluster: StatementSyncInstance;
  private readonly insertCluster: StatementSyncInstance;
  private readonly lastIn: StatementSyncInstance;

  constructor(private readonly db: DatabaseSyncInstance) {
    this.select = db.prepare('SELECT id FROM keys WHERE key = ?');
    this.insert = db.prepare('INSERT INTO keys (id, key) VALUES (?, ?)');
    this.selectCluster = db.prepare('SELECT max(id) AS id FROM clusters WHERE entity = ?');
    this.insertCluster = db.prepare('INSERT INTO clusters (entity, id) VALUES (?, ?)');
    this.lastIn = db.prepare('SELECT max(id) AS id FROM keys WHERE id >= ? AND id < ?');
  }

  /** The number of a key; undefined where nothing ever stood under it. */
  find(key: string): number | undefined {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const found = this.select.get(key) as { id: number } | undefined;
    if (found) this.hold(key, found.id);
    return found?.id;
  }

  /** The number of a key, a new one in the cluster of an entity where it has none, within the caller's transaction. */
  assign(key: string, entity: string, isNote: boolean): number {
    const known = this.find(key);
    if (known !== undefined) return known;
    const cluster = this.clusterFor(entity, isNote);
    const id = cluster.first + (isNote ? NOTES + cluster.notes++ : cluster.keys++);
    this.insert.run(id, key);
    this.hold(key, id);
    return id;
  }

  /** Lets go of what a transaction that was rolled back had assigned. */
  forget(): void {
    this.known.clear();
    this.clusters.clear();
  }

  private clusterFor(entity: string, isNote: boolean): Cluster {
    const cluster = this.clusters.get(entity) ?? this.loadCluster(entity) ?? this.newCluster(entity);
    const isFull = (isNote ? cluster.notes : cluster.keys) >= NOTES;
    const open = isFull ? this.newCluster(entity) : cluster;
    if (this.clusters.size >= CAPACITY) this.clusters.clear();
    this.clusters.set(entity, open);
    return open;
  }

  private loadCluster(entity: string): Cluster | undefined {
    const { id } = this.selectCluster.get(entity) as { id: number | null };
    if (id === null) return undefined;
    const first = id * CLUSTER;
    return { first, keys: this.taken(first), notes: this.taken(first + NOTES) };
  }

  private newCluster(entity: string): Cluster {
    const { id } = this.db.prepare('SELECT ifnull(max(id), 0) + 1 AS id FROM clusters').get() as { id: number };
    this.insertCluster.run(entity, id);
    return { first: id * CLUSTER, keys: 0, notes: 0 };
  }

  /** How many numbers are taken of a half of a cluster. */
  private taken(first: number): number {
    const { id } = this.lastIn.get(first, first + NOTES) as { id: number | null };
    return id === null ? 0 : id - first + 1;
  }

  private hold(key: string, id: number): void {
    if (this.known.size >= CAPACITY) this.known.clear();
    this.known.set(key, id);
  }
}
