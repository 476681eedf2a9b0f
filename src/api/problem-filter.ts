import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { FieldError } from '../../events/validate.js';
import { RevisionConflictError, StoreUnavailableError } from '../event-store/event-store.js';
import { conflict, invalid, malformed, notFound, Problem, tooLarge, unavailable } from '../problem.js';

/** Every error as `application/problem+json` (RFC 9457); what is ours to mend says no more than that it is. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = this.problemOf(error);
    // An answer that broke off on its way can only be cut, so that its reader sees that it is not whole.
    if (reply.raw.headersSent) reply.raw.destroy();
    else sendProblem(reply, problem);
  }

  private problemOf(error: unknown): Problem {
    if (error instanceof Problem) return error;
    if (error instanceof StoreUnavailableError) return unavailable(error.message, error.retryAfterSeconds);
    if (error instanceof RevisionConflictError) return conflict(error.message);
    return ofFramework(error) ?? this.ours(error);
  }

  private ours(error: unknown): Problem {
    this.logger.error(error instanceof Error ? error.stack : error);
    return new Problem(500, 'internal', 'Something went wrong here', 'the service failed; its log says where');
  }
}

/** Sends an error as `application/problem+json`. */
export function sendProblem(reply: FastifyReply, problem: Problem): void {
  const { status, code, title, detail, errors, retryAfterSeconds } = problem;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfterSeconds))));
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="factline"');
  const type = `https://factline.dev/problems/${code.replaceAll('_', '-')}`;
  const body = { type, title, status, detail, code, ...(errors && { errors }) };
  reply.status(status).type('application/problem+json').send(JSON.stringify(body));
}

/** What an exception of a module says of itself. */
function told(error: HttpException): Problem | undefined {
  const { code, detail, errors } = error.getResponse() as Partial<Problem>;
  if (code === undefined || detail === undefined) return undefined;
  const fields = errors?.map(({ field, problem, message }: FieldError & { message?: string }) => ({
    field,
    problem: problem ?? message ?? '',
  }));
  return new Problem(error.getStatus(), code, 'The request cannot be met', detail, fields);
}

function ofFramework(error: unknown): Problem | undefined {
  const own = error instanceof HttpException ? told(error) : undefined;
  if (own) return own;
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string };
  const status = error instanceof HttpException ? error.getStatus() : statusCode;
  if (status === 413) return tooLarge('the body is larger than 1 MiB');
  if (status === 415 || code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new Problem(415, 'unsupported_media_type', 'The media type is not supported', 'send application/json');
  if (status === 404) return notFound(message ?? 'there is no such route');
  if (status === 400) return malformed(message ?? 'the request cannot be read');
  if (status === 422) return invalid(message ?? 'the request is invalid');
  return undefined;
}
