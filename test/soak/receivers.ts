import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook as Verifier } from 'standardwebhooks';
import type { ReceivedEvent } from '../support/receiver.js';

/** How a receiver misbehaves, now and then; `gone` answers 410 once. */
export const TEMPERS = ['steady', 'steady', 'steady', 'fails', 'stalls', 'drops', 'limits', 'gone'] as const;
export type Temper = (typeof TEMPERS)[number];

/** One request in so many goes wrong. */
const RARITY = 40;

/** A receiver as one should be: verifies, keeps its position with its data, and checks `previous`. */
export class SoakReceiver {
  secret = '';
  readonly positions: number[] = [];
  readonly takenAt = new Map<number, number>();
  readonly duplicates: { position: number; firstTakenAt: number }[] = [];
  readonly faults: string[] = [];
  requests = 0;
  private last = 0;
  private toldGone = false;

  constructor(
    readonly path: string,
    readonly temper: Temper,
    private readonly random: () => number,
  ) {}

  handle(body: string, incoming: IncomingMessage, response: ServerResponse): void {
    this.requests += 1;
    const parsed = this.verify(body, incoming);
    if (parsed === undefined) response.writeHead(401).end();
    else if (!this.misbehaves(incoming, response)) {
      for (const event of parsed) this.take(event);
      response.writeHead(204).end();
    }
  }

  private verify(body: string, { headers }: IncomingMessage): ReceivedEvent[] | undefined {
    try {
      const parsed = new Verifier(this.secret).verify(body, headers as Record<string, string>);
      return [parsed as ReceivedEvent | ReceivedEvent[]].flat();
    } catch (error) {
      this.faults.push(`signature: ${error}`);
      return undefined;
    }
  }

  /** A request that goes wrong is not taken. */
  private misbehaves(incoming: IncomingMessage, response: ServerResponse): boolean {
    if (this.temper === 'gone' && !this.toldGone && this.positions.length > 3) {
      this.toldGone = true;
      response.writeHead(410).end();
      return true;
    }
    if (this.temper === 'steady' || this.temper === 'gone' || this.random() * RARITY > 1) return false;
    if (this.temper === 'fails') response.writeHead(500).end('broken');
    else if (this.temper === 'drops') incoming.socket.destroy();
    else if (this.temper === 'limits') response.writeHead(429, { 'retry-after': '1' }).end();
    return true;
  }

  private take({ position: text, previous }: ReceivedEvent): void {
    const position = Number(text);
    const firstTakenAt = this.takenAt.get(position);
    if (firstTakenAt !== undefined) {
      this.duplicates.push({ position, firstTakenAt });
      return;
    }
    if (Number(previous) !== this.last) this.faults.push(`${position} names ${previous} before it, not ${this.last}`);
    this.last = position;
    this.positions.push(position);
    this.takenAt.set(position, Date.now());
  }
}

/** Serves all receivers, each under its path. */
export async function serveReceivers(receivers: readonly SoakReceiver[]) {
  const byPath = new Map(receivers.map((receiver) => [receiver.path, receiver]));
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of incoming) chunks.push(chunk);
    } catch {
      return;
    }
    byPath.get(incoming.url ?? '')?.handle(Buffer.concat(chunks).toString('utf8'), incoming, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
