import { canonical } from '../canonical-json.js';
import type { Verification } from '../event-store.js';
import { GENESIS_HASH, linkHash } from '../hash-chain.js';
import type { DbConnection, ServerRecord } from './db-connection.js';
import type { LocalLog } from './local-log.js';
import { logMetadata, toLogEvent } from './record-format.js';
import { isLogStream, LOG_PREFIXES } from './streams.js';

const PROGRESS = 256;
const BATCH = 256;

/**
 * Walks the log on the server from its beginning, up to the head that this node knows, and compares each event with the
 * link that the node derived when it first read it. What is changed, missing or added in the server's files shows.
 */
export async function verifyServerLog(
  connection: DbConnection,
  log: LocalLog,
  onProgress?: (position: number) => void,
): Promise<Verification> {
  const { position: last } = log.head;
  const walk = new Walk(log, last);
  if (last > 0) await walkServer(connection, walk, onProgress);
  const hole = log.holes()[0];
  const { positions, head } = walk;
  if (walk.problem) return { positions, head, firstBad: { position: positions + 1, problem: walk.problem } };
  if (hole)
    return { positions, head, firstBad: { position: positions, problem: `stream ${hole.stream} ${hole.problem}` } };
  return { positions, head };
}

class Walk {
  positions = 0;
  head = GENESIS_HASH;
  problem: string | undefined;
  private readonly seen = new Set<string>();
  private known: { from: number; events: ReturnType<LocalLog['events']> } = { from: 0, events: [] };

  constructor(
    private readonly log: LocalLog,
    private readonly last: number,
  ) {}

  get isDone(): boolean {
    return this.problem !== undefined || this.positions >= this.last;
  }

  take(record: ServerRecord): void {
    const metadata = logMetadata(record);
    if (!metadata || !isLogStream(record.streamId)) return;
    const key = `${record.id} ${record.streamId}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    const position = this.positions + 1;
    const known = this.at(position);
    const { revision, recordedAt } = known ?? { revision: record.revision, recordedAt: metadata.recordedAt };
    const body = canonical(toLogEvent(record, metadata, { revision, position, recordedAt }));
    const hash = linkHash(this.head, body);
    if (hash !== known?.hash) this.problem = 'the event on the server does not fit the chain that this node derived';
    else {
      this.positions = position;
      this.head = hash;
    }
  }

  private at(position: number) {
    const { from, events } = this.known;
    const index = position - from - 1;
    if (index >= 0 && index < events.length) return events[index];
    this.known = { from: position - 1, events: this.log.events(position - 1, position - 1 + BATCH) };
    return this.known.events[0];
  }
}

function walkServer(connection: DbConnection, walk: Walk, onProgress?: (position: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const following = connection.follow(undefined, LOG_PREFIXES, {
      onConfirmed: () => undefined,
      onRecord: (record) => {
        if (walk.isDone) return;
        walk.take(record);
        if (walk.positions % PROGRESS === 0 || walk.isDone) onProgress?.(walk.positions);
        if (walk.isDone) end();
      },
      onCheckpoint: () => undefined,
      onCaughtUp: () => {
        if (!walk.isDone) walk.problem = 'it is missing on the server';
        end();
      },
      onEnd: reject,
    });
    function end(): void {
      following.stop();
      resolve();
    }
  });
}
