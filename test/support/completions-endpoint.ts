import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the endpoint was sent it. */
export interface Asked {
  readonly headers: IncomingMessage['headers'];
  readonly body: {
    readonly model: string;
    readonly messages: readonly { readonly role: string; readonly content: string }[];
    readonly response_format: { readonly type: string };
    readonly max_completion_tokens: number;
  };
}

export type Respond = (response: ServerResponse, asked: Asked, call: number) => void;

/** A stand-in for a model's endpoint that speaks the protocol of OpenAI's chat completions. */
export class CompletionsEndpoint {
  readonly asked: Asked[] = [];

  private constructor(private readonly server: Server) {}

  static async start(respond: Respond): Promise<CompletionsEndpoint> {
    const server = createServer();
    const endpoint = new CompletionsEndpoint(server);
    server.on('request', async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      if (request.url !== '/v1/chat/completions') return response.writeHead(404).end();
      const asked = { headers: request.headers, body: JSON.parse(text) };
      respond(response, asked, endpoint.asked.push(asked));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return endpoint;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** Answers with a completion of one choice. */
export function complete(response: ServerResponse, message: object, finish = 'stop'): void {
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify({
      id: 'c1',
      object: 'chat.completion',
      created: 1,
      model: 'stand-in',
      choices: [{ index: 0, finish_reason: finish, message: { role: 'assistant', ...message } }],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    }),
  );
}

/** Answers with facts, as a model that keeps to the schema does. */
export const tell = (response: ServerResponse, facts: readonly unknown[]): void =>
  complete(response, { content: JSON.stringify({ facts }) });

/** Refuses as OpenAI does. */
export function refuse(response: ServerResponse, status: number, error: object, headers: Record<string, string> = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ error }));
}
