import { EventStoreDBClient } from '@eventstore/db-client';
import { StreamsClient, StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { CallOptions, ClientDuplexStream, ClientReadableStream, Metadata } from '@grpc/grpc-js';
import { type AppendResponse, readAppendResponse } from './appends.js';
import { type FollowRequest, followRequest, type ReadResponse, readResponse } from './reads.js';

export type AppendCall = ClientDuplexStream<Buffer, AppendResponse>;
export type FollowCall = ClientReadableStream<ReadResponse>;

interface BaseOptions {
  readonly requiresLeader?: boolean;
}

/** What the client keeps for itself: the calls that it opens, on the node that it found, with its credentials. */
interface Internals {
  handleError(client: unknown, error: Error): Promise<void>;
  callArguments(base: BaseOptions, options: CallOptions): [Metadata, CallOptions];
  GRPCStreamCreator<T>(
    client: typeof StreamsClient,
    name: string,
    open: (client: StreamsClient) => T,
    cache?: WeakMap<StreamsClient, T>,
  ): () => Promise<T>;
}

const UNENDING = { deadline: Number.POSITIVE_INFINITY };
const asIs = (bytes: Buffer): Buffer => bytes;

const internals = (client: EventStoreDBClient): Internals => client as unknown as Internals;

export function connect(url: string): EventStoreDBClient {
  const client = EventStoreDBClient.connectionString(url);
  // The client awaits a reconnection in a handler that nobody awaits: where it fails, the process would end.
  const handling = internals(client);
  const original = handling.handleError;
  handling.handleError = (failed, error) => original(failed, error).catch(() => undefined);
  return client;
}

/** Opens a subscription to `$all`. */
export function openFollow(client: EventStoreDBClient, request: FollowRequest): Promise<FollowCall> {
  const { callArguments, GRPCStreamCreator } = internals(client);
  const open = (grpc: StreamsClient): FollowCall =>
    grpc.makeServerStreamRequest(
      StreamsService.read.path,
      followRequest,
      readResponse,
      request,
      ...callArguments({}, UNENDING),
    );
  return GRPCStreamCreator(StreamsClient, 'follow', open)();
}

/** Opens the call that takes many appends, where `known` does not hold it for the connection. */
export function openAppends(
  client: EventStoreDBClient,
  known: WeakMap<StreamsClient, AppendCall>,
  onOpened: (call: AppendCall) => void,
): Promise<AppendCall> {
  const { callArguments, GRPCStreamCreator } = internals(client);
  const open = (grpc: StreamsClient): AppendCall => {
    const call = grpc.makeBidiStreamRequest(
      StreamsService.batchAppend.path,
      asIs,
      readAppendResponse,
      ...callArguments({ requiresLeader: true }, UNENDING),
    );
    onOpened(call);
    return call;
  };
  return GRPCStreamCreator(StreamsClient, 'append', open, known)();
}
