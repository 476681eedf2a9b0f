import { type KeyRows, type Lane, NOTHING, type Role, type StoredRow } from './key-rows.js';
import { type ReadDoc, RowColumns, type RowNumbers } from './row-columns.js';

/** The numbers of a row, its groups by name. */
export interface NumberedRow {
  readonly role: Role;
  readonly groups: string | null;
  /** All but the number of its groups. */
  readonly numbers: readonly number[];
}

/** The rows of a key that has many of them: their numbers in memory, their documents read where a question leads. */
export class ManyRows implements KeyRows {
  version = 0;
  size = 0;
  private readonly lanes = new Map<Role, RowColumns>();
  /** The number of each set of groups that rows name; of none it is 0. */
  private readonly groupNumbers = new Map<string, number>();

  /** @param rows of each role in the order of their ranks, so that they are taken in quickly */
  constructor(
    readonly key: string,
    rows: Iterable<NumberedRow>,
    private readonly readDoc: (role: Role, row: RowNumbers) => ReturnType<ReadDoc>,
  ) {
    for (const row of rows) this.take(row);
  }

  roles(): Iterable<Role> {
    return this.lanes.keys();
  }

  lane(role: Role): Lane {
    return this.lanes.get(role) ?? NOTHING;
  }

  *groups(box: Parameters<RowColumns['sees']>[1]): Generator<string> {
    for (const [names, number] of this.groupNumbers)
      if ([...this.lanes.values()].some((lane) => lane.sees(number, box))) yield* names.split('\n');
  }

  add({ role, groups, rank, starts, ends, fact, knownFrom, posFrom, knownTo, posTo }: StoredRow): void {
    this.take({ role, groups, numbers: [rank, starts, ends, fact, knownFrom, posFrom, knownTo, posTo] });
    this.version++;
  }

  close({ role, fact, knownFrom }: Pick<StoredRow, 'fact' | 'knownFrom' | 'role'>, open: number, at: number): void {
    this.lanes.get(role)?.close(fact, knownFrom, open, at);
    this.version++;
  }

  private take({ role, groups, numbers }: NumberedRow): void {
    let lane = this.lanes.get(role);
    if (lane === undefined) {
      lane = new RowColumns((row) => this.readDoc(role, row));
      this.lanes.set(role, lane);
    }
    lane.add([...numbers, this.numberOf(groups)] as unknown as RowNumbers);
    this.size++;
  }

  private numberOf(groups: string | null): number {
    if (groups === null) return 0;
    const number = this.groupNumbers.get(groups) ?? this.groupNumbers.size + 1;
    this.groupNumbers.set(groups, number);
    return number;
  }
}
