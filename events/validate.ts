import { type DataOf, type EventType, eventTypes } from './catalogue.js';
import { normalizerOf } from './normalize.js';
import { type Constraint, type PayloadField, payloadFields } from './payload-fields.js';

type Data = Record<string, unknown>;

/** What is wrong with a field; of a field inside a field the name is a path, `sha256.text`; of the whole, empty. */
export interface FieldError {
  readonly field: string;
  readonly problem: string;
}

export type Validated<T> =
  | { readonly ok: true; readonly data: T }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/** The problem of a value, or undefined. */
type Check = (value: unknown) => string | undefined;

interface CompiledField {
  readonly name: string;
  readonly optional: boolean;
  readonly conditions: PayloadField['conditions'];
  readonly normalize: (value: unknown) => unknown;
  readonly checks: readonly Check[];
  readonly nested?: CompiledPayload;
}

interface CompiledPayload {
  readonly names: ReadonlySet<string>;
  readonly fields: readonly CompiledField[];
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null;
const isObject = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** class-validator counts characters by two regular expressions; most texts are short enough whatever they hold. */
function shortcut({ name, args }: Constraint): ((value: unknown) => boolean) | undefined {
  const [min, max] = args as [number, number];
  if (name !== 'isLength' || min > 1) return undefined;
  return (value) => typeof value === 'string' && value.length >= min && value.length <= max;
}

function compileConstraint(constraint: Constraint): Check {
  const surely = shortcut(constraint);
  const holds = (value: unknown): boolean => surely?.(value) || constraint.accepts(value);
  if (!constraint.each) return (value) => (holds(value) ? undefined : constraint.message(value));
  return (value) => {
    if (!Array.isArray(value)) return holds(value) ? undefined : constraint.message(value);
    const at = value.findIndex((entry) => !holds(entry));
    return at < 0 ? undefined : `${constraint.message(value[at])} (entry ${at + 1})`;
  };
}

function compile(payload: new () => object): CompiledPayload {
  const fields = payloadFields(payload);
  return {
    names: new Set(fields.map((field) => field.name)),
    fields: fields.map((field) => ({
      name: field.name,
      optional: field.optional,
      conditions: field.optional ? [] : field.conditions,
      normalize: normalizerOf(field),
      checks: field.constraints.map(compileConstraint),
      ...(field.nested && { nested: compile(field.nested) }),
    })),
  };
}

const compiled = Object.fromEntries(
  Object.entries(eventTypes).map(([type, payload]) => [type, compile(payload)]),
) as Record<EventType, CompiledPayload>;

/** What stands under the field's name once normalized; absent fields are left out. */
function normalize(payload: CompiledPayload, data: Data): Data {
  const normalized: Data = {};
  for (const { name, normalize: normalizeValue, nested } of payload.fields) {
    const value = data[name];
    if (isAbsent(value)) continue;
    normalized[name] = nested && isObject(value) ? normalizeNested(nested, value) : normalizeValue(value);
  }
  return normalized;
}

const normalizeNested = (payload: CompiledPayload, data: Data): Data => ({
  ...Object.fromEntries(unknownFields(payload, data).map((name) => [name, data[name]])),
  ...normalize(payload, data),
});

const unknownFields = (payload: CompiledPayload, data: Data): string[] =>
  Object.keys(data).filter((name) => !payload.names.has(name) && !isAbsent(data[name]));

function checkField(field: CompiledField, data: Data, path: string, errors: FieldError[]): void {
  const value = data[field.name];
  if (isAbsent(value) && field.optional) return;
  for (const condition of field.conditions) if (!condition(data, value)) return;
  if (isAbsent(value)) {
    errors.push({ field: path + field.name, problem: `${field.name} is required` });
    return;
  }
  for (const check of field.checks) {
    const problem = check(value);
    if (problem === undefined) continue;
    errors.push({ field: path + field.name, problem });
    return;
  }
  if (field.nested) checkPayload(field.nested, value as Data, `${path}${field.name}.`, errors);
}

function checkPayload(payload: CompiledPayload, data: Data, path: string, errors: FieldError[]): void {
  for (const name of unknownFields(payload, data))
    errors.push({ field: path + name, problem: `${name} is no field of this type` });
  for (const field of payload.fields) checkField(field, data, path, errors);
}

/** The rules of a type's class over a payload as it is; each bad field is named once, with the first rule it breaks. */
export function checkData(type: EventType, data: unknown): readonly FieldError[] {
  if (!isObject(data)) return [{ field: '', problem: 'the payload must be an object' }];
  const errors: FieldError[] = [];
  checkPayload(compiled[type], data, '', errors);
  return errors;
}

/**
 * Normalizes a payload as the log holds it (texts trimmed, absent for null, 0 for -0, instants in UTC with
 * milliseconds) and holds it to the rules of its type's class, compiled once from class-validator's metadata.
 */
export function validateData<T extends EventType>(type: T, data: unknown): Validated<DataOf<T>> {
  if (!isObject(data)) return { ok: false, errors: checkData(type, data) };
  const normalized = normalizeNested(compiled[type], data);
  const errors = checkData(type, normalized);
  return errors.length > 0 ? { ok: false, errors } : { ok: true, data: normalized as unknown as DataOf<T> };
}
