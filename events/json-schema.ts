import { type EventType, eventTypes } from './catalogue.js';
import { type Constraint, type PayloadField, payloadFields } from './payload-fields.js';

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = { readonly [keyword: string]: unknown };

const DATE = String.raw`\d{4}(-\d{2}(-\d{2})?)?[?~%]?`;
const EDTF = String.raw`^(${DATE}|(${DATE}|\.\.)?/(${DATE}|\.\.)?)$`;
const INSTANT = String.raw`^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)?)?)?)?$`;

/** The keywords of each rule that JSON Schema can say. */
const KEYWORDS: Readonly<Record<string, (args: readonly unknown[]) => JsonSchema>> = {
  isString: () => ({ type: 'string', pattern: String.raw`\S` }),
  isLength: ([minLength, maxLength]) => ({ minLength, maxLength }),
  isWellFormed: () => ({}),
  matches: ([pattern]) => ({ type: 'string', pattern: (pattern as RegExp).source }),
  isIn: ([words]) => ({ enum: words }),
  isNumber: () => ({ type: 'number' }),
  isInt: () => ({ type: 'integer' }),
  min: ([minimum]) => ({ minimum }),
  max: ([maximum]) => ({ maximum }),
  isArray: () => ({ type: 'array' }),
  arrayNotEmpty: () => ({ minItems: 1 }),
  arrayUnique: () => ({ uniqueItems: true }),
  arrayMaxSize: ([maxItems]) => ({ maxItems }),
  isEdtf: () => ({ type: 'string', pattern: EDTF, description: 'EDTF (ISO 8601-2): a date or interval that exists' }),
  isInstant: () => ({ type: 'string', pattern: INSTANT, description: 'ISO 8601; a date means its end, UTC' }),
  isPlace: () => ({ type: 'string', pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2' }),
  isUuid: () => ({ type: 'string', pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' }),
  isObject: () => ({ type: 'object' }),
};

function keywords(constraint: Constraint): JsonSchema {
  const say = KEYWORDS[constraint.name];
  if (!say) throw new Error(`the rule ${constraint.name} has no form in JSON Schema: add it to KEYWORDS`);
  return say(constraint.args);
}

const merged = (constraints: readonly Constraint[]): JsonSchema => Object.assign({}, ...constraints.map(keywords));

function fieldSchema({ constraints, nested }: PayloadField): JsonSchema {
  if (nested) return payloadSchema(nested);
  const whole = constraints.filter((constraint) => !constraint.each);
  const each = constraints.filter((constraint) => constraint.each);
  return each.length === 0 ? merged(whole) : { ...merged(whole), items: merged(each) };
}

/** Where one of two fields is enough: either must be there. */
function alternatives(fields: readonly PayloadField[]): JsonSchema {
  const pair = fields.filter((field) => field.alternative !== undefined);
  return pair.length === 0 ? {} : { anyOf: pair.map((field) => ({ required: [field.name] })) };
}

function payloadSchema(payload: new () => object): JsonSchema {
  const fields = payloadFields(payload);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)])),
    required: fields.filter((field) => !field.optional && !field.alternative).map((field) => field.name),
    ...alternatives(fields),
    additionalProperties: false,
  };
}

/**
 * The JSON Schema (draft 2020-12) of a type's payload as the log holds it, from the rules of its class. It says all of
 * them but three: that a date exists, that an interval is not backwards, and that a place is a code in use.
 */
export const jsonSchemaOf = (type: EventType): JsonSchema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: type,
  ...payloadSchema(eventTypes[type]),
});
