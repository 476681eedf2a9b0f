import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import type { KeyedFact } from '../../../projections/board.js';
import { NUMBER_COLUMNS, type RowNumbers } from './row-columns.js';
import { readDoc } from './row-doc.js';
import type { Bounds, Clocks } from './seen-box.js';
import { FileRow, ROW_COLUMNS, type Role, type RowValues, type StoredRow } from './stored-row.js';

/** Documents that are held at most. */
const DOCUMENTS = 10_000;

const SEEN = 'pos_from <= ? AND pos_to > ? AND known_from <= ? AND known_to > ?';
/** Where rows that are not seen may come to be: as in {@link Bounds}. */
const BOUNDS = `max(CASE WHEN pos_to <= ? THEN pos_to END), min(CASE WHEN pos_from > ? THEN pos_from END),
  max(CASE WHEN known_to <= ? THEN known_to END), min(CASE WHEN known_from > ? THEN known_from END)`;

const clocksOf = ({ position, knownAt }: Clocks) => [position, position, knownAt, knownAt];

/** The ranges of a row, as SeenBox.sees takes them. */
export type Ranges = readonly [knownFrom: number, knownTo: number, posFrom: number, posTo: number];

/** A direction through the rows of a lane, by their ranks. */
interface Walk {
  /** The first rows from a rank on: upwards past it, downwards with it. */
  readonly from: StatementSyncInstance;
  /** The next rows past one. */
  readonly past: StatementSyncInstance;
}

/** Reads the rows of long keys from the file where questions lead, a page at a time. */
export class FileReader {
  private readonly down: Walk;
  private readonly up: Walk;
  private readonly nextRole: StatementSyncInstance;
  private readonly groups: StatementSyncInstance;
  private readonly seenOfGroups: StatementSyncInstance;
  private readonly boundsOfGroups: StatementSyncInstance;
  private readonly lane: StatementSyncInstance;
  private readonly doc: StatementSyncInstance;
  private readonly documents = new Map<string, KeyedFact>();

  constructor(
    db: DatabaseSyncInstance,
    /** Rows that are read at once. */
    readonly page: number,
  ) {
    const prepare = (sql: string): StatementSyncInstance => {
      const statement = db.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    const place = ['rank', 'fact', 'known_from', 'pos_from'];
    const walk = (start: string, past: string, direction: string): Walk => {
      // A constant limit: a statement with a bound one is compiled anew at every call.
      const rows = (where: string) =>
        prepare(`SELECT ${ROW_COLUMNS} FROM placements WHERE key = ? AND role = ? AND ${where}
          ORDER BY ${place.map((column) => `${column} ${direction}`)} LIMIT ${page}`);
      return { from: rows(`rank ${start} ?`), past: rows(`(${place}) ${past} (?, ?, ?, ?)`) };
    };
    this.down = walk('<=', '<', 'DESC');
    this.up = walk('>', '>', 'ASC');
    this.nextRole = prepare('SELECT role FROM placements WHERE key = ? AND role > ? ORDER BY role LIMIT 1');
    this.groups = prepare('SELECT groups FROM key_groups WHERE key = ?');
    const named = 'FROM placements WHERE key = ? AND groups = ?';
    this.seenOfGroups = prepare(`SELECT known_from, known_to, pos_from, pos_to ${named} AND ${SEEN} LIMIT 1`);
    this.boundsOfGroups = prepare(`SELECT ${BOUNDS} ${named}`);
    this.lane = prepare(`SELECT ${NUMBER_COLUMNS} FROM placements WHERE key = ? AND role = ?`);
    this.doc = prepare(`SELECT doc FROM placements
      WHERE key = ? AND role = ? AND rank = ? AND fact = ? AND known_from = ? AND pos_from = ?`);
  }

  /** The roles in which anything stands under a key. */
  rolesOf(key: string): Role[] {
    const roles: Role[] = [];
    for (let role = ''; ; roles.push(role)) {
      const next = this.nextRole.get(key, role) as unknown as [Role] | undefined;
      if (next === undefined) return roles;
      [role] = next;
    }
  }

  /** Every set of groups that anything under a key ever named. */
  groupsOf(key: string): string[] {
    return (this.groups.all(key) as unknown as [string][]).map(([groups]) => groups);
  }

  /** The ranges of a row that names a set of groups and is seen; else the bounds within which none is. */
  seenOf(key: string, groups: string, clocks: Clocks): { seen: Ranges } | { bounds: Bounds } {
    const seen = this.seenOfGroups.get(key, groups, ...clocksOf(clocks)) as unknown as Ranges | undefined;
    if (seen) return { seen };
    return { bounds: this.boundsOfGroups.get(...clocksOf(clocks), key, groups) as unknown as Bounds };
  }

  /** The first rows of a lane from a rank on. */
  from(direction: 'up' | 'down', key: string, role: Role, rank: number): FileRow[] {
    return rowsOf(this[direction].from.all(key, role, rank));
  }

  /** The rows of a lane that follow one. */
  past(direction: 'up' | 'down', key: string, { role, rank, fact, knownFrom, posFrom }: StoredRow): FileRow[] {
    return rowsOf(this[direction].past.all(key, role, rank, fact, knownFrom, posFrom));
  }

  /** The numbers of all rows of a lane, by rank. */
  numbers(key: string, role: Role): RowNumbers[] {
    return this.lane.all(key, role) as unknown as RowNumbers[];
  }

  document(key: string, role: Role, [rank, , , fact, knownFrom, posFrom]: RowNumbers): KeyedFact {
    const id = `${key} ${role} ${fact} ${knownFrom} ${posFrom}`;
    const known = this.documents.get(id);
    if (known) return known;
    const found = this.doc.get(key, role, rank, fact, knownFrom, posFrom) as unknown as [string];
    const keyed = readDoc(found[0]);
    if (this.documents.size >= DOCUMENTS) this.documents.clear();
    this.documents.set(id, keyed);
    return keyed;
  }

  /** Lets go of what is held in memory. */
  clear(): void {
    this.documents.clear();
  }
}

const rowsOf = (found: unknown): FileRow[] => (found as RowValues[]).map((values) => new FileRow(values));
