import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { FewRows, type StoredLane } from './few-rows.js';
import { NUMBERS } from './file-reader.js';
import type { NumberedKey } from './key-ids.js';
import { EXPECTED } from './stored-row.js';

const RANGE = `FROM placements WHERE key >= ? AND key <= ? AND role <> '${EXPECTED}'`;

/** Reads the rows of neighbouring keys that have few of them. */
export class RangeReader {
  private readonly pastMany: StatementSyncInstance;
  private readonly lanes: StatementSyncInstance;

  constructor(
    db: DatabaseSyncInstance,
    /** The most rows that are read at once. */
    few: number,
  ) {
    // Constant offsets: a statement with a bound one is compiled anew at every call.
    this.pastMany = db.prepare(`SELECT 1 ${RANGE} LIMIT 1 OFFSET ${few}`);
    // Rows come in the order of the table's key, and so do the elements of each group.
    this.lanes = db.prepare(
      `SELECT key, role, ${NUMBERS}, group_concat(doc, char(10)),
         CASE WHEN count(groups) > 0 THEN json_group_array(groups) END ${RANGE} GROUP BY key, role`,
    );
    for (const statement of [this.pastMany, this.lanes]) statement.setReturnArrays(true);
  }

  /** The rows of keys, ascending by number; none where they are too many. */
  read(keys: readonly [NumberedKey, ...NumberedKey[]]): FewRows[] {
    const [first] = keys;
    const last = keys.at(-1) as NumberedKey;
    if (this.pastMany.get(first.id, last.id) !== undefined) return [];
    const byKey = new Map<number, StoredLane[]>();
    for (const [key, role, numbers, documents, groups] of this.lanes.all(
      first.id,
      last.id,
    ) as unknown as LaneValues[]) {
      const lanes = byKey.get(key) ?? [];
      lanes.push({ role, numbers, documents, groups });
      byKey.set(key, lanes);
    }
    return keys.map(({ id, key }) => new FewRows(key, byKey.get(id) ?? []));
  }
}

type LaneValues = [key: number, role: string, numbers: string, documents: string, groups: string | null];
