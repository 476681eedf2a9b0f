import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import type { KeyRows, Lane, Role, Row } from './key-rows.js';
import { readRow } from './placement.js';
import { OPEN } from './schema.js';

/** Rows read at a time. A constant of the statement: one with a bound limit is compiled anew at every call. */
const PAGE = 32;

export const ROW_COLUMNS = 'role, known_from, pos_from, known_to, pos_to, doc';

export type RowColumns = [role: Role, knownFrom: number, posFrom: number, knownTo: number, posTo: number, doc: string];

/** The statements by which the rows of long keys are read. */
export class RowQueries {
  readonly down: StatementSyncInstance;
  readonly up: StatementSyncInstance;
  readonly roles: StatementSyncInstance;
  readonly groups: StatementSyncInstance;
  readonly grouped: StatementSyncInstance;

  constructor(db: DatabaseSyncInstance) {
    const walk = (than: '<' | '>', direction: 'DESC' | 'ASC') => `SELECT ${ROW_COLUMNS} FROM placements
      WHERE key = ? AND role = ? AND (rank, fact, known_from, pos_from) ${than} (?, ?, ?, ?)
      ORDER BY rank ${direction}, fact ${direction}, known_from ${direction}, pos_from ${direction} LIMIT ${PAGE}`;
    this.down = db.prepare(walk('<', 'DESC'));
    this.up = db.prepare(walk('>', 'ASC'));
    this.roles = db.prepare('SELECT DISTINCT role FROM placements WHERE key = ?');
    this.groups = db.prepare('SELECT DISTINCT groups FROM placements WHERE key = ? AND groups IS NOT NULL');
    this.grouped = db.prepare(`SELECT ${ROW_COLUMNS} FROM placements WHERE key = ? AND groups = ? AND
      (role, rank, fact, known_from, pos_from) > (?, ?, ?, ?, ?) LIMIT ${PAGE}`);
    for (const each of [this.down, this.up, this.roles, this.groups, this.grouped]) each.setReturnArrays(true);
  }
}

class ManyLane implements Lane {
  constructor(
    private readonly queries: RowQueries,
    private readonly key: string,
    private readonly role: Role,
  ) {}

  upTo(rank: number): Iterable<Row> {
    return this.walk(this.queries.down, rank);
  }

  past(rank: number): Iterable<Row> {
    return this.walk(this.queries.up, rank);
  }

  private *walk(select: StatementSyncInstance, rank: number): Generator<Row> {
    let from: readonly [number, number, number, number] = [rank, OPEN, OPEN, OPEN];
    for (;;) {
      const rows = select.all(this.key, this.role, ...from) as unknown as RowColumns[];
      for (const columns of rows) {
        const row = readRow(...columns);
        from = [row.rank, row.fact, row.knownFrom, row.posFrom];
        yield row;
      }
      if (rows.length < PAGE) return;
    }
  }
}

/** The rows of a key that has many of them: read where a question leads, and not held. */
export class ManyRows implements KeyRows {
  version = 0;
  readonly size = 1;
  private readonly known: Set<Role>;
  private readonly names: Set<string>;

  constructor(
    private readonly queries: RowQueries,
    readonly key: string,
  ) {
    this.known = new Set((queries.roles.all(key) as unknown as [Role][]).map(([role]) => role));
    this.names = new Set((queries.groups.all(key) as unknown as [string][]).map(([names]) => names));
  }

  roles(): Iterable<Role> {
    return this.known;
  }

  lane(role: Role): Lane {
    return new ManyLane(this.queries, this.key, role);
  }

  *groups(): Generator<readonly [string, Iterable<Row>]> {
    for (const names of this.names) yield [names, this.grouped(names)];
  }

  add({ role, groups }: Row): void {
    this.known.add(role);
    if (groups !== null) this.names.add(groups);
    this.version++;
  }

  close(): void {
    this.version++;
  }

  private *grouped(names: string): Generator<Row> {
    let from: readonly [Role, number, number, number, number] = ['', 0, 0, 0, 0];
    for (;;) {
      const rows = this.queries.grouped.all(this.key, names, ...from) as unknown as RowColumns[];
      for (const columns of rows) {
        const row = readRow(...columns);
        from = [row.role, row.rank, row.fact, row.knownFrom, row.posFrom];
        yield row;
      }
      if (rows.length < PAGE) return;
    }
  }
}
