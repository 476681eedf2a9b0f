import { hash } from 'node:crypto';
import { v5 } from 'uuid';
import type { ChainedEvent, EventMeta, NewEvent } from '../../../events/envelope.js';
import type { Content } from '../event-store.js';
import type { RecordToWrite, ServerRecord } from './db-connection.js';

/** Namespace of the ids of contents. */
const CONTENTS = 'a2f7a6f0-5d0c-5a54-9f0c-6d2a3b0f7a11';

export const CONTENT = 'Content';
export const CONTENTS_ERASED = 'ContentsErased';

/** What stands in the metadata of an event of the log beside its own `meta`. */
export interface LogMetadata {
  readonly recordedAt: string;
  readonly schemaVersion: number;
  readonly meta: EventMeta;
  /** Tells the append that wrote the event from a retry that found it. */
  readonly append: string;
}

export const eventRecord = (event: NewEvent, recordedAt: string, append: string): RecordToWrite => ({
  id: event.id,
  type: event.type,
  data: event.data as unknown as Record<string, unknown>,
  metadata: { recordedAt, schemaVersion: event.schemaVersion, meta: event.meta, append } satisfies LogMetadata,
});

export const contentRecord = (stream: string, { sha256, body }: Content): RecordToWrite => ({
  id: v5(`${stream} ${sha256}`, CONTENTS),
  type: CONTENT,
  data: { sha256, body },
});

export const erasureRecord = (stream: string): RecordToWrite => ({
  id: v5(`${stream} erased`, CONTENTS),
  type: CONTENTS_ERASED,
  data: {},
});

/** The metadata of an event of the log; undefined where another program wrote the record. */
export function logMetadata({ metadata }: ServerRecord): LogMetadata | undefined {
  const found = metadata as Partial<LogMetadata> | undefined;
  return typeof found?.recordedAt === 'string' && typeof found.schemaVersion === 'number'
    ? (found as LogMetadata)
    : undefined;
}

export function isContent(data: unknown): data is Content {
  const found = data as Partial<Content> | undefined;
  return typeof found?.sha256 === 'string' && typeof found.body === 'string';
}

/** A log event with its place, as every follower derives it. */
export const toLogEvent = (
  record: ServerRecord,
  { schemaVersion, meta }: LogMetadata,
  place: { readonly revision: number; readonly position: number; readonly recordedAt: string },
): Omit<ChainedEvent, 'hash'> =>
  ({
    id: record.id,
    type: record.type,
    schemaVersion,
    streamId: record.streamId,
    revision: place.revision,
    position: place.position,
    recordedAt: place.recordedAt,
    data: record.data,
    meta: meta ?? {},
  }) as unknown as Omit<ChainedEvent, 'hash'>;

/** @throws {TypeError} where a value holds what JSON cannot say: a number that is not finite, a bigint, a function. */
export function checkJson(value: unknown): void {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} has no form in JSON`);
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol')
    throw new TypeError(`a ${typeof value} has no form in JSON`);
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) checkJson(part);
}

/** @throws {TypeError} where a content is not what its hash says. */
export function checkContent({ sha256, body }: Content): void {
  if (hash('sha256', Buffer.from(body, 'utf8'), 'hex') !== sha256)
    throw new TypeError(`content ${sha256} has another SHA-256`);
}
