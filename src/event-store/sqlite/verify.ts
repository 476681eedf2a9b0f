import { hash as digest } from 'node:crypto';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { LogEvent } from '../../../events/envelope.js';
import type { Verification } from '../event-store.js';
import { GENESIS_HASH, linkHash } from '../hash-chain.js';
import { isDamage } from './sqlite-errors.js';

type Bad = NonNullable<Verification['firstBad']>;

interface Row {
  readonly position: number;
  readonly stream: string | null;
  readonly revision: number;
  readonly type: string;
  readonly recordedAt: number;
  readonly hash: string;
  readonly body: string;
}

const BATCH = 256;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What a row's columns say otherwise than its event. */
function contradiction(row: Row, event: LogEvent): string | undefined {
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['position', row.position, event.position],
    ['stream', row.stream, event.streamId],
    ['revision', row.revision, event.revision],
    ['type', row.type, event.type],
    ['record time', row.recordedAt, Date.parse(event.recordedAt)],
  ];
  const pair = pairs.find(([, column, field]) => column !== field);
  return pair && `its ${pair[0]} reads ${pair[1]} in the table and ${pair[2]} in the event`;
}

function problemOf(row: Row, position: number, previous: string): string | undefined {
  if (row.position !== position) return 'it is missing';
  if (linkHash(previous, row.body) !== row.hash) return 'the event does not fit its hash';
  try {
    return contradiction(row, JSON.parse(row.body));
  } catch {
    return 'the event is no JSON';
  }
}

/** Walks the chain; what SQLite cannot read is told by the first position that it fails at. */
class ChainWalk {
  readonly #select;
  position = 0;
  head = GENESIS_HASH;

  constructor(db: DatabaseSyncInstance) {
    this.#select = db.prepare(
      `SELECT e.position, s.name AS stream, e.revision, e.type, e.recorded_at AS recordedAt, e.hash, e.body
       FROM events e LEFT JOIN streams s ON s.id = e.stream
       WHERE e.position > ? ORDER BY e.position LIMIT ?`,
    );
  }

  /** One batch further; what is bad, or whether the end is reached. */
  step(): Bad | 'more' | 'end' {
    const rows = this.#batch();
    if (!Array.isArray(rows)) return rows;
    for (const row of rows) {
      const problem = problemOf(row, this.position + 1, this.head);
      if (problem) return { position: this.position + 1, problem };
      this.position = row.position;
      this.head = row.hash;
    }
    return rows.length === 0 ? 'end' : 'more';
  }

  #batch(): Row[] | Bad {
    try {
      return this.#select.all(this.position, BATCH) as Row[];
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
    try {
      return this.#select.all(this.position, 1) as Row[];
    } catch (error) {
      return { position: this.position + 1, problem: `SQLite cannot read it: ${(error as Error).message}` };
    }
  }
}

interface ContentRow {
  readonly rowid: number;
  readonly stream: number;
  readonly sha256: string;
  readonly erased: number;
  readonly body: unknown;
}

/** An erased content is zeros, any other is what its hash says. */
function contentFits({ sha256, erased, body }: ContentRow): boolean {
  if (!(body instanceof Uint8Array)) return false;
  return erased === 0 ? digest('sha256', body, 'hex') === sha256 : erased === 1 && body.every((byte) => byte === 0);
}

/** The first content that is not what its hash says. */
async function badContent(db: DatabaseSyncInstance): Promise<Bad | undefined> {
  const select = db.prepare(
    'SELECT rowid, stream, sha256, erased, body FROM contents WHERE rowid > ? ORDER BY rowid LIMIT 64',
  );
  const owner = db.prepare(
    'SELECT position FROM events WHERE stream = ? ORDER BY instr(body, ?) = 0, revision LIMIT 1',
  );
  for (let last = 0; ; ) {
    const rows = select.all(last) as ContentRow[];
    for (const row of rows) {
      if (contentFits(row)) continue;
      const event = owner.get(row.stream, row.sha256) as { position: number } | undefined;
      return { position: event?.position ?? 1, problem: `its content ${row.sha256} does not fit its hash` };
    }
    if (rows.length === 0) return undefined;
    last = rows.at(-1)!.rowid;
    await nextTurn();
  }
}

/** What SQLite itself finds: indexes that lost rows, pages that do not fit. */
function badStructure(db: DatabaseSyncInstance, position: number): Bad | undefined {
  const { integrity_check: found } = db.prepare('PRAGMA integrity_check(1)').get() as { integrity_check: string };
  if (found === 'ok') return undefined;
  const row = /^row (\d+) missing from index events_by_stream$/.exec(found);
  return { position: row ? Number(row[1]) : position, problem: `SQLite finds the file damaged: ${found}` };
}

/** Walks the log, then its contents, then the file's own structure. */
export async function verifyLog(
  db: DatabaseSyncInstance,
  onProgress?: (position: number) => void,
): Promise<Verification> {
  const walk = new ChainWalk(db);
  let step = walk.step();
  for (; step === 'more'; step = walk.step()) {
    onProgress?.(walk.position);
    await nextTurn();
  }
  const { position: positions, head } = walk;
  if (step !== 'end') return { positions, head, firstBad: step };
  const firstBad = await besideTheChain(db, positions);
  return firstBad ? { positions, head, firstBad } : { positions, head };
}

async function besideTheChain(db: DatabaseSyncInstance, head: number): Promise<Bad | undefined> {
  try {
    return (await badContent(db)) ?? badStructure(db, head);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { position: head, problem: `SQLite finds the file damaged: ${(error as Error).message}` };
  }
}
