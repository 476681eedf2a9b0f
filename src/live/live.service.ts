import type { ServerResponse } from 'node:http';
import { one, type Query } from '../api/query.js';
import type { EventStore } from '../event-store/event-store.js';
import type { MatchIndex } from '../matching/match-index.js';
import { invalidField } from '../problem.js';
import { Channel } from './channel.js';
import { isFiltered, readFactFilter } from './fact-filter.js';
import type { LiveLog } from './live-log.js';
import { type NextEvent, type ReaderLimits, serveReader } from './stream-reader.js';

/** Filters whose readers share their work. */
const MAX_CHANNELS = 200;

/** The readers of the event stream. */
export class LiveService {
  private readonly channels = new Map<string, Channel>();
  private readonly responses = new Set<ServerResponse>();
  private readonly wakes = new Set<() => void>();
  private readonly stopListening: () => void;

  constructor(
    private readonly store: EventStore,
    private readonly index: MatchIndex,
    private readonly log: LiveLog,
    private readonly limits: ReaderLimits,
  ) {
    this.stopListening = index.onEvents(() => {
      for (const wake of this.wakes) wake();
    });
  }

  /** Readers that are connected. */
  get readers(): number {
    return this.responses.size;
  }

  /**
   * What a request asks for, checked before anything is answered: the channel, and the position past which it begins.
   * The header goes before the parameter `after`, as a browser that connects again sends both.
   * @throws 422 for a filter or a position that is not valid.
   */
  async open(query: Query, lastEventId: string | undefined): Promise<{ channel: Channel; after: number }> {
    const channel = this.channel(query);
    const { position: head } = await this.store.head();
    const [field, text] = lastEventId ? ['Last-Event-ID', lastEventId] : ['after', one(query, 'after')];
    if (text === undefined) return { channel, after: head };
    const after = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (after <= head) return { channel, after };
    throw invalidField(field, `is "${text}": give a position of this log, which ends at ${head}`);
  }

  async serve(response: ServerResponse, { channel, after }: { channel: Channel; after: number }): Promise<void> {
    this.responses.add(response);
    try {
      await serveReader(response, channel, after, this.next, this.limits);
    } finally {
      this.responses.delete(response);
    }
  }

  /** Ends every stream, so that the server can close. */
  close(): void {
    this.stopListening();
    for (const response of this.responses) response.destroy();
  }

  private readonly next: NextEvent = (position, signal) =>
    new Promise((resolve) => {
      const wake = (): void => {
        this.wakes.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      if (signal.aborted || this.index.applied > position) return resolve();
      this.wakes.add(wake);
      signal.addEventListener('abort', wake);
    });

  private channel(query: Query): Channel {
    const filter = readFactFilter(query, ['after']);
    const name = JSON.stringify(filter);
    const known = this.channels.get(name);
    if (known) return known;
    const search = { filter: filter.event, ofFactOnly: isFiltered(query) };
    const channel = new Channel(this.index, this.log, search, filter);
    this.channels.set(name, channel);
    if (this.channels.size > MAX_CHANNELS) this.channels.delete(this.channels.keys().next().value!);
    return channel;
  }
}
