import 'reflect-metadata';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
} from 'class-validator';
import { parseEdtf } from './edtf.js';
import { parseInstant } from './instant.js';
import { isPlace } from './places.js';

/** Most characters a text may have. */
export const MAX_TEXT = 2000;
/** Most entries a list may have. */
export const MAX_LIST = 100;

type Validation = { each?: boolean };

const all =
  (...decorators: PropertyDecorator[]): PropertyDecorator =>
  (target, property) => {
    for (const decorate of decorators) decorate(target, property);
  };

const entityFields = new Map<object, Set<string>>();

function remember(registry: Map<object, Set<string>>): PropertyDecorator {
  return (target, property) => {
    const names = registry.get(target) ?? new Set<string>();
    names.add(String(property));
    registry.set(target, names);
  };
}

/** The fields of a payload class that hold entity ids (one or a list), in the order of their declaration. */
export function entityFieldsOf(payload: new () => object): readonly string[] {
  const names: string[] = [];
  for (let proto = payload.prototype; proto && proto !== Object.prototype; proto = Object.getPrototypeOf(proto))
    names.push(...(entityFields.get(proto) ?? []));
  return names;
}

/** The field may be left out; `null` is the same as absent. */
export const Optional = (): PropertyDecorator => IsOptional();

/** Half of a surrogate pair stands for no character, and RFC 8785 has no form for it. */
const LONE_SURROGATE = /\p{Surrogate}/u;

const WellFormed = ({ each }: Validation): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isWellFormed',
      validator: {
        validate: (value) => typeof value === 'string' && !LONE_SURROGATE.test(value),
        defaultMessage: () => '$property must be well-formed Unicode, without half a surrogate pair',
      },
    },
    { each },
  );

/** A text: trimmed, of 1 to 2,000 characters. */
export const Text = ({ each = false }: Validation = {}): PropertyDecorator =>
  all(IsString({ each }), Length(1, MAX_TEXT, { each }), WellFormed({ each }));

/** A list: not empty unless `empty`, without duplicates, of at most 100 entries. */
export const List = ({ empty = false } = {}): PropertyDecorator =>
  all(IsArray(), ArrayMaxSize(MAX_LIST), ...(empty ? [] : [ArrayNotEmpty()]), ArrayUnique());

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** An entity, by id (a slug) or by a name that is resolved to its id when the event is written. */
export const EntityId = ({ each = false }: Validation = {}): PropertyDecorator =>
  all(
    Text({ each }),
    Matches(LETTER_OR_DIGIT, { each, message: '$property must have a letter or a digit' }),
    remember(entityFields),
  );

/** A list of entities, as for {@link EntityId}. */
export const EntityIds = ({ empty = false } = {}): PropertyDecorator => all(List({ empty }), EntityId({ each: true }));

/** One of a closed set of words. */
export const OneOf = (words: readonly string[]): PropertyDecorator => IsIn([...words]);

/** A finite number; amounts are in base units. */
export const Amount = (): PropertyDecorator =>
  IsNumber({ allowNaN: false, allowInfinity: false }, { message: '$property must be a finite number' });

/** Percent, 0 to 100. */
export const Percent = (): PropertyDecorator => all(Amount(), Min(0), Max(100));

/** A rank, from 1. */
export const Rank = (): PropertyDecorator => all(IsInt(), Min(1));

/** Lower-case hex of a SHA-256. */
export const Sha256 = (): PropertyDecorator =>
  Matches(/^[0-9a-f]{64}$/, { message: '$property must be a SHA-256 in lower-case hex' });

/** A valid time in the subset of EDTF (ISO 8601-2) that the catalogue names. */
export const Edtf = (): PropertyDecorator =>
  ValidateBy({
    name: 'isEdtf',
    validator: {
      validate: (value) => typeof value === 'string' && parseEdtf(value) !== undefined,
      defaultMessage: () =>
        '$property must be an EDTF date, quarter, half or interval that exists, such as 2024, 2024-12-31, 2025-33 or 2025-04-15/..',
    },
  });

/** An instant, ISO 8601. */
export const Instant = (): PropertyDecorator =>
  ValidateBy({
    name: 'isInstant',
    validator: {
      validate: (value) => typeof value === 'string' && parseInstant(value) !== undefined,
      defaultMessage: () => '$property must be an ISO 8601 instant, such as 2025-02-25T09:00:00Z',
    },
  });

/** ISO 3166-1 alpha-2 codes, upper case; may be empty. `EU`, which ISO reserves for the European Union, counts. */
export const Places = (): PropertyDecorator =>
  all(
    List({ empty: true }),
    ValidateBy(
      {
        name: 'isPlace',
        validator: {
          validate: (value) => typeof value === 'string' && isPlace(value),
          defaultMessage: () => 'each of $property must be an ISO 3166-1 alpha-2 code in upper case, such as CN',
        },
      },
      { each: true },
    ),
  );

const alternatives = new WeakMap<object, string>();

/** The other field of a condition made by {@link UnlessGiven}. */
export const alternativeOf = (condition: object): string | undefined => alternatives.get(condition);

/** The field may be left out where the other is given. */
export function UnlessGiven(other: string): PropertyDecorator {
  const isAsked = (data: Record<string, unknown>, value: unknown): boolean =>
    (value !== undefined && value !== null) || data[other] === undefined || data[other] === null;
  alternatives.set(isAsked, other);
  return ValidateIf(isAsked);
}
