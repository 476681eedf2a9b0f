import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';

/** A reader of an event stream that keeps what it is sent. */
export interface SseClient {
  readonly ids: number[];
  readonly data: Record<string, unknown>[];
  readonly comments: string[];
  readonly response: IncomingMessage;
  readonly closed: Promise<unknown>;
  close(): void;
}

export async function readStream(url: string, lastEventId?: number): Promise<SseClient> {
  const headers = lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) };
  const request = get(url, { headers, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const client = { ids: [] as number[], data: [] as Record<string, unknown>[], comments: [] as string[] };
  let rest = '';
  response.setEncoding('utf8').on('data', (text: string) => {
    const messages = (rest + text).split('\n\n');
    rest = messages.pop()!;
    for (const message of messages) take(message, client);
  });
  response.on('error', () => undefined);
  request.on('error', () => undefined);
  const closed = new Promise((resolve) => response.once('close', resolve));
  return { ...client, response, closed, close: () => request.destroy() };
}

function take(message: string, { ids, data, comments }: Pick<SseClient, 'ids' | 'data' | 'comments'>): void {
  for (const line of message.split('\n'))
    if (line.startsWith('id: ')) ids.push(Number(line.slice(4)));
    else if (line.startsWith('data: ')) data.push(JSON.parse(line.slice(6)));
    else if (line.startsWith(':')) comments.push(line);
}
