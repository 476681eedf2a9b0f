import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TestService } from './support/service.js';

const PAGE = `<html><head><title>t</title><meta property="og:title" content="Cars &amp; trucks">
<meta property="article:published_time" content="2026-01-10T08:00:00Z"><meta property="og:site_name" content="Example Wire">
</head><body><article><p>Tesla reported revenue of $25 billion for the third quarter of 2025, it said on Friday.</p>
<p>Nobody in the caf\u00e9 was surprised by the figure, which had been told before at length.</p></article></body></html>`;
const LINKED = PAGE.replace(/<meta [^>]*>/g, '').replace(
  '</head>',
  `<script type="application/ld+json">{"@graph":[{"datePublished":"2026-02-01","publisher":{"name":"Linked Press"}}]}</script></head>`,
);

let service: TestService;
let site: Server | undefined;
beforeAll(async () => {
  service = await TestService.start({ ALLOW_HTTP_WEBHOOKS: 'true', ALLOW_PRIVATE_WEBHOOKS: 'true' });
});
afterAll(() => service.stop());
afterEach(() => {
  site?.closeAllConnections();
  site?.close();
});

async function serve(listener: RequestListener): Promise<string> {
  site = createServer(listener);
  await new Promise<void>((resolve) => site?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(site!.address() as AddressInfo).port}`;
}

const sending = (body: string | Buffer, type = 'text/html; charset=utf-8') =>
  serve((_, response) => response.setHeader('content-type', type).end(body));

describe('an article named by its URL alone', () => {
  it('is fetched, and says itself who published it when', async () => {
    const url = `${await sending(PAGE)}/a`;
    const { status, body } = await service.post('/v1/articles', { url });
    expect(status).toBe(201);
    const { body: article } = await service.get(`/v1/articles/${body.articleId}`);
    expect(article).toMatchObject({ title: 'Cars & trucks', publisher: 'Example Wire', url });
    expect(article.publishedAt).toBe('2026-01-10T08:00:00.000Z');
    expect(article.text).toContain('café');
  });

  it('takes what the body says before what the page says, and linked data where there are no tags', async () => {
    const url = await sending(LINKED);
    const { body } = await service.post('/v1/articles', { url, title: 'Mine' });
    const { body: article } = await service.get(`/v1/articles/${body.articleId}`);
    expect(article).toMatchObject({
      title: 'Mine',
      publisher: 'Linked Press',
      publishedAt: '2026-02-01T23:59:59.999Z',
    });
  });

  it('is read in the charset that it has', async () => {
    const url = await sending(
      Buffer.from(PAGE.replace('Example Wire', 'Latin Wire'), 'latin1'),
      'text/html; charset=iso-8859-1',
    );
    const { body } = await service.post('/v1/articles', { url });
    expect((await service.get(`/v1/articles/${body.articleId}`)).body.text).toContain('café');
  });

  it.each<[string, string, RequestListener]>([
    ['a status', 'answered 404', (_, response) => response.writeHead(404).end()],
    ['a type', 'is image/png', (_, response) => response.setHeader('content-type', 'image/png').end('x')],
    ['its size', 'more than', (_, response) => response.setHeader('content-type', 'text/html').end('x'.repeat(5e6))],
    ['a loop', 'redirects more than', (_, response) => response.writeHead(302, { location: '/' }).end()],
    ['a scheme', 'scheme', (_, response) => response.writeHead(302, { location: 'file:///etc/hosts' }).end()],
  ])('is refused for %s', async (_, problem, listener) => {
    const { status, body } = await service.post('/v1/articles', { url: await serve(listener) });
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'url_not_fetched', detail: expect.stringContaining(problem) });
  });

  it('is never fetched from an address that is not public', async () => {
    const guarded = await TestService.start({ ALLOW_HTTP_WEBHOOKS: 'true' });
    const { status, body } = await guarded.post('/v1/articles', { url: await sending(PAGE) });
    await guarded.stop();
    expect(status).toBe(422);
    expect(body.detail).toContain('not public unicast');
  });
});
