import { hash } from 'node:crypto';
import { escape as escaped } from 'node:querystring';
import type { FastifyReply, FastifyRequest } from 'fastify';

const JSON_TYPE = 'application/json; charset=utf-8';

/** A snapshot as it is sent. */
export interface Snapshot {
  readonly body: string | Buffer;
  /** The media type; JSON where it is left out. */
  readonly type?: string;
  /** The permanent link. */
  readonly canonical: string;
  /** Differs wherever the body does: the `ETag`, without its quotes. A fingerprint of the body, if left out. */
  readonly tag?: string;
}

/** Sends a snapshot with its `ETag` and its permanent link; 304 where the client has it (RFC 9110, 13.1.2). */
export function sendSnapshot(request: FastifyRequest, reply: FastifyReply, snapshot: Snapshot): void {
  const { body, type = JSON_TYPE, canonical, tag = fingerprint(body) } = snapshot;
  const etag = `"${tag}"`;
  reply.header('etag', etag).header('link', `<${canonical}>; rel="canonical"`).header('vary', 'accept');
  const known = request.headers['if-none-match'];
  if (known?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*'))
    reply.status(304).send();
  else reply.header('content-type', type).send(body);
}

/** 160 bits of a SHA-256, as base64url. */
export const fingerprint = (of: string | Buffer): string => hash('sha256', of, 'base64url').slice(0, 27);

/** The permanent link of an answer: its route with the resolved clocks and the filters asked for. */
export function canonicalLink(path: string, clocks: Readonly<Record<string, string | number>>, query: object): string {
  let link = path;
  const append = (name: string, value: unknown) => {
    link += `${link === path ? '?' : '&'}${name}=${escaped(String(value))}`;
  };
  for (const name in clocks) append(name, clocks[name]);
  for (const [name, value] of Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (name in clocks || name === 'recordedAt') continue;
    for (const each of Array.isArray(value) ? [...value].sort() : [value]) append(name, each);
  }
  return link;
}
