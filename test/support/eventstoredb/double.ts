import { createRequire } from 'node:module';
import grpc from '@grpc/grpc-js';
import { appendBatch, appendOne } from './double-appends.js';
import { notLeader, toServiceError } from './double-errors.js';
import { DoubleLog } from './double-log.js';
import { read } from './double-reads.js';

const require = createRequire(import.meta.url);
const generated = '@eventstore/db-client/generated';
const { StreamsService } = require(`${generated}/streams_grpc_pb`);
const streams = require(`${generated}/streams_pb`);
const { ServerFeaturesService } = require(`${generated}/serverfeatures_grpc_pb`);
const { SupportedMethods, SupportedMethod } = require(`${generated}/serverfeatures_pb`);

/**
 * A double of EventStoreDB for machines without one: the client's own protocol over gRPC, a log in memory, and only what
 * the protocol documents of appends, reads, filters and subscriptions. The same suites run against a real server.
 */
export class EventStoreDouble {
  private server: grpc.Server | undefined;
  private port = 0;
  /** Where writes are sent instead, as a follower does: an answer "not leader" with the leader's address. */
  leader: { readonly host: string; readonly port: number } | undefined;

  constructor(readonly log = new DoubleLog()) {}

  get url(): string {
    return `esdb://127.0.0.1:${this.port}?tls=false`;
  }

  get address(): { readonly host: string; readonly port: number } {
    return { host: '127.0.0.1', port: this.port };
  }

  async start(): Promise<this> {
    const server = new grpc.Server();
    server.addService(StreamsService, {
      read: (call: grpc.ServerWritableStream<never, unknown>) => read(this.log, call),
      append: this.writing((call, done) => appendOne(this.log, call as never, done as never)),
      batchAppend: this.writing((call) => appendBatch(this.log, call as never)),
      delete: this.writing((call, done) => this.remove(call, done, streams.DeleteResp)),
      tombstone: this.writing((call, done) => this.remove(call, done, streams.TombstoneResp)),
    } as unknown as grpc.UntypedServiceImplementation);
    server.addService(ServerFeaturesService, { getSupportedMethods } as unknown as grpc.UntypedServiceImplementation);
    const bind = (port: number) =>
      new Promise<number>((resolve, reject) =>
        server.bindAsync(`127.0.0.1:${port}`, grpc.ServerCredentials.createInsecure(), (error, bound) =>
          error ? reject(error) : resolve(bound),
        ),
      );
    this.port = await bind(this.port);
    this.server = server;
    return this;
  }

  /** Cuts every connection and listens no more; {@link start} goes on with the same log at the same address. */
  async stop(): Promise<void> {
    this.server?.forceShutdown();
    this.server = undefined;
  }

  /** Cuts every connection, and takes new ones at once. */
  async dropConnections(): Promise<void> {
    await this.stop();
    await this.start();
  }

  private writing(handle: (call: Call, done: Done) => void) {
    return (call: Call, done: Done): void => {
      if (!this.leader) handle(call, done);
      else if (done) done(notLeader(this.leader));
      else call.emit('error', notLeader(this.leader));
    };
  }

  private remove(call: Call, done: Done, Response: new () => unknown): void {
    const { request } = call as unknown as { request: { getOptions(): { getStreamIdentifier(): StreamIdentifier } } };
    try {
      this.log.tombstone(Buffer.from(request.getOptions().getStreamIdentifier().getStreamName_asU8()).toString());
      done(null, new Response());
    } catch (error) {
      done(toServiceError(error));
    }
  }
}

interface Call {
  emit(event: 'error', error: unknown): boolean;
}
type Done = (error: unknown, response?: unknown) => void;
interface StreamIdentifier {
  getStreamName_asU8(): Uint8Array;
}

function getSupportedMethods(_: unknown, done: Done): void {
  const method = new SupportedMethod();
  method.setServiceName('event_store.client.streams.streams');
  method.setMethodName('batchappend');
  const methods = new SupportedMethods();
  methods.setEventStoreServerVersion('24.6.0-double');
  methods.setMethodsList([method]);
  done(null, methods);
}
