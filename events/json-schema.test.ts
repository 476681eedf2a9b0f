import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { type EventType, eventTypes, fixtures } from './catalogue.js';
import { jsonSchemaOf } from './json-schema.js';

const ajv = new Ajv2020({ strict: true, strictRequired: false });
const types = Object.keys(eventTypes) as EventType[];

describe.each(types)('the schema of %s', (type) => {
  const validate = ajv.compile(jsonSchemaOf(type));

  it('takes the fixture', () => {
    expect(validate(fixtures[type]), JSON.stringify(validate.errors)).toBe(true);
  });

  it('refuses an unknown field', () => {
    expect(validate({ ...fixtures[type], colour: 'red' })).toBe(false);
  });

  it('refuses a missing field', () => {
    const required = jsonSchemaOf(type).required as string[];
    expect(required.length).toBeGreaterThan(0);
    for (const name of required) {
      const { [name]: _, ...rest } = fixtures[type] as unknown as Record<string, unknown>;
      expect(validate(rest), name).toBe(false);
    }
  });
});

it('asks for one of two fields where one is enough', () => {
  const validate = ajv.compile(jsonSchemaOf('ProductAdopted'));
  expect(validate({ modality: 'asserted', adopter: 'amazon' })).toBe(false);
  expect(validate({ modality: 'asserted', adopter: 'amazon', product: 'h20' })).toBe(true);
});

it('narrows a field that a type narrows', () => {
  const validate = ajv.compile(jsonSchemaOf('ForecastMade'));
  expect(validate({ ...fixtures.ForecastMade, modality: 'asserted' })).toBe(false);
});

it('knows the form of a valid time', () => {
  const validate = ajv.compile(jsonSchemaOf('StatementMade'));
  const at = (when: string) => validate({ ...fixtures.StatementMade, when });
  for (const when of ['2024', '2024-12~', '2025-33', '2025-04-15/..', '../2025', '/2025']) expect(at(when)).toBe(true);
  for (const when of ['24', '2024-12-31T00:00Z', '2024/2025/2026', 'last year']) expect(at(when)).toBe(false);
});
