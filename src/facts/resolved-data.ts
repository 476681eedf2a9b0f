import type { DataOf, FactType } from '../../events/catalogue.js';
import { checkData, validateData } from '../../events/validate.js';
import type { EntityRegistry } from '../entities/entity-registry.js';
import { invalid, invalidField } from '../problem.js';

const under = (field: string): string => (field ? `data.${field}` : 'data');

/** A payload as submitted under `data`, valid for its type, with names resolved to ids. @throws {Problem} 422 */
export function resolvedData(registry: EntityRegistry, type: FactType, value: unknown): DataOf<FactType> {
  const validated = validateData(type, value);
  if (!validated.ok) {
    const errors = validated.errors.map(({ field, problem }) => ({ field: under(field), problem }));
    throw invalid(`${errors[0]?.field}: ${errors[0]?.problem}`, errors);
  }
  const data = registry.resolveData(type, validated.data);
  const [error] = checkData(type, data);
  if (error) throw invalidField(under(error.field), `${error.problem}, once names are resolved to ids`);
  return data;
}
