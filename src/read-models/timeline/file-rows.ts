import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import type { KeyRows, Lane } from './key-rows.js';
import type { Bounds, SeenBox } from './seen-box.js';
import { FileRow, ROW_COLUMNS, type Role, type Row, type RowValues, type StoredRow } from './stored-row.js';

/** Where a walk over a lane stands: the rest of a row's primary key. */
type Place = readonly [rank: number, fact: number, knownFrom: number, posFrom: number];

/** What a walk over a lane asks of the file, in one direction. */
interface Walk {
  /** The first rows from a rank on. */
  readonly from: StatementSyncInstance;
  /** The next rows past a place. */
  readonly past: StatementSyncInstance;
  /** The next rows past a place that are seen. */
  readonly seenPast: StatementSyncInstance;
  /** The bounds of what is not seen past a place, up to another. */
  readonly boundsPast: StatementSyncInstance;
  /** Past every place in this direction. */
  readonly end: Place;
}

const PLACE = '(rank, fact, known_from, pos_from)';
const SEEN = 'pos_from <= ? AND pos_to > ? AND known_from <= ? AND known_to > ?';
/** Where rows that are not seen may come to be: as in {@link Bounds}. */
const BOUNDS = `max(CASE WHEN pos_to <= ? THEN pos_to END), min(CASE WHEN pos_from > ? THEN pos_from END),
  max(CASE WHEN known_to <= ? THEN known_to END), min(CASE WHEN known_from > ? THEN known_from END)`;

/** The statements by which long keys are read where questions lead, a page of rows at a time. */
export class FileReader {
  readonly down: Walk;
  readonly up: Walk;
  readonly roles: StatementSyncInstance;
  readonly groups: StatementSyncInstance;
  readonly seenOfGroups: StatementSyncInstance;
  readonly boundsOfGroups: StatementSyncInstance;

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
    const walk = (start: string, past: string, direction: string, end: number): Walk => {
      const lane = `FROM placements WHERE key = ? AND role = ? AND`;
      const order = `ORDER BY ${['rank', 'fact', 'known_from', 'pos_from'].map((column) => `${column} ${direction}`)}`;
      // A constant limit: a statement with a bound one is compiled anew at every call.
      const rows = (where: string) => prepare(`SELECT ${ROW_COLUMNS} ${lane} ${where} ${order} LIMIT ${page}`);
      return {
        from: rows(`rank ${start} ?`),
        past: rows(`${PLACE} ${past} (?, ?, ?, ?)`),
        seenPast: rows(`${PLACE} ${past} (?, ?, ?, ?) AND ${SEEN}`),
        boundsPast: prepare(
          `SELECT ${BOUNDS} ${lane} ${PLACE} ${past} (?, ?, ?, ?) AND NOT ${PLACE} ${past} (?, ?, ?, ?)`,
        ),
        end: [end, end, end, end],
      };
    };
    this.down = walk('<=', '<', 'DESC', -Infinity);
    this.up = walk('>', '>', 'ASC', Infinity);
    this.roles = prepare('SELECT role FROM placements WHERE key = ? AND role > ? ORDER BY role LIMIT 1');
    this.groups = prepare('SELECT groups FROM key_groups WHERE key = ?');
    const named = 'FROM placements WHERE key = ? AND groups = ?';
    this.seenOfGroups = prepare(`SELECT known_from, known_to, pos_from, pos_to ${named} AND ${SEEN} LIMIT 1`);
    this.boundsOfGroups = prepare(`SELECT ${BOUNDS} ${named}`);
  }
}

const placeOf = ({ rank, fact, knownFrom, posFrom }: StoredRow): Place => [rank, fact, knownFrom, posFrom];

const pageOf = (statement: StatementSyncInstance, ...values: (string | number)[]): FileRow[] =>
  (statement.all(...values) as unknown as RowValues[]).map((row) => new FileRow(row));

const boundsOf = (statement: StatementSyncInstance, ...values: (string | number)[]): Bounds =>
  statement.get(...values) as unknown as Bounds;

const clocksOf = ({ clocks: { position, knownAt } }: SeenBox) => [position, position, knownAt, knownAt];

class FileLane implements Lane {
  constructor(
    private readonly reader: FileReader,
    private readonly key: string,
    private readonly role: Role,
  ) {}

  upTo(rank: number, box: SeenBox): Iterable<Row> {
    return this.walk(this.reader.down, rank, box);
  }

  past(rank: number, box: SeenBox): Iterable<Row> {
    return this.walk(this.reader.up, rank, box);
  }

  private *walk(walk: Walk, rank: number, box: SeenBox): Generator<Row> {
    const { key, role } = this;
    const { page } = this.reader;
    let rows = pageOf(walk.from, key, role, rank);
    for (;;) {
      let unseen = 0;
      for (const row of rows)
        if (box.sees(row.knownFrom, row.knownTo, row.posFrom, row.posTo)) yield row;
        else unseen++;
      const last = rows.at(-1);
      if (last === undefined || rows.length < page) return;
      if (2 * unseen > page) return yield* this.seenPast(walk, placeOf(last), box);
      rows = pageOf(walk.past, key, role, ...placeOf(last));
    }
  }

  /** Goes on where most rows are not seen: the file passes over them. */
  private *seenPast(walk: Walk, from: Place, box: SeenBox): Generator<Row> {
    const { key, role } = this;
    for (let place = from; ; ) {
      const rows = pageOf(walk.seenPast, key, role, ...place, ...clocksOf(box));
      const last = rows.length < this.reader.page ? undefined : rows.at(-1);
      const to = last ? placeOf(last) : walk.end;
      box.within(boundsOf(walk.boundsPast, ...clocksOf(box), key, role, ...place, ...to));
      for (const row of rows) {
        box.sees(row.knownFrom, row.knownTo, row.posFrom, row.posTo);
        yield row;
      }
      if (last === undefined) return;
      place = to;
    }
  }
}

/** The rows of a key that has many of them: they stay in the file. */
export class FileRows implements KeyRows {
  version = 0;
  readonly weight = 8;
  private readonly lanes = new Map<Role, FileLane>();
  private readonly named: Set<string>;

  constructor(
    private readonly reader: FileReader,
    readonly key: string,
  ) {
    for (let role = ''; ; ) {
      const next = reader.roles.get(key, role) as unknown as [Role] | undefined;
      if (next === undefined) break;
      [role] = next;
      this.lane(role);
    }
    this.named = new Set((reader.groups.all(key) as unknown as [string][]).map(([groups]) => groups));
  }

  roles(): Iterable<Role> {
    return this.lanes.keys();
  }

  lane(role: Role): Lane {
    const lane = this.lanes.get(role) ?? new FileLane(this.reader, this.key, role);
    this.lanes.set(role, lane);
    return lane;
  }

  *groups(box: SeenBox): Generator<string> {
    for (const groups of this.named) if (this.namesSeen(groups, box)) yield* groups.split('\n');
  }

  add({ role, groups }: StoredRow): void {
    this.lane(role);
    if (groups !== null) this.named.add(groups);
    this.version++;
  }

  close(): void {
    this.version++;
  }

  private namesSeen(groups: string, box: SeenBox): boolean {
    const { seenOfGroups, boundsOfGroups } = this.reader;
    const found = seenOfGroups.get(this.key, groups, ...clocksOf(box)) as unknown as
      | [knownFrom: number, knownTo: number, posFrom: number, posTo: number]
      | undefined;
    if (found) return box.sees(...found);
    box.within(boundsOf(boundsOfGroups, ...clocksOf(box), this.key, groups));
    return false;
  }
}
