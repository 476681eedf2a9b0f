import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Sends a snapshot as JSON with its ETag and its permanent link; 304 where the client has it. */
export function sendSnapshot(request: FastifyRequest, reply: FastifyReply, answer: object, canonical: string): void {
  send(request, reply, JSON.stringify(answer), 'application/json; charset=utf-8', canonical);
}

/** Sends the bytes of a snapshot in any format. */
export function send(
  request: FastifyRequest,
  reply: FastifyReply,
  body: string | Buffer,
  type: string,
  canonical: string,
): void {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  reply.header('etag', etag).header('link', `<${canonical}>; rel="canonical"`);
  const known = request.headers['if-none-match'];
  if (known?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag || tag.trim() === '*')) {
    reply.status(304).send();
    return;
  }
  reply.type(type).send(body);
}

/** The permanent link of an answer: its route with the resolved clocks and the filters asked for. */
export function canonicalLink(path: string, clocks: Readonly<Record<string, string | number>>, query: object): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(clocks)) params.append(name, String(value));
  for (const [name, value] of Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (name in clocks || name === 'recordedAt') continue;
    for (const each of Array.isArray(value) ? [...value].sort() : [value]) params.append(name, String(each));
  }
  return `${path}?${params}`;
}
