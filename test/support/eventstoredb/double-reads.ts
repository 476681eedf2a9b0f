import { createRequire } from 'node:module';
import { toServiceError } from './double-errors.js';
import type { DoubleLog, Recorded } from './double-log.js';

const require = createRequire(import.meta.url);
const { ReadResp } = require('@eventstore/db-client/generated/streams_pb');
const { StreamIdentifier, UUID } = require('@eventstore/db-client/generated/shared_pb');

type Message = ReturnType<typeof Object>;

interface ReadCall {
  readonly request: Message;
  write(response: unknown): boolean;
  once(event: 'drain', listener: () => void): void;
  on(event: 'cancelled' | 'close' | 'error', listener: () => void): void;
  end(): void;
  emit(event: 'error', error: unknown): boolean;
}

const identifier = (name: string): Message => {
  const found = new StreamIdentifier();
  found.setStreamName(Buffer.from(name).toString('base64'));
  return found;
};

function eventResponse({ id, metadata, custom, data, stream, revision, commit }: Recorded): Message {
  const record = new ReadResp.ReadEvent.RecordedEvent();
  const uuid = new UUID();
  uuid.setString(id);
  record.setId(uuid);
  record.setStreamIdentifier(identifier(stream));
  record.setStreamRevision(`${revision}`);
  record.setCommitPosition(`${commit}`);
  record.setPreparePosition(`${commit}`);
  for (const [name, value] of metadata) record.getMetadataMap().set(name, value);
  record.setCustomMetadata(custom);
  record.setData(data);
  const event = new ReadResp.ReadEvent();
  event.setEvent(record);
  event.setCommitPosition(`${commit}`);
  const response = new ReadResp();
  response.setEvent(event);
  return response;
}

const notFound = (stream: string): Message => {
  const told = new ReadResp.StreamNotFound();
  told.setStreamIdentifier(identifier(stream));
  const response = new ReadResp();
  response.setStreamNotFound(told);
  return response;
};

const caughtUp = (): Message => {
  const response = new ReadResp();
  response.setCaughtUp(new ReadResp.CaughtUp());
  return response;
};

function confirmation(): Message {
  const told = new ReadResp.SubscriptionConfirmation();
  told.setSubscriptionId('double');
  const response = new ReadResp();
  response.setConfirmation(told);
  return response;
}

/** Reads of a stream or of `$all`, and catch-up subscriptions to `$all`. */
export function read(log: DoubleLog, call: ReadCall): void {
  const options = call.request.getOptions();
  call.on('error', () => undefined);
  try {
    if (options.hasSubscription()) void subscribe(log, call, options);
    else {
      for (const response of options.hasStream() ? readStream(log, options) : readAll(log, options))
        call.write(response);
      call.end();
    }
  } catch (error) {
    call.emit('error', toServiceError(error));
  }
}

function readStream(log: DoubleLog, options: Message): Message[] {
  const wanted = options.getStream();
  const name = Buffer.from(wanted.getStreamIdentifier().getStreamName_asU8()).toString();
  const events = log.stream(name);
  if (events.length === 0) return [notFound(name)];
  const count = Number(options.getCount());
  if (options.getReadDirection() === 1) return [...events].reverse().slice(0, count).map(eventResponse);
  const from = wanted.hasRevision() ? Number(wanted.getRevision()) : 0;
  return events.slice(from, from + count).map(eventResponse);
}

/** Reading forwards begins with the event at the position itself. */
function readAll(log: DoubleLog, options: Message): Message[] {
  const all = options.getAll();
  const from = all.hasPosition() ? log.past(Number(all.getPosition().getCommitPosition())) - 1 : 0;
  return log.all.slice(Math.max(0, from), Math.max(0, from) + Number(options.getCount())).map(eventResponse);
}

function filterOf(options: Message): (event: Recorded) => boolean {
  if (!options.hasFilter()) return () => true;
  const filter = options.getFilter();
  const byType = filter.hasEventType();
  const expression = byType ? filter.getEventType() : filter.getStreamIdentifier();
  const prefixes: string[] = expression.getPrefixList();
  const regex = prefixes.length === 0 ? new RegExp(expression.getRegex()) : undefined;
  return ({ stream, metadata }) => {
    const text = byType ? (metadata.get('type') ?? '') : stream;
    return regex ? regex.test(text) : prefixes.some((prefix) => text.startsWith(prefix));
  };
}

/** A subscription begins past its position; it is held back by the reader's flow control. */
async function subscribe(log: DoubleLog, call: ReadCall, options: Message): Promise<void> {
  const all = options.getAll();
  const passes = filterOf(options);
  let next = all.hasPosition() ? log.past(Number(all.getPosition().getCommitPosition())) : 0;
  let open = true;
  let wake = (): void => undefined;
  const silence = log.listen(() => wake());
  const end = (): void => {
    open = false;
    silence();
    wake();
  };
  call.on('cancelled', end);
  call.on('close', end);
  call.write(confirmation());
  for (let live = false; open; ) {
    const event = log.all[next];
    if (event) {
      next++;
      if (passes(event) && !call.write(eventResponse(event)) && open)
        await new Promise<void>((resolve) => {
          wake = resolve;
          call.once('drain', resolve);
        });
    } else {
      if (!live) call.write(caughtUp());
      live = true;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}
