import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { FactColumns, type FactRow } from './fact-columns.js';
import { type ReadingRow, RevisedFacts, stands } from './revised-facts.js';
import { OPEN } from './schema.js';

const ROW = `fact, known_from AS knownFrom, pos_from AS posFrom, known_to AS knownTo, pos_to AS posTo, entry, status,
  facet, starts, ends, published`;

/**
 * What the timeline sorts and filters by, of every fact, in memory: 32 bytes for the first reading of a fact, and all
 * readings of those that were revised. It follows the rows of the index whenever it is asked.
 */
export class FactBlocks {
  readonly blocks: FactColumns[] = [];
  readonly revised = new RevisedFacts();
  /** The fact of an entry that revised one. */
  private readonly revisedBy = new Map<number, number>();
  private readUpTo = 0;
  private latest = -OPEN;
  private readonly selectFirst: StatementSyncInstance;
  private readonly selectRevisions: StatementSyncInstance;
  private readonly selectRevised: StatementSyncInstance;
  private readonly selectBlocks: StatementSyncInstance;
  private readonly insertBlock: StatementSyncInstance;
  private readonly lastBlock: StatementSyncInstance;

  /** @param size positions whose facts lie in one block */
  constructor(
    db: DatabaseSyncInstance,
    private readonly size = 4096,
  ) {
    this.selectFirst = db.prepare(
      `SELECT fact, facet, starts, ends, published FROM readings
       WHERE fact >= ? AND fact < ? AND pos_from = fact ORDER BY fact`,
    );
    this.selectRevisions = db.prepare('SELECT position, fact FROM revisions WHERE position > ? ORDER BY position');
    this.selectRevised = db.prepare(
      `SELECT ${ROW} FROM readings WHERE fact IN (SELECT fact FROM revisions WHERE position > ?) ORDER BY fact`,
    );
    this.selectBlocks = db.prepare('SELECT columns FROM fact_blocks ORDER BY block');
    this.insertBlock = db.prepare('INSERT INTO fact_blocks VALUES (?, ?)');
    this.lastBlock = db.prepare('SELECT max(block) AS block FROM fact_blocks');
  }

  /** Packs the blocks that are full once the log has been read up to a position, within the caller's transaction. */
  pack(position: number): void {
    const full = this.blockOf(position + 1);
    const last = (this.lastBlock.get() as { block: number | null }).block ?? -1;
    for (let block = last + 1; block < full; block++) {
      const columns = FactColumns.empty(this.size);
      for (const row of this.firstReadings(block * this.size, (block + 1) * this.size)) columns.push(row);
      this.insertBlock.run(block, columns.pack());
    }
  }

  /** Takes up what was committed since, up to a position. */
  follow(position: number): void {
    if (position <= this.readUpTo) return;
    const from = this.readUpTo === 0 ? this.unpackBlocks() : this.readUpTo + 1;
    for (const row of this.firstReadings(from, position + 1)) this.add(row);
    this.followRevisions();
    this.readUpTo = position;
  }

  /** The instant from which on all instants of knowledge are alike, as of a position. */
  horizonAt(position: number): number {
    this.follow(position);
    return this.latest;
  }

  /** The reading of a fact that stands. */
  row(fact: number, knownAt: number, position: number): ReadingRow | undefined {
    if (this.revised.has(fact)) return this.revised.standing(fact, knownAt, position);
    const block = this.blocks[this.blockOf(fact)];
    const i = block?.find(fact) ?? -1;
    const row = block === undefined || i < 0 ? undefined : firstRow(block, i);
    return row && stands(row, knownAt, position) ? row : undefined;
  }

  /** The fact of which a position holds an entry. */
  factOf(entry: number): number {
    return this.revisedBy.get(entry) ?? entry;
  }

  private blockOf(position: number): number {
    return Math.floor(position / this.size);
  }

  private firstReadings(from: number, to: number): FactRow[] {
    return this.selectFirst.all(from, to) as unknown as FactRow[];
  }

  private add(row: FactRow): void {
    const block = this.blockOf(row.fact);
    while (this.blocks.length <= block) this.blocks.push(FactColumns.empty(this.size));
    this.blocks[block]?.push(row);
    this.latest = Math.max(this.latest, row.published);
  }

  /** Reads all packed blocks; returns the first position past them. */
  private unpackBlocks(): number {
    for (const { columns } of this.selectBlocks.iterate() as Iterable<{ columns: Uint8Array }>) {
      const block = FactColumns.unpack(columns);
      this.blocks.push(block);
      this.latest = Math.max(this.latest, block.publishedSpan.most);
    }
    return this.blocks.length * this.size;
  }

  private followRevisions(): void {
    const revisions = this.selectRevisions.all(this.readUpTo) as { position: number; fact: number }[];
    for (const { position, fact } of revisions) this.revisedBy.set(position, fact);
    const rows = this.selectRevised.all(this.readUpTo) as unknown as ReadingRow[];
    for (let from = 0, to = 0; from < rows.length; from = to) {
      const { fact } = rows[from] as ReadingRow;
      while (rows[to]?.fact === fact) to++;
      this.revise(fact, rows.slice(from, to));
    }
  }

  private revise(fact: number, rows: readonly ReadingRow[]): void {
    this.revised.set(fact, rows);
    this.blocks[this.blockOf(fact)]?.revise(fact);
    for (const { knownFrom } of rows) this.latest = Math.max(this.latest, knownFrom);
  }
}

/** A fact that was not revised, as a reading that stands from its publication and position on. */
export function firstRow(block: FactColumns, i: number): ReadingRow {
  const fact = block.facts[i] as number;
  const published = block.published[i] as number;
  return {
    fact,
    facet: block.facets[i] as number,
    starts: block.starts[i] as number,
    ends: block.ends[i] as number,
    published,
    entry: fact,
    status: 'current',
    knownFrom: published,
    knownTo: OPEN,
    posFrom: fact,
    posTo: OPEN,
  };
}
