import type { KeyedFact } from '../../../projections/board.js';
import type { Answer, KeyRows, Lane } from './key-rows.js';
import { type Documents, RowColumns } from './row-columns.js';
import { readDoc } from './row-doc.js';
import type { SeenBox } from './seen-box.js';
import type { Role, RowNumbers, StoredRow } from './stored-row.js';

/** What the file holds in one role under a key. */
export interface StoredLane {
  readonly role: Role;
  /** Row by row, joined by commas. */
  readonly numbers: string;
  /** A line each. */
  readonly documents: string;
  /** As in Placement, as a JSON array; null where no row names any. */
  readonly groups: string | null;
}

/** Documents in memory as text, each read once. */
class TextDocuments implements Documents {
  private documents: (string | KeyedFact)[] | undefined;

  constructor(
    private readonly key: string,
    private readonly lines: string,
  ) {}

  read(index: number, row: () => RowNumbers): KeyedFact {
    const known = this.split()[index] as string | KeyedFact;
    if (typeof known !== 'string') return known;
    const [, , , , fact] = row();
    const keyed = readDoc(known, this.key, fact);
    this.split()[index] = keyed;
    return keyed;
  }

  add(index: number, keyed: KeyedFact): void {
    this.split().splice(index, 0, keyed);
  }

  private split(): (string | KeyedFact)[] {
    this.documents ??= this.lines === '' ? [] : this.lines.split('\n');
    return this.documents;
  }
}

class FewLane extends RowColumns {
  private groups: (string | null)[] | undefined;

  constructor(key: string, { numbers, documents, groups }: Omit<StoredLane, 'role'>) {
    super(JSON.parse(`[${numbers}]`) as number[], new TextDocuments(key, documents));
    if (groups !== null) this.groups = JSON.parse(groups) as (string | null)[];
  }

  override add(row: StoredRow): number {
    const at = super.add(row);
    if (row.groups !== null) this.groups ??= Array<null>(this.size - 1).fill(null);
    this.groups?.splice(at, 0, row.groups);
    return at;
  }

  /** Adds the groups that rows name that are seen. */
  collect(found: Set<string>, box: SeenBox): void {
    for (const [i, groups] of this.groups?.entries() ?? []) {
      const names = groups?.split('\n') ?? [];
      if (names.some((name) => !found.has(name)) && this.isSeen(i, box)) for (const name of names) found.add(name);
    }
  }
}

/** What is held of a key and of each of its rows, in bytes, about, once answers were made of some. */
const HELD = 800;
const ROW = 500;

const EMPTY = { numbers: '', documents: '', groups: null };

/** The rows of a key that has few of them, in memory. */
export class FewRows implements KeyRows {
  counted = 0;
  answers: readonly Answer[] = [];
  private readonly lanes = new Map<Role, FewLane>();

  constructor(
    readonly key: string,
    lanes: readonly StoredLane[],
  ) {
    for (const lane of lanes) this.lanes.set(lane.role, new FewLane(key, lane));
  }

  get size(): number {
    let size = 0;
    for (const lane of this.lanes.values()) size += lane.size;
    return size;
  }

  get weight(): number {
    return HELD + this.size * ROW;
  }

  roles(): Iterable<Role> {
    return this.lanes.keys();
  }

  lane(role: Role): Lane {
    return this.lanes.get(role) ?? NOTHING;
  }

  groups(box: SeenBox): Set<string> {
    const found = new Set<string>();
    for (const lane of this.lanes.values()) lane.collect(found, box);
    return found;
  }

  add(row: StoredRow): void {
    const lane = this.lanes.get(row.role) ?? new FewLane(this.key, EMPTY);
    this.lanes.set(row.role, lane);
    lane.add(row);
  }

  close({ fact, knownFrom, role }: Pick<StoredRow, 'fact' | 'knownFrom' | 'role'>, open: number, at: number): void {
    this.lanes.get(role)?.close(fact, knownFrom, open, at);
  }
}

const NOTHING: Lane = new FewLane('', EMPTY);
