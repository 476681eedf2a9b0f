import { createRequire } from 'node:module';
import grpc from '@grpc/grpc-js';
import type { Expected } from './double-log.js';
import { Deleted, WrongVersion } from './double-log.js';

const require = createRequire(import.meta.url);
const { Status } = require('@eventstore/db-client/generated/status_pb');
const shared = require('@eventstore/db-client/generated/shared_pb');
const { Any } = require('google-protobuf/google/protobuf/any_pb.js');
const { Empty } = require('google-protobuf/google/protobuf/empty_pb.js');

function serviceError(code: grpc.status, message: string, trailers: Readonly<Record<string, string>>) {
  const metadata = new grpc.Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
  return Object.assign(new Error(message), { code, details: message, metadata });
}

export const notLeader = ({ host, port }: { readonly host: string; readonly port: number }) =>
  serviceError(grpc.status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': host,
    'leader-endpoint-port': `${port}`,
  });

/** The error of a call for one of the log. */
export function toServiceError(error: unknown) {
  if (error instanceof Deleted)
    return serviceError(grpc.status.FAILED_PRECONDITION, error.message, {
      exception: 'stream-deleted',
      'stream-name': error.stream,
    });
  if (error instanceof WrongVersion)
    return serviceError(grpc.status.FAILED_PRECONDITION, error.message, {
      exception: 'wrong-expected-version',
      'stream-name': error.stream,
      'expected-version': `${error.expected}`,
      ...(error.actual >= 0 && { 'actual-version': `${error.actual}` }),
    });
  return serviceError(grpc.status.UNKNOWN, String(error), {});
}

/** The answer within a batch for an error of the log: a status with its details. */
export function toStatus(error: unknown) {
  const details = new Any();
  if (error instanceof WrongVersion)
    details.pack(wrongVersion(error).serializeBinary(), 'event_store.client.WrongExpectedVersion');
  else if (error instanceof Deleted)
    details.pack(new shared.StreamDeleted().serializeBinary(), 'event_store.client.StreamDeleted');
  else details.pack(new shared.Unknown().serializeBinary(), 'event_store.client.Unknown');
  const status = new Status();
  status.setMessage(String(error));
  status.setDetails(details);
  return status;
}

function wrongVersion({ expected, actual }: { readonly expected: Expected; readonly actual: number }) {
  const details = new shared.WrongExpectedVersion();
  if (actual >= 0) details.setCurrentStreamRevision(`${actual}`);
  else details.setCurrentNoStream(new Empty());
  if (expected === 'any') details.setExpectedAny(new Empty());
  else if (expected < 0) details.setExpectedNoStream(new Empty());
  else details.setExpectedStreamPosition(`${expected}`);
  return details;
}
