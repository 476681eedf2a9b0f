import type { FieldError } from '../events/validate.js';

/** An error that a client is told as it is: RFC 9457. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly errors?: readonly FieldError[],
    readonly retryAfterSeconds?: number,
  ) {
    super(detail);
  }
}

export const malformed = (detail: string): Problem => new Problem(400, 'malformed', 'The request is malformed', detail);

export const invalid = (detail: string, errors?: readonly FieldError[], code = 'invalid'): Problem =>
  new Problem(422, code, 'The request is well-formed but invalid', detail, errors);

export const invalidField = (field: string, problem: string): Problem =>
  invalid(`${field}: ${problem}`, [{ field, problem }]);

export const notFound = (detail: string): Problem => new Problem(404, 'not_found', 'There is no such thing', detail);

export const conflict = (detail: string): Problem =>
  new Problem(409, 'conflict', 'This conflicts with what is', detail);

export const tooLarge = (detail: string): Problem => new Problem(413, 'too_large', 'This is too large', detail);

export const unavailable = (detail: string, retryAfterSeconds: number): Problem =>
  new Problem(503, 'unavailable', 'This cannot be done now', detail, undefined, retryAfterSeconds);
