import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from './support/eventually.js';
import { TestService } from './support/service.js';

let service: TestService;
let other: DatabaseSyncInstance;
beforeEach(async () => {
  service = await TestService.start();
  other = new DatabaseSync(join(service.dataDir, 'timeline.db'));
});
afterEach(async () => {
  other.close();
  await service.stop();
});

const supply = (company: string) => ({
  type: 'SupplyConstrained',
  data: { company, when: '2024', modality: 'asserted' },
  meta: { publishedAt: '2025-02-01', article: { publisher: 'Wire' } },
});

it('tells that the index cannot be written, answers what it has read, and takes up the rest once it can', async () => {
  await service.post('/v1/facts', supply('huawei'));
  const read = await service.get('/v1/state?entity=huawei&position=1');
  other.exec('BEGIN IMMEDIATE');
  const recorded = service.post('/v1/facts', supply('smic'));
  await eventually(async () => (await service.get('/health/ready')).status === 503, 'readiness to be lost');
  const { body } = await service.get('/health/ready');
  expect(body).toMatchObject({ status: 'not ready', readModels: { lag: 1, problem: expect.stringMatching(/locked/) } });
  expect(body.readModels).not.toHaveProperty('stoppedAt');
  expect((await service.get('/v1/state?entity=huawei&position=1')).body.sections).toEqual(read.body.sections);
  other.exec('ROLLBACK');
  await eventually(async () => (await service.get('/health/ready')).status === 200, 'readiness to come back');
  expect((await recorded).status).toBe(201);
  const { body: state } = await service.get('/v1/state?entity=smic');
  expect(state.sections.supply).toHaveLength(1);
});
