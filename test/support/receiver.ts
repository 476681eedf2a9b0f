import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A CloudEvent as a receiver of webhooks reads it. */
export interface ReceivedEvent {
  readonly id: string;
  readonly type: string;
  readonly position: string;
  readonly previous: string;
  readonly replay?: boolean;
  readonly data: { readonly id: string; readonly status: string; readonly data: Record<string, unknown> };
}

export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly events: readonly ReceivedEvent[];
}

/** What a receiver does with a request; the default answers 204. */
export type Reply = (request: Received, response: ServerResponse, incoming: IncomingMessage) => unknown;

/** A receiver of webhooks on loopback that keeps all it was sent. */
export async function startReceiver(initial: Reply = (_request, response) => response.writeHead(204).end()) {
  const received: Received[] = [];
  const state = { reply: initial };
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const parsed = body ? JSON.parse(body) : [];
    const request = {
      headers: incoming.headers as Record<string, string>,
      body,
      events: Array.isArray(parsed) ? parsed : [parsed],
    };
    received.push(request);
    state.reply(request, response, incoming);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    positions: () => received.flatMap(({ events }) => events.map(({ position }) => Number(position))),
    replyWith: (reply: Reply) => {
      state.reply = reply;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

/** A reply with a status. */
export const status =
  (code: number, headers: Record<string, string> = {}): Reply =>
  (_request, response) =>
    response.writeHead(code, headers).end(`status ${code}`);
