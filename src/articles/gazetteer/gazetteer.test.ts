import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../config.js';
import { Gazetteer, gazetteer, readGazetteer } from './gazetteer.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'factline-names-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(entries: unknown): Promise<string> {
  const path = join(folder, `${Math.random()}.json`);
  await writeFile(path, typeof entries === 'string' ? entries : JSON.stringify(entries));
  return path;
}

describe('the bundled gazetteer', () => {
  it('has no id twice, and no partOf, maker or country that it does not know', () => {
    const { byId } = gazetteer();
    for (const entity of byId.values())
      for (const other of [entity.partOf, entity.maker, entity.country])
        if (other !== undefined) expect(byId.has(other), `${entity.id}: ${other}`).toBe(true);
  });
});

describe('a file of names of one’s own', () => {
  it('adds entities, and wins over the bundled ones', async () => {
    const own = readGazetteer(
      await file([
        { id: 'acme-rockets', kind: 'company', name: 'Acme Rockets', aliases: ['Acme'] },
        { id: 'tesla-inc', kind: 'company', name: 'Tesla' },
      ]),
    );
    const names = new Gazetteer([...own, ...gazetteer().byId.values()]);
    expect(names.named('Acme')?.id).toBe('acme-rockets');
    expect(names.named('Tesla')?.id).toBe('tesla-inc');
    expect(names.named('Nvidia')?.id).toBe('nvidia');
  });

  it.each([
    ['{', /JSON/],
    ['{}', /is no list/],
    [[{ id: 'Acme Rockets', kind: 'company', name: 'Acme' }], /entry 1: id is "Acme Rockets": give a slug/],
    [[{ id: 'acme', kind: 'firm', name: 'Acme' }], /entry 1: kind is "firm": give one of company/],
    [[{ id: 'acme', kind: 'company' }], /entry 1: name is missing/],
    [[{ id: 'acme', kind: 'company', name: 'Acme', aliases: 'A' }], /entry 1: aliases is no list/],
  ])('that is wrong ends the start with what is wrong: %j', async (entries, message) => {
    const path = await file(entries);
    expect(() => loadConfig({ GAZETTEER_FILE: path })).toThrow(message);
  });

  it('that is missing ends the start', () => {
    expect(() => loadConfig({ GAZETTEER_FILE: join(folder, 'none.json') })).toThrow(/^GAZETTEER_FILE cannot be used/);
  });
});
