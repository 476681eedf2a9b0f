import protobuf from 'protobufjs/minimal.js';
import { endOf, nested, safeInteger, varint } from './wire.js';

/** A place in `$all`: offsets in the server's log, which stay below 2^53. */
export interface LogPlace {
  readonly commit: number;
  readonly prepare: number;
}

/** An event as the server tells it; `data` and `metadata` are undefined where they are no JSON. */
export interface RecordedEvent {
  readonly id: string;
  readonly type: string;
  readonly streamId: string;
  readonly revision: number;
  readonly place: LogPlace;
  readonly data: unknown;
  readonly metadata: unknown;
}

/** What a subscription sends, as far as a follower of the log needs it. */
export type ReadResponse =
  | { readonly kind: 'event'; readonly event: RecordedEvent }
  | { readonly kind: 'checkpoint'; readonly place: LogPlace }
  | { readonly kind: 'confirmed' | 'caught-up' | 'other' };

type Reader = protobuf.Reader;

function json(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One text of a nested message; empty where it is not there. */
function textIn(reader: Reader, field: number): string {
  let text = '';
  for (const end = endOf(reader); reader.pos < end; ) {
    const tag = reader.uint32();
    if (tag >>> 3 === field) text = reader.string();
    else reader.skipType(tag & 7);
  }
  return text;
}

/** The value of a map's entry, where it is the one of this key. */
function entryOf(reader: Reader, wanted: string): string | undefined {
  let [key, value] = ['', ''];
  for (const end = endOf(reader); reader.pos < end; ) {
    const tag = reader.uint32();
    if (tag >>> 3 === 1) key = reader.string();
    else if (tag >>> 3 === 2) value = reader.string();
    else reader.skipType(tag & 7);
  }
  return key === wanted ? value : undefined;
}

// The numbers of fields are those of the server's streams.proto and shared.proto.

function recordedEvent(reader: Reader): RecordedEvent {
  let [id, type, streamId, revision, commit, prepare] = ['', '', '', 0, 0, 0];
  let data: unknown;
  let metadata: unknown;
  for (const end = endOf(reader); reader.pos < end; ) {
    const tag = reader.uint32();
    switch (tag >>> 3) {
      case 1:
        id = textIn(reader, 2);
        break;
      case 2:
        streamId = textIn(reader, 3);
        break;
      case 3:
        revision = safeInteger(reader);
        break;
      case 4:
        prepare = safeInteger(reader);
        break;
      case 5:
        commit = safeInteger(reader);
        break;
      case 6:
        type = entryOf(reader, 'type') ?? type;
        break;
      case 7:
        metadata = json(reader.string());
        break;
      case 8:
        data = json(reader.string());
        break;
      default:
        reader.skipType(tag & 7);
    }
  }
  return { id, type, streamId, revision, place: { commit, prepare }, data, metadata };
}

function readEvent(reader: Reader): ReadResponse {
  let event: RecordedEvent | undefined;
  for (const end = endOf(reader); reader.pos < end; ) {
    const tag = reader.uint32();
    if (tag >>> 3 === 1) event = recordedEvent(reader);
    else reader.skipType(tag & 7);
  }
  return event ? { kind: 'event', event } : { kind: 'other' };
}

function checkpoint(reader: Reader): ReadResponse {
  let [commit, prepare] = [0, 0];
  for (const end = endOf(reader); reader.pos < end; ) {
    const tag = reader.uint32();
    if (tag >>> 3 === 1) commit = safeInteger(reader);
    else if (tag >>> 3 === 2) prepare = safeInteger(reader);
    else reader.skipType(tag & 7);
  }
  return { kind: 'checkpoint', place: { commit, prepare } };
}

/** Reads a `ReadResp`; the client's own reading of it makes a dozen objects more for each event. */
export function readResponse(bytes: Buffer): ReadResponse {
  const reader = protobuf.Reader.create(bytes);
  let response: ReadResponse = { kind: 'other' };
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const field = tag >>> 3;
    if (field === 1) response = readEvent(reader);
    else if (field === 3) response = checkpoint(reader);
    else {
      if (field === 2) response = { kind: 'confirmed' };
      else if (field === 8) response = { kind: 'caught-up' };
      reader.skipType(tag & 7);
    }
  }
  return response;
}

export interface FollowRequest {
  /** Follows past it; from the beginning where it is left out. */
  readonly after?: LogPlace | undefined;
  /** How the names of the streams begin. */
  readonly prefixes: readonly string[];
  /** Records that the server passes over between two checkpoints, in units of its search window of 32. */
  readonly checkpointInterval: number;
}

/** A `ReadReq` that subscribes to `$all`, with ids told as texts. */
export function followRequest({ after, prefixes, checkpointInterval }: FollowRequest): Buffer {
  const writer = protobuf.Writer.create().uint32(nested(1)).fork();
  writer.uint32(nested(2)).fork();
  if (after) {
    writer.uint32(nested(1)).fork();
    writer.uint32(varint(1)).uint64(after.commit).uint32(varint(2)).uint64(after.prepare).ldelim();
  } else writer.uint32(nested(2)).uint32(0);
  writer.ldelim();
  writer.uint32(nested(6)).uint32(0);
  writer.uint32(nested(7)).fork();
  writer.uint32(nested(1)).fork();
  for (const prefix of prefixes) writer.uint32(nested(2)).string(prefix);
  writer.ldelim();
  writer.uint32(nested(4)).uint32(0).uint32(varint(5)).uint32(checkpointInterval).ldelim();
  writer.uint32(nested(9)).fork().uint32(nested(2)).uint32(0).ldelim();
  return Buffer.from(writer.ldelim().finish());
}
