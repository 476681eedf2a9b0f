import { describe, expect, it } from 'vitest';
import { type EventType, eventTypes, fixtures } from './catalogue.js';
import { schemaVersionOf, type Upcasters, upcastData } from './upcasters.js';
import { validateData } from './validate.js';

describe('upcastData', () => {
  it('gives an entity of before version 1 its empty list of aliases', () => {
    const { aliases: _, ...old } = fixtures.EntityDescribed;
    const data = upcastData('EntityDescribed', 0, old);
    expect(data).toEqual({ ...old, aliases: [] });
    expect(validateData('EntityDescribed', data).ok).toBe(true);
  });

  it('keeps the aliases of one that had some', () => {
    expect(upcastData('EntityDescribed', 0, { ...fixtures.EntityDescribed })).toEqual(fixtures.EntityDescribed);
  });

  it('leaves the newest version as it is', () => {
    for (const type of Object.keys(eventTypes) as EventType[])
      expect(upcastData(type, schemaVersionOf(type), { ...fixtures[type] })).toEqual(fixtures[type]);
  });

  it('takes every step from an old version to the newest', () => {
    const steps: Upcasters = {
      StatementMade: { 1: (data) => ({ ...data, claim: `${data.claim}!` }), 2: (data) => ({ ...data, tone: 'firm' }) },
    };
    expect(schemaVersionOf('StatementMade', steps)).toBe(3);
    expect(upcastData('StatementMade', 0, { claim: 'no' }, steps)).toEqual({ claim: 'no!', tone: 'firm' });
    expect(upcastData('StatementMade', 2, { claim: 'no' }, steps)).toEqual({ claim: 'no', tone: 'firm' });
  });

  it('refuses a type and a version that this release does not know', () => {
    expect(() => upcastData('RumourHeard', 1, {})).toThrow(/RumourHeard is unknown/);
    expect(() => upcastData('StatementMade', 2, {})).toThrow(/version 2, this release reads up to 1/);
  });
});
