import { convertToCommandError, type EventStoreDBClient } from '@eventstore/db-client';
import type { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { type AppendRequest, appendMessages } from './appends.js';
import { type AppendCall, openAppends } from './client.js';

interface Waiting {
  resolve(revision: number): void;
  reject(error: unknown): void;
}

/** Appends of one client, many at once in one call to the server. */
export class AppendCalls {
  private readonly known = new WeakMap<StreamsClient, AppendCall>();
  private readonly waiting = new WeakMap<AppendCall, Map<number, Waiting>>();
  private correlation = 0;

  constructor(private readonly client: EventStoreDBClient) {}

  /** Resolves with the stream's revision; the client's errors. */
  async append(append: Omit<AppendRequest, 'correlation'>): Promise<number> {
    const correlation = ++this.correlation;
    const messages = [...appendMessages({ ...append, correlation })];
    const call = await openAppends(this.client, this.known, (opened) => this.listen(opened));
    return new Promise((resolve, reject) => {
      this.waiting.get(call)!.set(correlation, { resolve, reject });
      for (const message of messages) call.write(message);
    });
  }

  private listen(call: AppendCall): void {
    const waiting = new Map<number, Waiting>();
    this.waiting.set(call, waiting);
    const end = (error: unknown): void => {
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    };
    call.on('data', ({ correlation, revision, error }) => {
      const append = waiting.get(correlation);
      waiting.delete(correlation);
      if (error) append?.reject(error);
      else append?.resolve(revision);
    });
    call.on('error', (error) => end(convertToCommandError(error)));
    call.on('status', () => end(Object.assign(new Error('the call was ended'), { type: 'unavailable' })));
  }
}
