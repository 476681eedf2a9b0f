import { afterAll, beforeAll, expect, it } from 'vitest';
import { CompletionsEndpoint, type Respond, refuse, tell } from './support/completions-endpoint.js';
import { TestService } from './support/service.js';

let endpoint: CompletionsEndpoint;
let service: TestService;
let respond: Respond = () => undefined;
beforeAll(async () => {
  endpoint = await CompletionsEndpoint.start((response, asked, call) => respond(response, asked, call));
  service = await TestService.start({ EXTRACTOR: 'llm', LLM_BASE_URL: endpoint.baseUrl, LLM_MODEL: 'stand-in' });
});
afterAll(async () => {
  await service.stop();
  endpoint.stop();
});

const article = {
  title: 'Cars',
  publishedAt: '2026-01-10',
  text: 'Tesla’s deliveries came to 1.6 million vehicles in 2025, the company’s report says.',
};
const fact = {
  type: 'SalesReported',
  quote: "Tesla's deliveries came to 1.6 million vehicles in 2025",
  data: {
    seller: 'Tesla',
    metric: 'units',
    value: 1_600_000,
    unit: 'units',
    qualifier: 'exact',
    when: '2025',
    modality: 'asserted',
  },
};

it('records what a model reads, under the ids of what it names, and counts what it dropped', async () => {
  respond = (response) => tell(response, [fact, { ...fact, quote: 'invented' }, { ...fact, data: {} }]);
  const { status, body } = await service.post('/v1/articles', article);
  expect(status).toBe(201);
  expect(body.facts).toMatchObject([
    {
      data: { seller: 'tesla', value: 1_600_000 },
      meta: { extractor: { name: 'llm:stand-in' }, evidence: { exact: article.text.slice(0, 55), start: 0, end: 55 } },
    },
  ]);
  expect(body.notes).toEqual([
    '1 fact was dropped: its quote does not stand in the text',
    '1 fact was dropped: it breaks the rules of its type',
  ]);
  expect((await service.get('/v1/entities/tesla')).body).toMatchObject({ name: 'Tesla', kind: 'company' });
});

it('records what the rules read where the model cannot, and says so', async () => {
  respond = (response) => refuse(response, 401, { message: 'no such key' });
  const text = 'In 2024 Nvidia sold 1 million H20 chips in China.';
  const { status, body } = await service.post('/v1/articles', { ...article, text });
  expect(status).toBe(201);
  expect(body.notes).toEqual(['the model could not read this article (it answered 401); the rules did']);
  expect(body.facts[0]).toMatchObject({ data: { seller: 'nvidia' }, meta: { extractor: { name: 'rules' } } });
});
