import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestService } from './support/service.js';

// biome-ignore lint/suspicious/noExplicitAny: tests reach into answers of every shape
type Json = any;

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());

const capture = async (publisher: string, publishedAt: string, text: string) => {
  const { status, body } = await service.post('/v1/articles', { title: 'News', publisher, publishedAt, text });
  expect(status).toBe(201);
  return body as Json;
};
const section = async (name: string, query = '') =>
  (await service.get(`/v1/state?section=${name}&at=2026-06-30&knownAt=2026-06-30${query}`)).body.sections[
    name
  ] as Json[];
const tellers = (evidence: Json[]) => evidence.map(({ publisher, quote }) => [publisher, quote]);

describe('a fact that two articles tell in their own words', () => {
  it('is one item, with both as its evidence', async () => {
    const one = 'Washington imposed export controls on chips for China in October 2022.';
    const two = 'In October 2022 the United States imposed export controls on chips for China.';
    const first = await capture('First Wire', '2026-01-10T08:00:00Z', one);
    const second = await capture('Second Post', '2026-02-11T08:00:00Z', two);
    expect(first.facts[0].id).not.toBe(second.facts[0].id);
    const [item, ...others] = await section('sanctions');
    expect(others).toEqual([]);
    expect(tellers(item.evidence)).toEqual([
      ['First Wire', one],
      ['Second Post', two],
    ]);
    expect(item.evidence.map(({ articleId }: Json) => articleId)).toEqual([first.articleId, second.articleId]);
    expect(await section('sanctions', '&entity=cn')).toHaveLength(1);
  });

  it('is one claim of a figure; another figure stands beside it, as a claim of its own', async () => {
    await capture('First Wire', '2026-01-10T08:00:00Z', 'In 2024 Nvidia sold 1 million H20 chips in China.');
    await capture('Second Post', '2026-02-11T08:00:00Z', 'Nvidia sold 1 million H20 chips in China in 2024.');
    await capture('Third Daily', '2026-03-12T08:00:00Z', 'Nvidia sold 1.2 million H20 chips in China in 2024.');
    const [item, ...others] = await section('sales', '&entity=nvidia');
    expect(others).toEqual([]);
    expect(item.claims.map(({ value }: Json) => value)).toEqual([1_200_000, 1_000_000]);
    expect(tellers(item.claims[1].evidence).map(([publisher]) => publisher)).toEqual(['First Wire', 'Second Post']);
  });

  it('keeps its other evidence where one of the two is withdrawn', async () => {
    const [item] = await section('sanctions');
    await service.post(`/v1/facts/${item.evidence[0].factId}/retraction`, { reason: 'misread' });
    const [left, ...others] = await section('sanctions');
    expect(others).toEqual([]);
    expect(left.key).toBe(item.key);
    expect(tellers(left.evidence).map(([publisher]) => publisher)).toEqual(['Second Post']);
  });
});
