import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventStoreDouble } from './support/eventstoredb/double.js';
import { TestService } from './support/service.js';

// biome-ignore lint/suspicious/noExplicitAny: tests reach into answers of every shape
type Json = any;

let number = 0;
/** An article of three facts, like no other. */
const article = () => {
  number++;
  return {
    title: `Chips ${number}`,
    publisher: 'Example Wire',
    publishedAt: '2025-02-26T09:00:00Z',
    text: `In 2024 Nvidia sold ${number} million H20 chips in China. In 2024 AMD sold ${number} million MI308 chips in China. In 2023 Intel sold ${number} million Gaudi chips in China.`,
  };
};

describe.each(['sqlite', 'eventstoredb'])('facts that wait for a person, on %s', (engine) => {
  let double: EventStoreDouble | undefined;
  let service: TestService;
  beforeAll(async () => {
    double = engine === 'sqlite' ? undefined : await new EventStoreDouble().start();
    service = await TestService.start(double ? { EVENT_STORE: engine, EVENTSTORE_URL: double.url } : {});
  });
  afterAll(async () => {
    await service.stop();
    await double?.stop();
  });

  const head = async () => (await service.get('/v1/log?limit=1')).body.head as number;
  const state = async () => (await service.get('/v1/state?at=2025-12-31&knownAt=2025-12-31')).body as Json;
  const held = async (query = '') => (await service.get(`/v1/candidates?limit=1000&${query}`)).body as Json;
  const capture = async (body: object = article()) => {
    const { body: captured } = await service.post('/v1/articles?review=true', body);
    return captured as Json;
  };
  const decide = (id: string, decision: string, body: object = {}) =>
    service.post(`/v1/candidates/${id}/${decision}`, body);

  it('are no facts until they are accepted: no answer changes, and no name', async () => {
    const before = await state();
    const names = await service.get('/v1/entities');
    const posted = article();
    const captured = await capture(posted);
    expect(captured).toMatchObject({ deduplicated: false, facts: [] });
    expect(captured.candidates.length).toBeGreaterThanOrEqual(3);
    for (const { status, decision, meta } of captured.candidates) {
      expect({ status, decision }).toEqual({ status: 'held', decision: null });
      expect(meta.confidence).toBeGreaterThan(0);
      expect(posted.text.slice(meta.evidence.start, meta.evidence.end)).toBe(meta.evidence.exact);
    }
    const after = await state();
    expect(after.sections).toEqual(before.sections);
    expect(after.digest).toBe(before.digest);
    expect((await service.get('/v1/entities')).body).toEqual(names.body);
    expect((await service.get(`/v1/facts?article=${captured.articleId}`)).body.total).toBe(0);
    const again = await capture(posted);
    expect(again).toEqual({ ...captured, deduplicated: true });
  });

  it('become the facts that they would have been, with who decided', async () => {
    const posted = article();
    const preview = (await service.post('/v1/articles?dryRun=true&review=true', posted)).body as Json;
    const { candidates } = await capture(posted);
    const ids = [];
    for (const candidate of candidates) {
      const { status, body } = await decide(candidate.id, 'acceptance');
      expect(status).toBe(201);
      expect(body.candidate).toMatchObject({ status: 'accepted', decision: { factId: body.fact.id, changed: [] } });
      expect(body.fact).toMatchObject({
        type: candidate.type,
        data: candidate.data,
        status: 'current',
        meta: { evidence: candidate.meta.evidence, extractor: candidate.meta.extractor, causationId: candidate.id },
      });
      expect(body.position).toBe(await head());
      ids.push(body.fact.id);
    }
    expect(ids).toEqual(preview.facts.map(({ id }: Json) => id));
    expect((await service.get('/v1/entities/intel')).body).toMatchObject({ name: 'Intel', kind: 'company' });
    expect((await state()).sections.sales.map(({ seller }: Json) => seller)).toEqual(
      expect.arrayContaining(['nvidia', 'amd', 'intel']),
    );
  });

  it('are accepted with other data, held to the rules of the type', async () => {
    const [candidate] = (await capture()).candidates;
    const wrong = await decide(candidate.id, 'acceptance', { data: { ...candidate.data, value: 'many' } });
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ field: 'data.value' }] } });
    const data = { ...candidate.data, seller: 'Advanced Micro Devices', value: 77 };
    const { status, body } = await decide(candidate.id, 'acceptance', { data, reason: 'misread' });
    expect(status).toBe(201);
    expect(body.fact.data).toMatchObject({ seller: 'amd', value: 77 });
    expect(body.candidate).toMatchObject({
      data: candidate.data,
      decision: { reason: 'misread', changed: ['seller', 'value'], factId: body.fact.id },
    });
  });

  it('are decided once: the same again appends nothing, anything else is a conflict', async () => {
    const [first, second] = (await capture()).candidates;
    const accepted = await decide(first.id, 'acceptance');
    const rejected = await decide(second.id, 'rejection', { reason: 'a rumour' });
    expect(rejected).toMatchObject({
      status: 201,
      body: { candidate: { status: 'rejected', decision: { reason: 'a rumour' } } },
    });
    const end = await head();
    expect(await decide(first.id, 'acceptance')).toMatchObject({ status: 200, body: { fact: accepted.body.fact } });
    expect(await decide(first.id, 'acceptance', { data: first.data })).toMatchObject({ status: 200 });
    expect(await decide(second.id, 'rejection', { reason: 'again' })).toMatchObject({
      status: 200,
      body: { position: rejected.body.position },
    });
    for (const answer of [
      await decide(first.id, 'acceptance', { data: { ...first.data, value: 3 } }),
      await decide(first.id, 'rejection', { reason: 'after all' }),
      await decide(second.id, 'acceptance'),
    ]) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'conflict' } });
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
    expect(await decide(second.id, 'rejection')).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'reason' }] },
    });
    expect((await decide('nowhere', 'acceptance')).status).toBe(404);
    expect((await service.get('/v1/candidates/nowhere')).status).toBe(404);
    expect((await service.get('/v1/candidates?status=lost')).status).toBe(422);
    expect(await head()).toBe(end);
  });

  it('are decided by many people at once, and one decision stands', async () => {
    const [candidate] = (await capture()).candidates;
    const decisions = Array.from({ length: 12 }, (_, i) =>
      i % 2 ? decide(candidate.id, 'acceptance') : decide(candidate.id, 'rejection', { reason: `reader ${i}` }),
    );
    const statuses = (await Promise.all(decisions)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect(statuses.filter((status) => status === 409)).toHaveLength(6);
  });

  it('join a fact that somebody has recorded by hand meanwhile', async () => {
    const { articleId, candidates } = await capture();
    const [{ id, type, data, meta }] = candidates;
    const { publishedAt, evidence } = meta;
    const byHand = { publishedAt, article: { id: articleId }, evidence: { exact: evidence.exact } };
    const { body } = await service.post('/v1/facts', { type, data, meta: byHand });
    const accepted = await decide(id, 'acceptance');
    expect(accepted).toMatchObject({ status: 201, body: { fact: { id: body.facts[0].id } } });
  });

  it('are listed by status, type and article, page by page', async () => {
    const { articleId, candidates } = await capture();
    await decide(candidates[0].id, 'rejection', { reason: 'no' });
    const rest = await held(`article=${articleId}`);
    expect(rest.items.map(({ id }: Json) => id)).toEqual(candidates.slice(1).map(({ id }: Json) => id));
    expect((await held(`article=${articleId}&status=rejected`)).total).toBe(1);
    expect((await held(`article=${articleId}&type=SanctionImposed`)).total).toBe(0);
    const seen = [];
    for (let next: number | null = 0; next !== null; ) {
      const page = (await service.get(`/v1/candidates?limit=2&after=${next}`)).body as Json;
      seen.push(...page.items.map(({ id }: Json) => id));
      next = page.next;
    }
    expect(seen).toEqual((await held()).items.map(({ id }: Json) => id));
  });

  it('lose their words with their article, and can be rejected alone', async () => {
    const { articleId, candidates } = await capture();
    const [{ id, meta }] = candidates;
    await service.post(`/v1/articles/${articleId}/erasure`, { reason: 'asked for' });
    const { body } = await service.get(`/v1/candidates/${id}`);
    expect(body.meta.evidence).toEqual({ start: 0, end: meta.evidence.end, sha256: meta.evidence.sha256 });
    expect(JSON.stringify(body)).not.toContain('million');
    expect(await decide(id, 'acceptance')).toMatchObject({ status: 409 });
    expect((await decide(id, 'rejection', { reason: 'erased' })).status).toBe(201);
  });

  it('stand in the log in the order of what was decided', async () => {
    const { candidates, position } = await capture();
    await decide(candidates[0].id, 'acceptance');
    await decide(candidates[1].id, 'rejection', { reason: 'no' });
    const { items } = (await service.get(`/v1/log?after=${position}`)).body as Json;
    const types = items.map(({ type }: Json) => type).filter((type: string) => type !== 'EntityDescribed');
    expect(types).toEqual(['CandidateAccepted', 'SalesReported', 'CandidateRejected']);
    expect(new Set(items.map(({ streamId }: Json) => streamId)).size).toBe(1);
    const filtered = await service.get(`/v1/log?types=CandidateRejected&after=${position}`);
    expect(filtered.body.items).toHaveLength(1);
  });

  it('are all there again where a node has lost what it keeps beside the log', async () => {
    const [before, decided] = [await held(), await held('status=accepted')];
    expect(before.items.length).toBeGreaterThan(0);
    await service.restart(() => rmSync(join(service.dataDir, 'review.db')));
    expect(await held()).toEqual(before);
    expect(await held('status=accepted')).toEqual(decided);
  });
});

it('a log with candidates gives the same positions and digests on both engines', async () => {
  const told = [];
  const posted = article();
  for (const engine of ['sqlite', 'eventstoredb']) {
    const double = engine === 'sqlite' ? undefined : await new EventStoreDouble().start();
    const service = await TestService.start(double ? { EVENT_STORE: engine, EVENTSTORE_URL: double.url } : {});
    const { candidates } = (await service.post('/v1/articles?review=true', posted)).body as Json;
    await service.post(`/v1/candidates/${candidates[0].id}/acceptance`, {});
    await service.post(`/v1/candidates/${candidates[1].id}/rejection`, { reason: 'no' });
    const { asOf, digest } = (await service.get('/v1/state?at=2025-12-31&knownAt=2025-12-31')).body as Json;
    const { items } = (await service.get('/v1/log')).body as Json;
    told.push({
      position: asOf.position,
      digest,
      log: items.map(({ id, type, position }: Json) => [id, type, position]),
    });
    await service.stop();
    await double?.stop();
  }
  expect(told[0]).toEqual(told[1]);
});

describe('the setting REVIEW', () => {
  it('holds what is found unless a request says otherwise, and names the key of who decides', async () => {
    const keys = (dataDir: string) => {
      const file = join(dataDir, 'keys.json');
      const key = (name: string, scopes: string[]) => ({ name, key: `${name}-0123456789abcdef`, scopes });
      writeFileSync(file, JSON.stringify({ keys: [key('desk', ['read', 'write']), key('visitor', ['read'])] }));
      return file;
    };
    const folder = await TestService.start();
    const service = await TestService.start({ REVIEW: 'true', API_KEYS_FILE: keys(folder.dataDir) });
    const as = (name: string, method: string, path: string, body?: object) =>
      service.ask(method, path, body, { authorization: `Bearer ${name}-0123456789abcdef` });
    const { body: waiting } = await as('desk', 'POST', '/v1/articles', article());
    expect(waiting.candidates.length).toBeGreaterThan(0);
    const { body: direct } = await as('desk', 'POST', '/v1/articles?review=false', article());
    expect(direct.facts.length).toBeGreaterThan(0);
    expect(direct).not.toHaveProperty('candidates');
    const path = `/v1/candidates/${waiting.candidates[0].id}`;
    expect((await as('visitor', 'GET', path)).status).toBe(200);
    expect((await as('visitor', 'POST', `${path}/acceptance`)).status).toBe(403);
    expect((await service.post(`${path}/acceptance`, {})).status).toBe(401);
    const { body } = await as('desk', 'POST', `${path}/acceptance`);
    expect(body.candidate.decision.actor).toBe('desk');
    expect(body.fact.meta.actor).toBe('desk');
    const reference = (await service.get('/openapi.json')).body;
    expect(reference.paths).toHaveProperty('/v1/candidates/{id}/acceptance.post.responses.409');
    await service.stop();
    await folder.stop();
  });
});
