/** Media types of CloudEvents 1.0 over HTTP, structured mode and batched. */
export const STRUCTURED = 'application/cloudevents+json';
export const BATCHED = 'application/cloudevents-batch+json';

/** What every event of a log has in common as a source; with the event's id it is unique. */
export const SOURCE = 'urn:factline:log';

/** What a webhook says of one event of the log. */
export interface Occurrence {
  /** The event's id. */
  readonly id: string;
  /** The event's type: a fact type, `FactCorrected` or `FactRetracted`. */
  readonly type: string;
  /** Knowledge time: when the source told the world. */
  readonly publishedAt: string;
  readonly recordedAt: string;
  readonly position: number;
  readonly causationId?: string;
  /** The fact as of that position. */
  readonly fact: { readonly id: string; readonly type: string; readonly schemaVersion: number };
}

/** An occurrence as UTF-8 JSON with a gap for what differs between webhooks, so that many of them share the rest. */
export interface RenderedEvent {
  readonly id: string;
  readonly position: number;
  readonly head: Buffer;
  readonly tail: Buffer;
}

/** Names the payload's schema, which `GET /v1/schemas/:type` serves; a URN, as the answer must not depend on the node. */
export const schemaName = (type: string, version: number): string => `urn:factline:schema:${type}:${version}`;

/** Renders once what all webhooks say alike of an event. */
export function render(occurrence: Occurrence): RenderedEvent {
  const { fact } = occurrence;
  const head = JSON.stringify({
    specversion: '1.0',
    id: occurrence.id,
    source: SOURCE,
    type: `factline.${occurrence.type}`,
    time: occurrence.publishedAt,
    subject: fact.id,
    datacontenttype: 'application/json',
    dataschema: schemaName(fact.type, fact.schemaVersion),
    recordedtime: occurrence.recordedAt,
    position: String(occurrence.position),
  });
  const { causationId } = occurrence;
  const cause = causationId === undefined ? '' : `,"causationid":${JSON.stringify(causationId)}`;
  return {
    id: occurrence.id,
    position: occurrence.position,
    head: Buffer.from(`${head.slice(0, -1)}${cause}`),
    tail: Buffer.from(`,"data":${JSON.stringify(fact)}}`),
  };
}

/**
 * The CloudEvent that one webhook sends: `previous` is the position of the match before in the log, 0 where there is
 * none. Positions are strings of digits, as CloudEvents integers have 32 bits.
 */
export function body({ head, tail }: RenderedEvent, previous: number, replay: boolean): Buffer {
  const own = `,"previous":"${previous}"${replay ? ',"replay":true' : ''}`;
  const bytes = Buffer.allocUnsafe(head.length + own.length + tail.length);
  head.copy(bytes);
  bytes.write(own, head.length, 'latin1');
  tail.copy(bytes, head.length + own.length);
  return bytes;
}

const [OPEN, COMMA, CLOSE] = ['[', ',', ']'].map((character) => Buffer.from(character)) as [Buffer, Buffer, Buffer];

export function batchBody(bodies: readonly Buffer[]): Buffer {
  const parts = bodies.flatMap((bytes, i) => [i === 0 ? OPEN : COMMA, bytes]);
  return Buffer.concat([...parts, CLOSE]);
}

/** The id of a batch of one webhook. */
export const batchId = (webhook: string, first: number, last: number): string => `${webhook}-${first}-${last}`;

/** A test event, outside every cursor. */
export function pingBody(id: string, webhook: string, time: string): Buffer {
  const event = {
    specversion: '1.0',
    id,
    source: SOURCE,
    type: 'factline.Ping',
    time,
    subject: webhook,
    datacontenttype: 'application/json',
    data: { webhook },
  };
  return Buffer.from(JSON.stringify(event));
}
