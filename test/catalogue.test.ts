import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventTypes, factTypes, fixtures } from '../events/catalogue.js';

const kebab = (type: string): string => type.replace(/(?<=.)([A-Z])/g, '-$1').toLowerCase();

const sources = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));

/** What the projections are made of: every type must be named in one of their files. */
const projections = sources('projections').join('\n');

describe.each(Object.keys(eventTypes))('%s', (type) => {
  const source = readFileSync(`events/${kebab(type)}.ts`, 'utf8');

  it('has a file of its own, with a docstring over its class', () => {
    expect(source).toMatch(new RegExp(`/\\*\\*[^]*?\\*/\\nexport class ${type}\\b`));
  });

  it('has a fixture', () => {
    expect(source).toMatch(/export const fixture\b/);
    expect(fixtures).toHaveProperty(type);
  });
});

describe.each(Object.keys(factTypes))('%s', (type) => {
  it('has a section that it changes', () => {
    expect(projections).toMatch(new RegExp(`\\b${type}\\b`));
  });
});
