import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import type { KeyedFact } from '../../../projections/board.js';
import type { NumberedKey } from './key-ids.js';
import { readDoc } from './row-doc.js';
import { storedInstant } from './schema.js';
import type { Bounds, Clocks } from './seen-box.js';
import { FileRow, NUMBER_COLUMNS, type Role, type RowNumbers } from './stored-row.js';

/** Documents that are held at most. */
const DOCUMENTS = 10_000;

const SEEN = 'pos_from <= ? AND pos_to > ? AND known_from <= ? AND known_to > ?';
/** Where rows that are not seen may come to be: as in {@link Bounds}. */
const BOUNDS = `max(CASE WHEN pos_to <= ? THEN pos_to END), min(CASE WHEN pos_from > ? THEN pos_from END),
  max(CASE WHEN known_to <= ? THEN known_to END), min(CASE WHEN known_from > ? THEN known_from END)`;

/** The numbers of rows as one text: a column more of a row costs more than all of its numbers so. */
export const NUMBERS = `group_concat(${NUMBER_COLUMNS.join(" || ',' || ")})`;

const clocksOf = ({ position, knownAt }: Clocks) => [position, position, knownAt, knownAt];

/** The ranges of a row, as SeenBox.sees takes them. */
export type Ranges = readonly [knownFrom: number, knownTo: number, posFrom: number, posTo: number];

export type Direction = 'up' | 'down';

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
  private readonly roles: StatementSyncInstance;
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
        prepare(`SELECT ${NUMBER_COLUMNS.join(', ')}, doc FROM placements WHERE key = ? AND role = ? AND ${where}
          ORDER BY ${place.map((column) => `${column} ${direction}`)} LIMIT ${page}`);
      return { from: rows(`rank ${start} ?`), past: rows(`(${place}) ${past} (?, ?, ?, ?)`) };
    };
    this.down = walk('<=', '<', 'DESC');
    this.up = walk('>', '>', 'ASC');
    this.roles = prepare(
      `WITH RECURSIVE roles (role) AS (SELECT min(role) FROM placements WHERE key = ?1 UNION ALL
         SELECT (SELECT min(role) FROM placements WHERE key = ?1 AND role > roles.role) FROM roles WHERE role NOT NULL)
       SELECT role FROM roles WHERE role NOT NULL`,
    );
    this.groups = prepare('SELECT groups FROM key_groups WHERE key = ?');
    const named = 'FROM placements WHERE key = ? AND groups = ?';
    this.seenOfGroups = prepare(`SELECT known_from, known_to, pos_from, pos_to ${named} AND ${SEEN} LIMIT 1`);
    this.boundsOfGroups = prepare(`SELECT ${BOUNDS} ${named}`);
    this.lane = prepare(`SELECT ${NUMBERS} FROM placements WHERE key = ? AND role = ?`);
    this.doc = prepare(`SELECT doc FROM placements
      WHERE key = ? AND role = ? AND rank = ? AND fact = ? AND known_from = ? AND pos_from = ?`);
  }

  /** The roles in which anything stands under a key. */
  rolesOf({ id }: NumberedKey): Role[] {
    return (this.roles.all(id) as unknown as [Role][]).map(([role]) => role);
  }

  /** Every set of groups that anything under a key ever named. */
  groupsOf({ id }: NumberedKey): string[] {
    return (this.groups.all(id) as unknown as [string][]).map(([groups]) => groups);
  }

  /** The ranges of a row that names a set of groups and is seen; else the bounds within which none is. */
  seenOf({ id }: NumberedKey, groups: string, clocks: Clocks): { seen: Ranges } | { bounds: Bounds } {
    const seen = this.seenOfGroups.get(id, groups, ...clocksOf(clocks)) as unknown as Ranges | undefined;
    if (seen) return { seen };
    return { bounds: this.boundsOfGroups.get(...clocksOf(clocks), id, groups) as unknown as Bounds };
  }

  /** The first rows of a lane from a rank on. */
  from(direction: Direction, key: NumberedKey, role: Role, rank: number): FileRow[] {
    return rowsOf(key, this[direction].from.all(key.id, role, storedInstant(rank)));
  }

  /** The rows of a lane that follow one. */
  past(direction: Direction, key: NumberedKey, role: Role, { numbers }: FileRow): FileRow[] {
    const [rank, , , , fact, knownFrom, posFrom] = numbers;
    return rowsOf(key, this[direction].past.all(key.id, role, rank, fact, knownFrom, posFrom));
  }

  /** The numbers of all rows of a lane, one after the other, by rank. */
  numbers({ id }: NumberedKey, role: Role): number[] {
    const [numbers] = this.lane.get(id, role) as unknown as [string | null];
    return JSON.parse(`[${numbers ?? ''}]`) as number[];
  }

  document({ id, key }: NumberedKey, role: Role, [rank, , , , fact, knownFrom, posFrom]: RowNumbers): KeyedFact {
    const name = `${id} ${role} ${fact} ${knownFrom} ${posFrom}`;
    const known = this.documents.get(name);
    if (known) return known;
    const found = this.doc.get(id, role, rank, fact, knownFrom, posFrom) as unknown as [string];
    const keyed = readDoc(found[0], key, fact);
    if (this.documents.size >= DOCUMENTS) this.documents.clear();
    this.documents.set(name, keyed);
    return keyed;
  }

  /** Lets go of what is held in memory. */
  clear(): void {
    this.documents.clear();
  }
}

type RowValues = [...numbers: RowNumbers, doc: string];

const rowsOf = ({ key }: NumberedKey, found: unknown): FileRow[] =>
  (found as RowValues[]).map((values) => {
    const doc = values.pop() as string;
    return new FileRow(key, values as unknown as RowNumbers, doc);
  });
