import { GIVE_UP_AFTER_MS, nextAttemptAt, type RetrySchedule } from './retry-schedule.js';
import { type DisabledReason, unhindered, type Webhook } from './webhook.js';

/** What came of one attempt. */
export interface Outcome {
  /** When the attempt was over, in milliseconds since 1970. */
  readonly at: number;
  readonly durationMs: number;
  /** The answer's status; absent where none came. */
  readonly status?: number;
  /** Why none came. */
  readonly error?: string;
  /** The first bytes of the answer. */
  readonly answer?: string;
  /** The instant that `Retry-After` named, in milliseconds since 1970. */
  readonly retryAfter?: number;
}

export const succeeded = ({ status = 0 }: Outcome): boolean => status >= 200 && status < 300;

const GONE = 410;

/** A webhook after an attempt to deliver all its matches up to `last`. */
export function afterAttempt(webhook: Webhook, last: number, outcome: Outcome, schedule: RetrySchedule): Webhook {
  if (succeeded(outcome)) return delivered(webhook, last, outcome.at);
  const failing: Webhook = {
    ...webhook,
    failures: webhook.failures + 1,
    failingSince: webhook.failingSince ?? outcome.at,
  };
  if (outcome.status === GONE) return disabled(failing, 'gone', outcome.at);
  if (isGivenUp(failing, outcome.at)) return disabled(failing, 'failing', outcome.at);
  return {
    ...failing,
    nextAttemptAt: nextAttemptAt(schedule, failing.failures, outcome.at, outcome.retryAfter),
    ...(webhook.batch > 1 ? { pendingLast: last } : {}),
  };
}

function delivered(webhook: Webhook, last: number, at: number): Webhook {
  const free = webhook.failures === 0 ? webhook : unhindered(webhook);
  const skips = webhook.skips.length > 0 ? webhook.skips.filter(({ position }) => position > last) : webhook.skips;
  return { ...free, cursor: Math.max(webhook.cursor, last), skips, lastSuccessAt: at };
}

/** Whether five days have gone by without a success. */
export const isGivenUp = ({ failingSince }: Webhook, now: number): boolean =>
  failingSince !== undefined && now - failingSince >= GIVE_UP_AFTER_MS;

export function disabled(webhook: Webhook, reason: DisabledReason, at: number): Webhook {
  const { nextAttemptAt: _, ...rest } = webhook;
  return { ...rest, status: 'disabled', disabled: { reason, at } };
}
