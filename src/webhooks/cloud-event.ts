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

/** An occurrence as JSON with a gap for what differs between webhooks, so that many of them share the rest. */
export interface RenderedEvent {
  readonly id: string;
  readonly position: number;
  readonly head: string;
  readonly tail: string;
  readonly data: string;
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
  const tail = occurrence.causationId === undefined ? '' : `,"causationid":${JSON.stringify(occurrence.causationId)}`;
  return {
    id: occurrence.id,
    position: occurrence.position,
    head: head.slice(0, -1),
    tail,
    data: `,"data":${JSON.stringify(fact)}}`,
  };
}

/**
 * The CloudEvent that one webhook sends: `previous` is the position of the match before in the log, 0 where there is
 * none. Positions are strings of digits, as CloudEvents integers have 32 bits.
 */
export function body(event: RenderedEvent, previous: number, replay: boolean): string {
  return `${event.head},"previous":"${previous}"${event.tail}${replay ? ',"replay":true' : ''}${event.data}`;
}

export const batchBody = (bodies: readonly string[]): string => `[${bodies.join(',')}]`;

/** The id of a batch of one webhook. */
export const batchId = (webhook: string, first: number, last: number): string => `${webhook}-${first}-${last}`;

/** A test event, outside every cursor. */
export function pingBody(id: string, webhook: string, time: string): string {
  return JSON.stringify({
    specversion: '1.0',
    id,
    source: SOURCE,
    type: 'factline.Ping',
    time,
    subject: webhook,
    datacontenttype: 'application/json',
    data: { webhook },
  });
}
