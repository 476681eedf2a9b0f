import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from './support/eventually.js';
import { TestService } from './support/service.js';

let service: TestService;
beforeEach(async () => {
  service = await TestService.start();
});
afterEach(() => service.stop());

const sale = (value: number) => ({
  type: 'SalesReported',
  data: {
    seller: `maker-${value % 7}`,
    metric: 'units',
    value,
    unit: 'units',
    qualifier: 'exact',
    when: '2024',
    modality: 'asserted',
  },
  meta: { publishedAt: '2025-02-01', article: { publisher: `Wire ${value % 3}` } },
});

const CLOCKS = 'at=2025-06-01&knownAt=2025-06-01';

/** Makes the index look like one of another release. */
function outdate(statements: string): void {
  const db = new DatabaseSync(join(service.dataDir, 'timeline.db'));
  db.exec(statements);
  db.close();
}

it.each([
  ['another layout', 'UPDATE checkpoint SET schema = 0; ALTER TABLE placements RENAME TO former'],
  ['other rules', 'UPDATE checkpoint SET projections = 0; DELETE FROM placements'],
])('answers while the index of %s is built anew, and from the new one afterwards', async (_, statements) => {
  for (let from = 0; from < 4000; from += 800)
    await service.post(
      '/v1/facts',
      Array.from({ length: 800 }, (_each, i) => sale(from + i)),
    );
  const before = await service.get(`/v1/state?${CLOCKS}`);
  const list = `/v1/facts?${CLOCKS.split('&')[1]}&entity=maker-3&order=-when&limit=50`;
  const facts = await service.get(list);
  expect(before.status).toBe(200);
  outdate(statements);
  await service.restart();
  const { body: told } = await service.get('/health/ready');
  const during = await service.get(`/v1/state?${CLOCKS}`);
  expect(told.readModels.rebuilding).toBeDefined();
  expect(during.body).toEqual(before.body);
  expect((await service.get(list)).body).toEqual(facts.body);
  await eventually(
    async () => (await service.get('/health/ready')).body.readModels.rebuilding === undefined,
    'the new index',
  );
  expect((await service.get(`/v1/state?${CLOCKS}`)).body).toEqual(before.body);
  expect((await service.get(list)).body).toEqual(facts.body);
  await service.restart();
  expect((await service.get('/health/ready')).body.readModels).not.toHaveProperty('rebuilding');
  expect((await service.get(`/v1/state?${CLOCKS}`)).body).toEqual(before.body);
});
