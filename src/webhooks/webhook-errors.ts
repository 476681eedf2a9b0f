import type { FieldError } from '../../events/validate.js';
import { invalid, notFound, type Problem } from '../problem.js';

export const invalidWebhook = (errors: readonly FieldError[]): Problem =>
  invalid(
    errors.map(({ field, problem }) => (field ? `${field}: ${problem}` : problem)).join('; '),
    errors,
    'invalid_webhook',
  );

export const unknownWebhook = (id: string): Problem => notFound(`there is no webhook ${id}`);
