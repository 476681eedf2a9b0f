import type { KeyedFact } from '../../../projections/board.js';
import type { Direction, FileReader } from './file-reader.js';
import type { NumberedKey } from './key-ids.js';
import type { Answer, KeyRows, Lane } from './key-rows.js';
import { type Documents, RowColumns } from './row-columns.js';
import type { SeenBox } from './seen-box.js';
import type { FileRow, Role, Row, RowNumbers, StoredRow } from './stored-row.js';

/** Questions about a lane before its numbers are taken into memory. */
const OFTEN = 8;
/** What is held of a key, and of each of its rows that are in memory, in bytes, about. */
const HELD = 4000;
const ROW = 64;

/** Documents that stay in the file. */
class FileDocuments implements Documents {
  constructor(
    private readonly reader: FileReader,
    private readonly key: NumberedKey,
    private readonly role: Role,
  ) {}

  read(_index: number, row: () => RowNumbers): KeyedFact {
    return this.reader.document(this.key, this.role, row());
  }

  add(): void {
    // It is written with its row.
  }
}

/** A lane in the file; its numbers come into memory where it is asked often, or about what it mostly does not show. */
class FileLane implements Lane {
  private asked = 0;
  private columns: RowColumns | undefined;

  constructor(
    private readonly reader: FileReader,
    private readonly key: NumberedKey,
    private readonly role: Role,
  ) {}

  /** Rows whose numbers are in memory. */
  get held(): number {
    return this.columns?.size ?? 0;
  }

  upTo(rank: number, box: SeenBox): Iterable<Row> {
    return this.laneFor('down', rank, box) ?? this.inMemory().upTo(rank, box);
  }

  past(rank: number, box: SeenBox): Iterable<Row> {
    return this.laneFor('up', rank, box) ?? this.inMemory().past(rank, box);
  }

  add(row: StoredRow): void {
    this.columns?.add(row);
  }

  close(fact: number, knownFrom: number, open: number, position: number): void {
    this.columns?.close(fact, knownFrom, open, position);
  }

  /** The rows as the file gives them; undefined where memory serves better. */
  private laneFor(direction: Direction, rank: number, box: SeenBox): Iterable<Row> | undefined {
    if (this.columns || ++this.asked > OFTEN) return undefined;
    const rows = this.reader.from(direction, this.key, this.role, rank);
    const seen = rows.filter((row) => isSeen(row, box));
    return 2 * seen.length < this.reader.page && rows.length === this.reader.page
      ? undefined
      : this.walk(direction, rows, seen, box);
  }

  private *walk(direction: Direction, first: readonly FileRow[], seen: readonly Row[], box: SeenBox) {
    yield* seen;
    for (let rows = first; rows.length === this.reader.page; ) {
      rows = this.reader.past(direction, this.key, this.role, rows.at(-1) as FileRow);
      for (const row of rows) if (isSeen(row, box)) yield row;
    }
  }

  private inMemory(): RowColumns {
    if (this.columns) return this.columns;
    const { reader, key, role } = this;
    this.columns = new RowColumns(reader.numbers(key, role), new FileDocuments(reader, key, role));
    return this.columns;
  }
}

/** The rows of a key that has many of them: they stay in the file. */
export class FileRows implements KeyRows {
  counted = 0;
  answers: readonly Answer[] = [];
  private readonly lanes = new Map<Role, FileLane>();
  private readonly named: Set<string>;

  constructor(
    private readonly reader: FileReader,
    private readonly numbered: NumberedKey,
  ) {
    for (const role of reader.rolesOf(numbered)) this.lane(role);
    this.named = new Set(reader.groupsOf(numbered));
  }

  get key(): string {
    return this.numbered.key;
  }

  get weight(): number {
    let held = 0;
    for (const lane of this.lanes.values()) held += lane.held;
    return HELD + held * ROW;
  }

  roles(): Iterable<Role> {
    return this.lanes.keys();
  }

  lane(role: Role): FileLane {
    const lane = this.lanes.get(role) ?? new FileLane(this.reader, this.numbered, role);
    this.lanes.set(role, lane);
    return lane;
  }

  *groups(box: SeenBox): Generator<string> {
    for (const groups of this.named) if (this.namesSeen(groups, box)) yield* groups.split('\n');
  }

  add(row: StoredRow): void {
    this.lane(row.role).add(row);
    if (row.groups !== null) this.named.add(row.groups);
  }

  close({ role, fact, knownFrom }: Pick<StoredRow, 'fact' | 'knownFrom' | 'role'>, open: number, at: number): void {
    this.lane(role).close(fact, knownFrom, open, at);
  }

  private namesSeen(groups: string, box: SeenBox): boolean {
    const found = this.reader.seenOf(this.numbered, groups, box.clocks);
    if ('seen' in found) return box.sees(...found.seen);
    box.within(found.bounds);
    return false;
  }
}

const isSeen = ({ numbers: [, , , , , knownFrom, posFrom, knownTo, posTo] }: FileRow, box: SeenBox): boolean =>
  box.sees(knownFrom, knownTo, posFrom, posTo);
