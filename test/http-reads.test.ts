import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestService } from './support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
  for (let i = 0; i < 12; i++) await record(i);
});
afterAll(() => service.stop());

const record = (value: number, publishedAt = '2025-02-01') =>
  service.post('/v1/facts', {
    type: 'SalesReported',
    data: {
      seller: 'reader',
      product: `product-${value}`,
      metric: 'units',
      value,
      unit: 'units',
      qualifier: 'exact',
      when: `20${10 + (value % 12)}`,
      places: ['CN'],
      modality: 'asserted',
    },
    meta: { publishedAt, article: { title: `Report ${value}`, publisher: 'Example Wire' } },
  });

const canonicalOf = (headers: Headers): string =>
  /^<([^>]+)>; rel="canonical"$/.exec(headers.get('link') ?? '')?.[1] ?? '';

const text = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(service.url + path, { headers });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
};

describe('as-of answers over HTTP', () => {
  const paths = [
    '/v1/state?entity=reader',
    '/v1/state?section=sales&undated=true',
    '/v1/facts?entity=reader&order=-when&limit=5',
    '/v1/facts?q=Report',
    '/v1/entities/reader',
    '/v1/state/diff?fromAt=2012&toAt=2020&fromPosition=4',
  ];

  it.each(paths)('have a permanent link that gives the same bytes under the same tag: %s', async (path) => {
    const answer = await text(path);
    expect(answer.status).toBe(200);
    const canonical = canonicalOf(answer.headers);
    await record(100);
    const again = await text(canonical);
    expect(again.body).toBe(answer.body);
    expect(again.headers.get('etag')).toBe(answer.headers.get('etag'));
    expect(canonicalOf(again.headers)).toBe(canonical);
  });

  it('are 304 to who has them, and whole to who has another', async () => {
    const { headers, body } = await text('/v1/facts?knownAt=2025-06-01&position=5');
    const etag = headers.get('etag') as string;
    const path = canonicalOf(headers);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await text(path, { 'if-none-match': known });
      expect([answer.status, answer.body, answer.headers.get('etag')]).toEqual([304, '', etag]);
    }
    expect(await text(path, { 'if-none-match': '"other"' })).toMatchObject({ status: 200, body });
  });

  it('have a tag of their own in every format', async () => {
    const path = '/v1/facts?knownAt=2025-06-01&position=5';
    const tags = [];
    for (const format of ['json', 'csv', 'ndjson', 'parquet']) {
      const { headers } = await text(`${path}&format=${format}`);
      tags.push(headers.get('etag'));
    }
    expect(new Set(tags).size).toBe(4);
    expect((await text(path)).headers.get('vary')).toBe('accept');
  });

  it('take an instant of the record for the position that it stands for', async () => {
    const entry = (await service.get('/v1/log?after=6&limit=1')).body.items[0];
    const at = await service.get(`/v1/state?entity=reader&knownAt=2026-01-01&recordedAt=${entry.recordedAt}`);
    expect(at.body.asOf.position).toBeGreaterThanOrEqual(7);
    const by = await service.get(`/v1/state?entity=reader&knownAt=2026-01-01&position=${at.body.asOf.position}`);
    expect(at.body).toEqual(by.body);
    expect(canonicalOf(at.headers)).not.toContain('recordedAt');
    expect((await service.get('/v1/facts?recordedAt=2000-01-01')).body).toMatchObject({ total: 0, items: [] });
    expect((await service.get('/v1/facts?recordedAt=2025-01-01&position=1')).status).toBe(422);
    expect((await service.get('/v1/facts?recordedAt=yesterday')).status).toBe(422);
  });
});

describe('pages of the timeline', () => {
  it.each(['when', '-when', 'publishedAt', '-position'])(
    'do not move under what is recorded meanwhile: %s',
    async (order) => {
      const whole = await service.get(`/v1/facts?entity=reader&order=${order}&limit=1000`);
      const { position } = whole.body.asOf;
      const seen: string[] = [];
      for (let cursor = ''; ; ) {
        const { body } = await service.get(`/v1/facts?entity=reader&order=${order}&limit=5${cursor}`);
        seen.push(...body.items.map(({ id }: { id: string }) => id));
        if (cursor !== '') expect(body.asOf.position).toBeLessThanOrEqual(position + 1);
        if (body.nextCursor === null) break;
        cursor = `&cursor=${body.nextCursor}`;
        await record(Math.floor(Math.random() * 1e9), '2024-12-01');
      }
      expect(seen).toEqual(whole.body.items.map(({ id }: { id: string }) => id));
    },
  );
});

describe('an erasure', () => {
  it('takes the words out of answers that were given before, and leaves their digest', async () => {
    const { body } = await service.post('/v1/articles', {
      title: 'Chip sales in China',
      publisher: 'Erased Wire',
      publishedAt: '2025-02-26',
      text: 'In 2024 Nvidia sold 1 million H20 chips in China.',
    });
    const clocks = `at=2025-12-31&knownAt=2025-12-31&position=${body.position}`;
    const state = `/v1/state?entity=nvidia&${clocks}`;
    const facts = `/v1/facts?q=nvidia&knownAt=2025-12-31&position=${body.position}`;
    const before = [await text(state), await text(facts)];
    for (const answer of before) expect(answer.body).toContain('1 million H20 chips');
    await service.post(`/v1/articles/${body.articleId}/erasure`, { reason: 'asked for' });
    for (const [i, path] of [state, facts].entries()) {
      const known = before[i]?.headers.get('etag') as string;
      const after = await text(path, { 'if-none-match': known });
      expect(after.status).toBe(200);
      expect(after.body).not.toContain('1 million H20 chips');
    }
    const digest = (answer: string | undefined) => JSON.parse(answer ?? '{}').digest;
    expect(digest((await text(state)).body)).toBe(digest(before[0]?.body));
    const total = async (q: string) => (await service.get(`/v1/facts?q=${q}`)).body.total;
    expect(await total('nvidia')).toBe(JSON.parse(before[1]?.body ?? '{}').total);
    expect(await total('chips')).toBe(0);
  });
});
