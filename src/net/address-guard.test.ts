import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startDnsServer } from '../../test/support/dns-server.js';
import { AddressGuard, AddressRefusedError, resolveWith } from './address-guard.js';
import { guardedAgent } from './guarded-agent.js';
import { MAX_ANSWER_BYTES, type NoAnswerError, post } from './post.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function agentOf(guard: AddressGuard) {
  const agent = guardedAgent(guard);
  closers.push(() => agent.destroy());
  return agent;
}

const request = (url: string, timeoutMs = 2000) => ({
  url,
  headers: {},
  body: Buffer.from('{}'),
  timeoutMs,
});
const failure = (attempt: Promise<unknown>) =>
  attempt.then(
    () => Promise.reject(new Error('it was answered')),
    (error: NoAnswerError) => error,
  );

/** Every way of writing an address of the own network that a URL allows. */
const INTERNAL = [
  'https://127.0.0.1/',
  'https://127.1/',
  'https://0x7f.1/',
  'https://0x7f000001/',
  'https://0177.0.0.1/',
  'https://2130706433/',
  'https://0/',
  'https://10.0.0.1/',
  'https://169.254.169.254/latest/meta-data',
  'https://１２７.0.0.1/',
  'https://localhost/',
  'https://localhost./',
  'https://LOCALHOST/',
  'https://api.localhost/',
  'https://[::1]/',
  'https://[::]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[::127.0.0.1]/',
  'https://[64:ff9b::127.0.0.1]/',
  'https://[2002:7f00:1::]/',
  'https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/',
  'https://[fd00::1]/',
  'https://[fe80::1]/',
  'https://[4000::1]/',
];

describe('a URL', () => {
  const guard = new AddressGuard({ resolve: async () => ['93.184.216.34'] });

  it.each(INTERNAL)('is refused at creation: %s', async (url) => {
    await expect(guard.checkUrl(url)).rejects.toThrow(AddressRefusedError);
  });

  it.each(INTERNAL)('is refused at the connection: %s', async (url) => {
    expect((await failure(post(agentOf(guard), request(url)))).code).toBe('address_refused');
  });

  it.each(['http://example.com/', 'ftp://example.com/', 'example.com', 'https://user:pw@example.com/'])(
    'is refused for its form: %s',
    async (url) => {
      await expect(guard.checkUrl(url)).rejects.toThrow(AddressRefusedError);
    },
  );

  it('passes where every address is public, and where the name does not resolve yet', async () => {
    expect((await guard.checkUrl('https://example.com/hook')).hostname).toBe('example.com');
    const silent = new AddressGuard({ resolve: resolveWith(new Resolver({ timeout: 50, tries: 1 })) });
    expect((await silent.checkUrl('https://nothing.invalid/')).hostname).toBe('nothing.invalid');
  });

  it('is refused where one of several addresses is internal', async () => {
    const mixed = new AddressGuard({ resolve: async () => ['93.184.216.34', '10.0.0.1'] });
    await expect(mixed.checkUrl('https://example.com/')).rejects.toThrow(/10\.0\.0\.1, which example\.com resolves to/);
  });

  it('of the own network passes where that is allowed', async () => {
    const open = new AddressGuard({ allowHttp: true, allowPrivate: true });
    await expect(open.checkUrl('http://127.0.0.1:3000/hook')).resolves.toBeInstanceOf(URL);
    await expect(open.checkUrl('http://localhost:3000/hook')).resolves.toBeInstanceOf(URL);
  });
});

describe('a name server that changes its answer', () => {
  async function rebinding(answers: (asked: number) => readonly string[]) {
    const dns = await startDnsServer((_name, asked) => answers(asked));
    closers.push(dns.close);
    const resolver = new Resolver();
    resolver.setServers([dns.address]);
    return { dns, guard: new AddressGuard({ allowHttp: true, resolve: resolveWith(resolver) }) };
  }

  it('passes the check and is refused at the connection', async () => {
    let reached = 0;
    const port = await serve((_request, response) => {
      reached += 1;
      response.end();
    });
    const { guard, dns } = await rebinding((asked) => [asked === 1 ? '93.184.216.34' : '127.0.0.1']);
    const url = `http://rebind.test:${port}/`;
    await guard.checkUrl(url);
    expect((await failure(post(agentOf(guard), request(url)))).code).toBe('address_refused');
    expect(dns.asked('rebind.test', 'A')).toBe(2);
    expect(reached).toBe(0);
  });

  it('is asked once for a connection, which goes to what was checked', async () => {
    const { guard, dns } = await rebinding((asked) => (asked === 1 ? ['192.0.2.1', '127.0.0.1'] : ['127.0.0.1']));
    expect((await failure(post(agentOf(guard), request('http://rebind.test:9/')))).code).toBe('address_refused');
    expect(dns.asked('rebind.test', 'A')).toBe(1);
  });

  it('pins the connection to the address it gave first', async () => {
    const port = await serve((_request, response) => response.end('pinned'));
    const dns = await startDnsServer((_name, asked) => (asked === 1 ? ['127.0.0.1'] : ['127.0.0.2']));
    closers.push(dns.close);
    const resolver = new Resolver();
    resolver.setServers([dns.address]);
    const guard = new AddressGuard({ allowHttp: true, allowPrivate: true, resolve: resolveWith(resolver) });
    expect((await post(agentOf(guard), request(`http://pin.test:${port}/`))).text).toBe('pinned');
    expect(dns.asked('pin.test', 'A')).toBe(1);
  });

  it('is refused for an IPv6 address of the own network beside a public IPv4 address', async () => {
    const { guard } = await rebinding(() => ['93.184.216.34', 'fd00::1']);
    expect((await failure(post(agentOf(guard), request('http://six.test/')))).message).toContain('fd00::1');
  });
});

describe('post', () => {
  const guard = new AddressGuard({ allowHttp: true, allowPrivate: true });

  it('does not follow redirects', async () => {
    let requests = 0;
    const port = await serve((_request, response) => {
      requests += 1;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect((await post(agentOf(guard), request(`http://127.0.0.1:${port}/`))).status).toBe(302);
    expect(requests).toBe(1);
  });

  it('reads at most 16 KiB of an answer', async () => {
    const port = await serve((_request, response) => {
      response.on('close', () => clearInterval(timer));
      const timer = setInterval(() => response.write('x'.repeat(60_000)), 1);
    });
    const answer = await post(agentOf(guard), request(`http://127.0.0.1:${port}/`));
    expect(answer.status).toBe(200);
    expect(answer.text).toHaveLength(MAX_ANSWER_BYTES);
  });

  it('gives up when the time is over, from the connection to the last byte', async () => {
    const port = await serve(() => {});
    const error = await failure(post(agentOf(guard), request(`http://127.0.0.1:${port}/`, 100)));
    expect(error.code).toBe('timeout');
    expect(error.durationMs).toBeLessThan(1000);
  });

  it('takes a status that came in time where the body stalls', async () => {
    const port = await serve((_request, response) => response.writeHead(200).write('begun'));
    const answer = await post(agentOf(guard), request(`http://127.0.0.1:${port}/`, 150));
    expect(answer).toMatchObject({ status: 200, text: 'begun' });
  });

  it('says why there was no answer', async () => {
    const port = await serve((incoming) => incoming.socket.destroy());
    expect((await failure(post(agentOf(guard), request(`http://127.0.0.1:${port}/`)))).code).toMatch(
      /UND_ERR_SOCKET|ECONNRESET/,
    );
  });
});
