import 'reflect-metadata';
import { getMetadataStorage, type ValidationArguments, ValidationTypes } from 'class-validator';
import { alternativeOf } from './fields.js';

type Class = new () => object;
type Data = Readonly<Record<string, unknown>>;
type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** One rule of a field, as its decorator gives it. */
export interface Constraint {
  /** class-validator's name of it: `isString`, `isLength`, ... */
  readonly name: string;
  readonly args: readonly unknown[];
  /** Whether it holds of each entry of a list. */
  readonly each: boolean;
  accepts(value: unknown): boolean;
  message(value: unknown): string;
}

/** A field of a payload class with all that is asked of it. */
export interface PayloadField {
  readonly name: string;
  readonly optional: boolean;
  /** The field that may be given in place of this one. */
  readonly alternative?: string;
  /** All must hold for the constraints to be asked. */
  readonly conditions: readonly ((data: Data, value: unknown) => boolean)[];
  readonly constraints: readonly Constraint[];
  readonly nested?: Class;
}

const fill = (template: string, field: string, args: readonly unknown[]): string =>
  template
    .replaceAll('$property', field)
    .replace(/\$constraint(\d+)/g, (_, n: string) => [args[Number(n) - 1]].flat().join(', '));

function constraintsOf(metadata: Metadata): Constraint[] {
  const { propertyName: property, each, message } = metadata;
  const constraints: unknown[] = metadata.constraints ?? [];
  // A rule that looks beyond its own value belongs into a condition: `object` is never the payload here.
  const given: ValidationArguments = { targetName: '', property, constraints, object: {}, value: undefined };
  return getMetadataStorage()
    .getTargetValidatorConstraints(metadata.constraintCls)
    .map(({ name, instance }) => ({
      name,
      args: constraints,
      each,
      accepts: (value) => instance.validate(value, given) as boolean,
      message: (value) => {
        const told = message ?? instance.defaultMessage?.({ ...given, value }) ?? `$property fails ${name}`;
        return fill(typeof told === 'function' ? told({ ...given, value }) : told, property, constraints);
      },
    }));
}

function fieldOf(payload: Class, name: string, rules: readonly Metadata[]): PayloadField {
  const conditional = rules.filter((rule) => rule.type === ValidationTypes.CONDITIONAL_VALIDATION);
  const alternative = conditional.map((rule) => alternativeOf(rule.constraints[0])).find((other) => other);
  const nested = rules.some((rule) => rule.type === ValidationTypes.NESTED_VALIDATION);
  return {
    name,
    optional: conditional.some((rule) => rule.name === 'isOptional'),
    ...(alternative && { alternative }),
    conditions: conditional.map((rule) => rule.constraints[0]),
    constraints: rules.filter((rule) => rule.type === ValidationTypes.CUSTOM_VALIDATION).flatMap(constraintsOf),
    ...(nested && { nested: Reflect.getMetadata('design:type', payload.prototype, name) as Class }),
  };
}

/** The fields of a payload class with their rules, from the metadata that its decorators left with class-validator. */
export function payloadFields(payload: Class): readonly PayloadField[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(payload, '', false, false);
  const names = [...new Set(rules.map((rule) => rule.propertyName))];
  return names.map((name) =>
    fieldOf(
      payload,
      name,
      rules.filter((rule) => rule.propertyName === name),
    ),
  );
}
