import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestService } from './support/service.js';
import { sharedFolder } from './support/shared.js';

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());

let number = 0;
const fact = (data: object = {}, meta: object = {}) => ({
  type: 'SalesReported',
  data: {
    seller: `seller-${++number}`,
    metric: 'units',
    value: 5,
    unit: 'units',
    qualifier: 'exact',
    when: '2024',
    places: ['CN'],
    modality: 'asserted',
    ...data,
  },
  meta: { publishedAt: '2025-02-01', article: { title: `Report ${number}`, publisher: 'Example Wire' }, ...meta },
});

const head = async () => (await service.get('/v1/log?limit=1')).body.head as number;

describe('articles', () => {
  const article = {
    title: 'Chip sales in China',
    publisher: 'Example Wire',
    publishedAt: '2025-02-26T09:00:00Z',
    text: 'In 2024 Nvidia sold 1 million H20 chips in China. Huawei will launch the Ascend 910C in May 2025.',
  };

  it('are captured once, with facts that quote them', async () => {
    const first = await service.post('/v1/articles', article);
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ deduplicated: false });
    expect(first.body.facts.length).toBeGreaterThan(0);
    for (const { meta } of first.body.facts) {
      const { exact, start, end, prefix } = meta.evidence;
      expect(article.text.slice(start, end)).toBe(exact);
      expect(article.text.slice(Math.max(0, start - 32), start)).toBe(prefix);
    }
    expect(first.body.position).toBe(await head());
    const again = await service.post('/v1/articles', { ...article, text: `  ${article.text.replaceAll(' ', '  ')}` });
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({
      deduplicated: true,
      position: first.body.position,
      articleId: first.body.articleId,
    });
    expect(again.body.facts).toEqual(first.body.facts);
    expect(await head()).toBe(first.body.position);
  });

  it('are captured with as many facts as go into one append, and say how many are left out', async () => {
    const sentence = (n: number) => `In 2024 Nvidia sold ${n + 1} million H20 chips in China. `;
    const text = Array.from({ length: 2500 }, (_, n) => sentence(n)).join('');
    const { status, body } = await service.post('/v1/articles', { ...article, text });
    expect(status).toBe(201);
    expect(body.facts.length).toBeGreaterThan(500);
    expect(body.notes).toEqual([expect.stringMatching(/^\d+ facts were left out: send the article in parts/)]);
    const { items } = (await service.get(`/v1/log?after=${body.position - 1000}&limit=1000`)).body;
    expect(
      JSON.stringify(items.map(({ id, data, meta }: Record<string, unknown>) => ({ id, data, meta }))).length,
    ).toBeLessThan(1024 * 1024);
  });

  it('leave nothing behind in a dry run', async () => {
    const before = await head();
    const { status, body } = await service.post('/v1/articles?dryRun=true', {
      ...article,
      text: `${article.text} More.`,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ position: null, deduplicated: false });
    expect(await head()).toBe(before);
  });

  it('lose their words by an erasure and keep facts, positions and digests', async () => {
    const { body } = await service.post('/v1/articles', { ...article, publisher: 'Other Wire' });
    const asOf = `at=2025-12-31&knownAt=2025-12-31&position=${body.position}`;
    const before = await service.get(`/v1/state?${asOf}`);
    const erased = await service.post(`/v1/articles/${body.articleId}/erasure`, { reason: 'asked for' });
    expect(erased.status).toBe(201);
    expect((await service.post(`/v1/articles/${body.articleId}/erasure`, { reason: 'asked for' })).status).toBe(200);
    const after = await service.get(`/v1/articles/${body.articleId}`);
    expect(after.body).toMatchObject({ text: null, title: null, erased: true });
    expect(after.body.facts[0].meta.evidence).not.toHaveProperty('exact');
    expect((await service.get(`/v1/state?${asOf}`)).body.digest).toBe(before.body.digest);
  });

  it('are read out of pages, without what surrounds them', async () => {
    const html = `<html><head><title>Cars</title><script>bad()</script></head><body><nav>Home</nav><article>${'<p>In 2025 Tesla delivered 1.6 million vehicles, the company said in its report for investors on the year.</p>'.repeat(4)}</article></body></html>`;
    const { body } = await service.post('/v1/articles', { html, publishedAt: '2026-01-10' });
    const stored = await service.get(`/v1/articles/${body.articleId}`);
    expect(stored.body.title).toBe('Cars');
    expect(stored.body.text).not.toContain('bad()');
    for (const { meta } of stored.body.facts)
      expect(stored.body.text.slice(meta.evidence.start, meta.evidence.end)).toBe(meta.evidence.exact);
  });
});

describe.runIf(sharedFolder)('the seed article', () => {
  it('gives the facts that the product was conceived for, once', async () => {
    const { title, publisher, publishedAt, url, language, text } = JSON.parse(
      readFileSync(`${sharedFolder}/corpus/00-seed.json`, 'utf8'),
    );
    const posted = { title, publisher, publishedAt, url, language, text };
    const first = await service.post('/v1/articles', posted);
    expect(first.status).toBe(201);
    const told = first.body.facts as { type: string; data: Record<string, unknown> }[];
    const tells = (type: string, data: object) =>
      expect(told).toContainEqual(expect.objectContaining({ type, data: expect.objectContaining(data) }));
    tells('SalesReported', { seller: 'nvidia', value: 12e9, unit: 'USD', when: '2024', places: ['CN'] });
    tells('SalesReported', { seller: 'nvidia', product: 'h20', value: 1e6, unit: 'units', when: '2024' });
    tells('SanctionImposed', { authority: 'us', measure: 'exportControl' });
    tells('GuidanceIssued', { authority: 'cn' });
    tells('ProductLaunched', { product: 'ascend-910c', modality: 'expected' });
    tells('ComparisonReported', { subject: 'h20', comparator: 'ascend-910b' });
    tells('SupplyConstrained', {});
    const again = await service.post('/v1/articles', posted);
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ deduplicated: true, position: first.body.position });
  });
});

describe('facts', () => {
  it('are recorded once, however often they are sent', async () => {
    const one = fact();
    const first = await service.post('/v1/facts', one);
    expect(first.status).toBe(201);
    expect(first.body.facts[0]).toMatchObject({
      status: 'current',
      data: one.data,
      meta: { article: one.meta.article },
    });
    const again = await service.post('/v1/facts', [one, fact()]);
    expect(again.status).toBe(201);
    expect(again.body.facts[0].id).toBe(first.body.facts[0].id);
    expect((await service.post('/v1/facts', one)).status).toBe(200);
  });

  it('are corrected by many clients at once, and every correction arrives', async () => {
    const { body } = await service.post('/v1/facts', fact());
    const { id, data } = body.facts[0];
    const corrections = Array.from({ length: 24 }, (_, i) =>
      service.post(`/v1/facts/${id}/correction`, { data: { ...data, value: 100 + i }, reason: `reading ${i}` }),
    );
    const answers = await Promise.all(corrections);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const { history } = (await service.get(`/v1/facts/${id}`)).body;
    expect(history).toHaveLength(25);
    expect(new Set(history.map(({ position }: { position: number }) => position)).size).toBe(25);
  });

  it('answer what already stands with 200, and append nothing', async () => {
    const { body } = await service.post('/v1/facts', fact());
    const { id, data } = body.facts[0];
    const before = await head();
    expect((await service.post(`/v1/facts/${id}/correction`, { data, reason: 'same' })).status).toBe(200);
    expect(await head()).toBe(before);
    expect((await service.post(`/v1/facts/${id}/retraction`, { reason: 'wrong' })).status).toBe(201);
    expect((await service.post(`/v1/facts/${id}/retraction`, { reason: 'wrong' })).status).toBe(200);
    const reinstated = await service.post(`/v1/facts/${id}/correction`, { data, reason: 'right after all' });
    expect(reinstated).toMatchObject({ status: 201, body: { fact: { status: 'corrected' } } });
  });

  it('are found by words, filters and pages', async () => {
    await service.post('/v1/facts', [
      fact({ seller: 'pagine' }),
      fact({ seller: 'pagine', value: 6 }),
      fact({ seller: 'pagine', value: 7 }),
    ]);
    const found = await service.get('/v1/facts?entity=pagine&order=-position&limit=2');
    expect(found.body).toMatchObject({ total: 3 });
    const next = await service.get(`/v1/facts?entity=pagine&order=-position&limit=2&cursor=${found.body.nextCursor}`);
    expect([...found.body.items, ...next.body.items].map(({ data }) => data.value)).toEqual([7, 6, 5]);
    expect((await service.get('/v1/facts?q=pagine')).body.total).toBe(3);
    expect((await service.get('/v1/facts?q=pagine%20nowhere')).body.total).toBe(0);
    const csv = await service.get<string>('/v1/facts?entity=pagine&format=csv');
    expect(csv.body.split('\n')[0]).toContain('data.seller');
    expect(
      (await service.get<string>('/v1/facts?entity=pagine', { accept: 'application/x-ndjson' })).headers.get(
        'content-type',
      ),
    ).toContain('ndjson');
  });
});

describe('as-of answers', () => {
  it('follow each of the three clocks, and stay the same for the same three', async () => {
    const first = await service.post('/v1/facts', fact({ seller: 'clocks', value: 1 }, { publishedAt: '2025-02-01' }));
    const asOf = `entity=clocks&at=2025-03-01&knownAt=2025-03-01&position=${first.body.position}`;
    const cited = await service.get(`/v1/state?${asOf}`);
    const { id, data } = first.body.facts[0];
    await service.post(`/v1/facts/${id}/correction`, {
      data: { ...data, value: 2 },
      reason: 'erratum',
      publishedAt: '2025-04-01',
    });
    const value = async (query: string) =>
      (await service.get(`/v1/state?entity=clocks&section=sales&${query}`)).body.sections.sales[0]?.value;
    expect(await value('knownAt=2025-03-01')).toBe(1);
    expect(await value('knownAt=2025-04-01')).toBe(2);
    expect(await value(`position=${first.body.position}`)).toBe(1);
    expect(await value('at=2024-06-01')).toBeUndefined();
    const again = await service.get(`/v1/state?${asOf}`);
    expect(again.body).toEqual(cited.body);
    const tag = again.headers.get('etag') as string;
    expect(again.headers.get('link')).toContain('rel="canonical"');
    expect((await service.get(`/v1/state?${asOf}`, { 'if-none-match': tag })).status).toBe(304);
    const { hash } = again.body.asOf;
    const entry = (await service.get(`/v1/log?after=${first.body.position - 1}&limit=1`)).body.items[0];
    expect(entry.hash).toBe(hash);
  });

  it('say what changed between two of them, and why', async () => {
    const first = await service.post('/v1/facts', fact({ seller: 'differs', value: 1 }));
    const { id, data } = first.body.facts[0];
    const later = await service.post(`/v1/facts/${id}/correction`, { data: { ...data, value: 9 }, reason: 'misread' });
    const query = `entity=differs&fromAt=2025-06-01&fromKnownAt=2025-06-01&fromPosition=${first.body.position}&toAt=2025-06-01&toKnownAt=2025-06-01&toPosition=${later.body.position}`;
    const { body } = await service.get(`/v1/state/diff?${query}`);
    expect(body.changed).toMatchObject([{ cause: 'record', before: { value: 1 }, after: { value: 9 } }]);
    const learned = await service.get(
      `/v1/state/diff?entity=differs&fromKnownAt=2025-01-01&fromAt=2025-06-01&toKnownAt=2025-06-01&toAt=2025-06-01`,
    );
    expect(learned.body.added).toMatchObject([{ cause: 'learned' }]);
    const world = await service.get(
      `/v1/state/diff?entity=differs&fromKnownAt=2025-06-01&fromAt=2024-06-01&toKnownAt=2025-06-01&toAt=2025-06-01`,
    );
    expect(world.body.added).toMatchObject([{ cause: 'world' }]);
  });
});

describe('entities and markets', () => {
  it('resolve names, merge, and are undone', async () => {
    await service.ask('PUT', '/v1/entities/meta', { name: 'Meta', kind: 'company', aliases: ['Facebook Inc'] });
    const { body } = await service.post('/v1/facts', fact({ seller: 'Facebook Inc' }));
    expect(body.facts[0].data.seller).toBe('meta');
    await service.post('/v1/facts', fact({ seller: 'fb' }));
    expect((await service.post('/v1/entities/meta/merge', { from: ['fb'], reason: 'the same' })).status).toBe(201);
    expect((await service.get('/v1/state?entity=fb&section=sales')).body.sections.sales[0].seller).toBe('meta');
    expect((await service.post('/v1/entities/meta/merge', { from: ['fb'], reason: 'again' })).status).toBe(409);
    expect((await service.post('/v1/entities/fb/merge', { from: ['meta'], reason: 'circle' })).status).toBe(409);
    expect((await service.post('/v1/entities/meta/merge', { from: ['meta'], reason: 'itself' })).status).toBe(409);
    expect((await service.post('/v1/entities/meta/merge', { out: ['fb'], reason: 'not the same' })).status).toBe(201);
    expect((await service.get('/v1/entities/meta')).body).toMatchObject({ id: 'meta', name: 'Meta' });
    await service.ask('PUT', '/v1/markets/social', { name: 'Social', entities: ['meta'], places: [] });
    expect((await service.get('/v1/state?market=social&section=sales')).body.sections.sales).toHaveLength(1);
  });
});

describe('bad input', () => {
  const cases: [name: string, method: string, path: string, body: unknown, status: number][] = [
    ['broken JSON', 'POST', '/v1/facts', '{"type":', 400],
    ['an unknown type', 'POST', '/v1/facts', { ...fact(), type: 'Nonsense' }, 422],
    ['a missing field', 'POST', '/v1/facts', fact({ seller: undefined }), 422],
    ['a value in words', 'POST', '/v1/facts', fact({ value: '12bn' }), 422],
    ['a month that does not exist', 'POST', '/v1/facts', fact({ when: '2024-13' }), 422],
    ['a day that does not exist', 'POST', '/v1/facts', fact({ when: '2025-02-30' }), 422],
    ['an interval backwards', 'POST', '/v1/facts', fact({ when: '2025/2024' }), 422],
    ['an unknown field', 'POST', '/v1/facts', fact({ colour: 'red' }), 422],
    ['no publication', 'POST', '/v1/facts', fact({}, { publishedAt: undefined }), 422],
    ['an article that was not captured', 'POST', '/v1/facts', fact({}, { article: { id: 'a'.repeat(64) } }), 422],
    [
      'a fact that is not there',
      'POST',
      '/v1/facts/00000000-0000-5000-8000-000000000000/retraction',
      { reason: 'x' },
      404,
    ],
    [
      'an article of 256 KiB and a byte',
      'POST',
      '/v1/articles',
      { title: 'T', text: 'x'.repeat(256 * 1024 + 1), publishedAt: '2025' },
      413,
    ],
    [
      'a body over the limit',
      'POST',
      '/v1/articles',
      { title: 'T', text: 'x'.repeat(1024 * 1024), publishedAt: '2025' },
      413,
    ],
    ['an article without a title', 'POST', '/v1/articles', { text: 'words', publishedAt: '2025' }, 422],
    ['a clock that does not parse', 'GET', '/v1/state?at=yesterday', undefined, 422],
    ['a position beyond the head', 'GET', '/v1/state?position=999999', undefined, 422],
    ['an unknown section', 'GET', '/v1/state?section=weather', undefined, 422],
    ['an unknown parameter', 'GET', '/v1/facts?colour=red', undefined, 422],
    ['a cursor of another question', 'GET', '/v1/facts?cursor=abc', undefined, 422],
    ['a route that is not there', 'GET', '/v1/nothing', undefined, 404],
  ];

  it.each(cases)('is told as a problem: %s', async (_, method, path, body, status) => {
    const before = await head();
    const answer = await service.ask(method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({
      status,
      title: expect.any(String),
      detail: expect.any(String),
      code: expect.any(String),
    });
    expect(await head()).toBe(before);
  });

  it('names a quote that is not in the text, and a correction older than its fact', async () => {
    const { body } = await service.post('/v1/articles', {
      title: 'T',
      text: 'Some words of a text.',
      publishedAt: '2025-02-01',
    });
    const quoted = await service.post(
      '/v1/facts',
      fact({}, { article: { id: body.articleId }, evidence: { exact: 'other words' } }),
    );
    expect(quoted).toMatchObject({ status: 422, body: { errors: [{ field: 'meta.evidence.exact' }] } });
    const recorded = await service.post('/v1/facts', fact());
    const { id, data } = recorded.body.facts[0];
    const before = await head();
    const older = await service.post(`/v1/facts/${id}/correction`, {
      data: { ...data, value: 1 },
      reason: 'x',
      publishedAt: '2024-01-01',
    });
    expect(older).toMatchObject({ status: 422, body: { errors: [{ field: 'publishedAt' }] } });
    expect(await head()).toBe(before);
  });

  it('is refused as a media type where it is not JSON', async () => {
    const answer = await service.ask('POST', '/v1/facts', 'words', { 'content-type': 'text/plain' });
    expect(answer.status).toBe(415);
  });
});

describe('the service', () => {
  it('documents itself, and tells its health', async () => {
    const reference = await service.get('/openapi.json');
    expect(Object.keys(reference.body.paths)).toEqual(
      expect.arrayContaining(['/v1/facts', '/v1/state', '/v1/articles', '/v1/webhooks']),
    );
    expect(reference.body.components.schemas).toHaveProperty('SanctionImposed');
    expect((await service.get('/v1/schemas')).body.items).toHaveLength(31);
    expect((await service.get('/health/live')).status).toBe(200);
    expect((await service.get('/health/ready')).body).toMatchObject({ status: 'ready', readModels: { lag: 0 } });
    expect((await service.get<string>('/metrics')).body).toContain('factline_log_head');
  });

  it('answers the same after a restart, and its log verifies', async () => {
    const before = await service.get('/v1/state?knownAt=2026-01-01');
    await service.restart();
    const after = await service.get(`/v1/state?knownAt=2026-01-01&position=${before.body.asOf.position}`);
    expect(after.body.digest).toBe(before.body.digest);
    expect((await service.verify()).firstBad).toBeUndefined();
  });
});
