import { NotFoundException, UnprocessableEntityException } from '@nestjs/common';

/** What is wrong with one field of a request. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

export const invalid = (errors: readonly FieldProblem[]): UnprocessableEntityException =>
  new UnprocessableEntityException({
    code: 'invalid_webhook',
    detail: errors.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join('; '),
    errors,
  });

export const unknownWebhook = (id: string): NotFoundException =>
  new NotFoundException({ code: 'webhook_not_found', detail: `there is no webhook ${id}` });
