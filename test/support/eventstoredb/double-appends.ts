import { createRequire } from 'node:module';
import { toServiceError, toStatus } from './double-errors.js';
import type { DoubleLog, Expected, Proposed } from './double-log.js';

const require = createRequire(import.meta.url);
const streams = require('@eventstore/db-client/generated/streams_pb');
const { AllStreamPosition } = require('@eventstore/db-client/generated/shared_pb');

interface Message {
  getId(): { getString(): string };
  getMetadataMap(): Iterable<[string, string]> & { entries(): Iterable<[string, string]> };
  getCustomMetadata_asU8(): Uint8Array;
  getData_asU8(): Uint8Array;
}

const proposed = (message: Message): Proposed => {
  const metadata = new Map<string, string>();
  const entries = message.getMetadataMap().entries() as unknown as Iterator<[string, string]>;
  for (let next = entries.next(); !next.done; next = entries.next()) metadata.set(...next.value);
  return {
    id: message.getId().getString(),
    metadata,
    custom: message.getCustomMetadata_asU8(),
    data: message.getData_asU8(),
  };
};

const nameOf = (options: { getStreamIdentifier(): { getStreamName_asU8(): Uint8Array } }): string =>
  Buffer.from(options.getStreamIdentifier().getStreamName_asU8()).toString();

interface BatchCall {
  on(event: 'data', listener: (request: ReturnType<typeof Object>) => void): void;
  on(event: 'end' | 'error', listener: () => void): void;
  write(response: unknown): void;
  end(): void;
}

/** Appends in one long call; parts of one append share a correlation id, and the last one is final. */
export function appendBatch(log: DoubleLog, call: BatchCall): void {
  const open = new Map<string, { stream: string; expected: Expected; events: Proposed[] }>();
  call.on('data', (request) => {
    const key = Buffer.from(request.getCorrelationId().serializeBinary()).toString('hex');
    const options = request.getOptions();
    if (options) open.set(key, { stream: nameOf(options), expected: expectedOfBatch(options), events: [] });
    const append = open.get(key)!;
    for (const message of request.getProposedMessagesList()) append.events.push(proposed(message));
    if (!request.getIsFinal()) return;
    open.delete(key);
    call.write(answer(log, append, request));
  });
  call.on('end', () => call.end());
  call.on('error', () => undefined);
}

function expectedOfBatch(options: ReturnType<typeof Object>): Expected {
  if (options.hasAny()) return 'any';
  return options.hasNoStream() ? -1 : Number(options.getStreamPosition());
}

function answer(
  log: DoubleLog,
  { stream, expected, events }: { stream: string; expected: Expected; events: Proposed[] },
  request: ReturnType<typeof Object>,
) {
  const response = new streams.BatchAppendResp();
  response.setCorrelationId(request.getCorrelationId());
  const { StreamIdentifier } = require('@eventstore/db-client/generated/shared_pb');
  const identifier = new StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream).toString('base64'));
  response.setStreamIdentifier(identifier);
  try {
    const { revision, commit } = log.append(stream, expected, events);
    const success = new streams.BatchAppendResp.Success();
    success.setCurrentRevision(`${revision}`);
    const position = new AllStreamPosition();
    position.setCommitPosition(`${commit}`);
    position.setPreparePosition(`${commit}`);
    success.setPosition(position);
    response.setSuccess(success);
  } catch (error) {
    response.setError(toStatus(error));
  }
  return response;
}

interface AppendCall {
  on(event: 'data', listener: (request: ReturnType<typeof Object>) => void): void;
  on(event: 'end', listener: () => void): void;
}

/** One append in a call of its own. */
export function appendOne(log: DoubleLog, call: AppendCall, done: (error: unknown, response?: unknown) => void): void {
  let stream = '';
  let expected: Expected = 'any';
  const events: Proposed[] = [];
  call.on('data', (request) => {
    const options = request.getOptions();
    if (options) {
      stream = nameOf(options);
      expected = options.hasAny() ? 'any' : options.hasNoStream() ? -1 : Number(options.getRevision());
    } else events.push(proposed(request.getProposedMessage()));
  });
  call.on('end', () => {
    try {
      const { revision } = log.append(stream, expected, events);
      const response = new streams.AppendResp();
      const success = new streams.AppendResp.Success();
      success.setCurrentRevision(`${revision}`);
      response.setSuccess(success);
      done(null, response);
    } catch (error) {
      done(toServiceError(error));
    }
  });
}
