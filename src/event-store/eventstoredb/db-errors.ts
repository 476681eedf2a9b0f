import { RevisionConflictError, StoreAccessDeniedError, StoreUnavailableError } from '../event-store.js';
import { toPortError as toPortErrorOfSqlite } from '../sqlite/sqlite-errors.js';

interface DbError extends Error {
  readonly type?: string;
  /** gRPC status; a dead node gives a plain error with 14 and no `type`. */
  readonly code?: number | string;
}

/** The server or the way to it is away, or another node leads now: the same call may do a moment later. */
const PASSING: ReadonlySet<string> = new Set([
  'unavailable',
  'cancelled',
  'not-leader',
  'deadline-exceeded',
  'timeout',
  'unknown',
]);

const UNAVAILABLE = 14;

export const typeOf = (error: unknown): string | undefined => (error as DbError | undefined)?.type;

export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { type, code, message } = error as DbError;
  if (type !== undefined) return PASSING.has(type);
  return (typeof code === 'number' && code === UNAVAILABLE) || message.startsWith('Failed to discover');
}

/** The port's error for one of the client's; other errors pass as they are. */
export function toPortError(error: unknown): unknown {
  if (error instanceof StoreUnavailableError || error instanceof RevisionConflictError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (isPassing(error))
    return new StoreUnavailableError(`EventStoreDB does not answer (${message}): try again`, {
      cause: error,
      retryAfterSeconds: 2,
    });
  switch (typeOf(error)) {
    case 'access-denied':
      return new StoreAccessDeniedError(
        `EventStoreDB denies access (${message}): check the user and password in EVENTSTORE_URL`,
        { cause: error, retryAfterSeconds: 60 },
      );
    case 'maximum-append-size-exceeded':
      return new RangeError(`the append is larger than EventStoreDB takes at once (${message}): make it smaller`);
    default:
      return toPortErrorOfSqlite(error);
  }
}
