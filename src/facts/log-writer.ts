import { Injectable } from '@nestjs/common';
import type { NewEvent } from '../../events/envelope.js';
import { type AppendResult, type Content, EventStore, RevisionConflictError } from '../event-store/event-store.js';
import { Projector } from '../read-models/projector.js';
import { StreamLocks } from './stream-locks.js';

/** What an append would add to a stream; nothing where all of it stands already. */
export interface Draft {
  readonly events: readonly NewEvent[];
  readonly contents?: readonly Content[];
}

/** Bytes of the events of one append at most, with room below EventStoreDB's 1 MiB. */
export const MAX_APPEND = 900 * 1024;

export const bytesOf = (events: readonly NewEvent[]): number => Buffer.byteLength(JSON.stringify(events));

/** Tries against other writers of the same stream before the client is asked to try later. */
const TRIES = 50;

/** Appends what still has to be said: reads, drafts against what stands, and again where another writer was first. */
@Injectable()
export class LogWriter {
  private readonly locks = new StreamLocks();

  constructor(
    private readonly store: EventStore,
    private readonly projector: Projector,
  ) {}

  /** Drafts against a stream at a revision, appends, and resolves once this node has read it; undefined: nothing new. */
  append(streamId: string, draft: (revision: number) => Promise<Draft>): Promise<AppendResult | undefined> {
    return this.locks.run(streamId, async () => {
      for (let tries = 1; ; tries++) {
        const revision = await this.store.revisionOf(streamId);
        await this.caughtUp();
        const { events, contents } = await draft(revision);
        if (events.length === 0) return undefined;
        try {
          const result = await this.store.append(streamId, revision, events, contents);
          await this.projector.waitFor(result.position);
          return result;
        } catch (error) {
          if (!(error instanceof RevisionConflictError) || tries >= TRIES) throw error;
        }
      }
    });
  }

  /** Resolves once this node has read all that the log held when asked. */
  async caughtUp(): Promise<number> {
    const { position } = await this.store.head();
    await this.projector.waitFor(position);
    return position;
  }
}
