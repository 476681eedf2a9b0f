import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventType, eventTypes, fixtures } from './catalogue.js';
import { checkData, validateData } from './validate.js';

const types = Object.keys(eventTypes) as EventType[];

/** The fields that class-validator's own walk finds bad, in whatever they hold. */
const walked = (type: EventType, data: object): string[] => {
  const instance = plainToInstance(eventTypes[type] as new () => object, data);
  return validateSync(instance, { whitelist: true, forbidNonWhitelisted: true }).map((error) => error.property);
};

const topLevel = (path: string): string => path.split('.')[0]!;
const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort();

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(' ', '\u0000', '\ufe0f', '-', 'a'.repeat(2000), 'a'.repeat(2001), '😀'.repeat(2000), '\ud800'),
  fc.constantFrom('CN', 'cn', 'XX', 'EU', 'exact', 'asserted', 'denied', 'tariff', 'USD', 'units'),
  fc.constantFrom('2024', '2024-13', '2025-02-30', '2025-33', '2026/2025', '../2025', '/', '2025-02-25T09:00:00Z'),
  fc.constantFrom(
    '6f9619ff-8b86-5011-b42d-00cf4fc964ff',
    '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
  ),
);
const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, 0, 1, 100, 100.5, 101, Number.NaN));
const scalar = fc.oneof(text, number, fc.boolean(), fc.constant(null));
const list = fc.oneof(
  fc.array(scalar, { maxLength: 5 }),
  fc.array(text, { maxLength: 3 }).map((some) => [...some, ...some]),
  fc.constantFrom(100, 101).map((length) => Array.from({ length }, (_, i) => `e${i}`)),
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  text,
  scalar,
  list,
  fc.dictionary(fc.constantFrom('text', 'title', 'author', 'colour'), scalar, { maxKeys: 4 }),
);

const otherNames = [
  'when',
  'places',
  'products',
  'value',
  'unit',
  'vendor',
  'product',
  'share',
  'rank',
  'partOf',
  'colour',
];

/** A fixture with some fields changed, added or taken away. */
const mutatedPayload = (type: EventType): fc.Arbitrary<Record<string, unknown>> => {
  const names = Object.keys(fixtures[type]);
  const changes = fc.dictionary(fc.constantFrom(...names, ...names, ...otherNames), value, { maxKeys: 4 });
  return fc.tuple(changes, fc.subarray(names, { maxLength: 1 })).map(([changed, dropped]) => {
    const data: Record<string, unknown> = { ...structuredClone(fixtures[type]), ...changed };
    for (const name of dropped) delete data[name];
    return data;
  });
};

const withoutNulls = (data: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(data).filter(([, field]) => field !== null));

describe.each(types)('%s', (type) => {
  it('reads its fixture as it is', () => {
    expect(validateData(type, fixtures[type])).toEqual({ ok: true, data: fixtures[type] });
  });

  it('gets the verdicts of class-validator, compiled or walked', () => {
    fc.assert(
      fc.property(mutatedPayload(type), (payload) => {
        const data = withoutNulls(payload);
        const found = checkData(type, data);
        expect(sorted(found.map((error) => topLevel(error.field)))).toEqual(sorted(walked(type, data)));
      }),
      { numRuns: 300 },
    );
  });

  it('normalizes once and for all', () => {
    fc.assert(
      fc.property(mutatedPayload(type), (payload) => {
        const once = validateData(type, payload);
        if (once.ok) expect(validateData(type, once.data)).toEqual(once);
        if (once.ok) expect(walked(type, once.data)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('validateData', () => {
  const sale = fixtures.SalesReported;
  const errorsOf = (type: EventType, data: unknown) => {
    const result = validateData(type, data);
    return result.ok ? [] : result.errors;
  };
  const fieldsOf = (type: EventType, data: unknown) => errorsOf(type, data).map((error) => error.field);

  it('trims texts, takes null for absent and 0 for -0', () => {
    const result = validateData('SalesReported', { ...sale, seller: ' nvidia\n', product: null, value: -0 });
    const { product: _, ...rest } = sale;
    expect(result).toEqual({ ok: true, data: { ...rest, seller: 'nvidia', value: 0 } });
    expect(Object.is((result as { data: { value: number } }).data.value, 0)).toBe(true);
  });

  it('writes instants in UTC with milliseconds', () => {
    const result = validateData('ArticleCaptured', {
      ...fixtures.ArticleCaptured,
      publishedAt: '2025-02-25T10:00+01:00',
    });
    expect(result.ok && result.data.publishedAt).toBe('2025-02-25T09:00:00.000Z');
  });

  it('finds duplicates that trimming makes', () => {
    expect(fieldsOf('PartnershipFormed', { modality: 'asserted', parties: ['amd', ' amd'] })).toEqual(['parties']);
  });

  it('refuses a text of white space, and half a surrogate pair', () => {
    expect(fieldsOf('StatementMade', { ...fixtures.StatementMade, claim: '  ' })).toEqual(['claim']);
    expect(fieldsOf('StatementMade', { ...fixtures.StatementMade, claim: 'a\ud800' })).toEqual(['claim']);
  });

  it('refuses fields that the type does not have, whatever they are called', () => {
    const data = JSON.parse(`{"constructor":1,"__proto__":{"a":1},"toString":2,"colour":"red"}`);
    expect(fieldsOf('SalesReported', { ...sale, ...data })).toEqual(
      expect.arrayContaining(['constructor', 'toString', 'colour']),
    );
    expect(fieldsOf('SalesReported', Object.assign(JSON.parse('{"__proto__":1}'), sale))).toEqual(['__proto__']);
    expect(
      fieldsOf('ArticleCaptured', {
        ...fixtures.ArticleCaptured,
        sha256: { ...fixtures.ArticleCaptured.sha256, colour: 'red' },
      }),
    ).toEqual(['sha256.colour']);
  });

  it('names every bad field, with what is wrong', () => {
    expect(errorsOf('SalesReported', { ...sale, seller: null, value: '12bn', unit: 5, metric: 'turnover' })).toEqual([
      { field: 'seller', problem: 'seller is required' },
      { field: 'metric', problem: 'metric must be one of the following values: revenue, units, orders, profit' },
      { field: 'value', problem: 'value must be a finite number' },
      { field: 'unit', problem: 'unit must be a string' },
    ]);
  });

  it('tells which entry of a list is wrong', () => {
    expect(errorsOf('SalesReported', { ...sale, places: ['CN', 'XX'] })[0]?.problem).toMatch(/ISO 3166-1.*\(entry 2\)/);
  });

  it('asks for one of two fields where one is enough', () => {
    expect(fieldsOf('ProductAdopted', { modality: 'asserted', adopter: 'amazon' })).toEqual(['product', 'vendor']);
  });

  it('asks for the hashes of an article', () => {
    const { sha256: _, ...rest } = fixtures.ArticleCaptured;
    expect(fieldsOf('ArticleCaptured', rest)).toEqual(['sha256']);
  });

  it.each([null, undefined, 'text', 5, []])('refuses %j for a payload', (data) => {
    expect(fieldsOf('SalesReported', data)).toEqual(['']);
  });

  it('is quick to refuse a list of very many entries', () => {
    const parties = Array.from({ length: 100_000 }, (_, i) => `p${i}`);
    const start = performance.now();
    expect(fieldsOf('PartnershipFormed', { modality: 'asserted', parties })).toEqual(['parties']);
    expect(performance.now() - start).toBeLessThan(500);
  });
});
