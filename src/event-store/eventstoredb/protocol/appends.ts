import { unpackToCommandError } from '@eventstore/db-client/dist/streams/appendToStream/unpackError.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import protobuf from 'protobufjs/minimal.js';
import { endOf, nested, safeInteger, varint } from './wire.js';

export interface RecordToWrite {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export interface AppendRequest {
  /** Tells the answer to this append from those to others in the same call. */
  readonly correlation: number;
  readonly stream: string;
  /** -1 is a stream that is not there, undefined is any. */
  readonly revision: number | undefined;
  /** Milliseconds that the server may take. */
  readonly deadline: number;
  readonly records: readonly RecordToWrite[];
}

export interface AppendResponse {
  readonly correlation: number;
  /** Of the stream's last event. */
  readonly revision: number;
  /** The client's error for what the server told instead. */
  readonly error?: Error;
}

/** Bytes past which an append goes on in another message: the server takes no message of any size. */
const MESSAGE_BYTES = 1024 * 1024;

// The numbers of fields are those of the server's streams.proto and shared.proto.

function message(correlation: number): protobuf.Writer {
  const writer = protobuf.Writer.create().uint32(nested(1)).fork().uint32(nested(1)).fork();
  return writer.uint32(varint(1)).int64(0).uint32(varint(2)).int64(correlation).ldelim().ldelim();
}

function writeOptions(writer: protobuf.Writer, { stream, revision, deadline }: AppendRequest): void {
  writer.uint32(nested(2)).fork();
  writer.uint32(nested(1)).fork().uint32(nested(3)).string(stream).ldelim();
  if (revision === undefined) writer.uint32(nested(4)).uint32(0);
  else if (revision < 0) writer.uint32(nested(3)).uint32(0);
  else writer.uint32(varint(2)).uint64(revision);
  const [seconds, nanos] = [Math.trunc(deadline / 1_000), (deadline % 1_000) * 1_000_000];
  writer.uint32(nested(7)).fork().uint32(varint(1)).int64(seconds).uint32(varint(2)).int32(nanos).ldelim();
  writer.ldelim();
}

const writeEntry = (writer: protobuf.Writer, key: string, value: string): protobuf.Writer =>
  writer.uint32(nested(2)).fork().uint32(nested(1)).string(key).uint32(nested(2)).string(value).ldelim();

/** Texts go as they are: the client would write them in base64, read that twice, and write the message twice. */
function writeRecord(writer: protobuf.Writer, { id, type, data, metadata }: RecordToWrite): void {
  writer.uint32(nested(3)).fork();
  writer.uint32(nested(1)).fork().uint32(nested(2)).string(id).ldelim();
  writeEntry(writer, 'type', type);
  writeEntry(writer, 'content-type', 'application/json');
  if (metadata) writer.uint32(nested(3)).string(JSON.stringify(metadata));
  writer.uint32(nested(4)).string(JSON.stringify(data)).ldelim();
}

/** The messages of one append (`BatchAppendReq`), the last of them final. */
export function* appendMessages(request: AppendRequest): Iterable<Buffer> {
  let writer = message(request.correlation);
  writeOptions(writer, request);
  for (const record of request.records) {
    if (writer.len > MESSAGE_BYTES) {
      yield Buffer.from(writer.finish());
      writer = message(request.correlation);
    }
    writeRecord(writer, record);
  }
  yield Buffer.from(writer.uint32(varint(4)).bool(true).finish());
}

/** An integer in a message within messages, by the numbers of its fields; 0 where it is not there, as the protocol has it. */
function integerIn(reader: protobuf.Reader, [field, ...inner]: readonly number[]): number {
  let found = 0;
  for (const end = endOf(reader); reader.pos < end; ) {
    const tag = reader.uint32();
    if (tag >>> 3 !== field) reader.skipType(tag & 7);
    else if (inner.length > 0) found = integerIn(reader, inner);
    else found = safeInteger(reader);
  }
  return found;
}

/** Reads a `BatchAppendResp`. */
export function readAppendResponse(bytes: Buffer): AppendResponse {
  const reader = protobuf.Reader.create(bytes);
  let [correlation, revision, failed] = [0, 0, false];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const field = tag >>> 3;
    if (field === 1) correlation = integerIn(reader, [1, 2]);
    else if (field === 3) revision = integerIn(reader, [1]);
    else {
      if (field === 2) failed = true;
      reader.skipType(tag & 7);
    }
  }
  return failed ? { correlation, revision, error: toError(bytes) } : { correlation, revision };
}

/** Errors are rare, and the client knows them all. */
function toError(bytes: Buffer): Error {
  const response = streams.BatchAppendResp.deserializeBinary(bytes);
  const stream = Buffer.from(response.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8');
  return unpackToCommandError(response.getError()!, stream);
}
