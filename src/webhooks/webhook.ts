import { randomBytes } from 'node:crypto';
import type { EventFilter } from '../matching/event-filter.js';
import { newSecret, newSigningKey, type Secret } from './signing.js';

export type WebhookStatus = 'active' | 'paused' | 'disabled';

/** `gone`: the receiver answered 410. `failing`: five days went by without a success. */
export type DisabledReason = 'gone' | 'failing';

/** A match that is to be passed over when its turn comes. */
export interface Skip {
  readonly position: number;
  readonly reason: string;
}

/**
 * A filter that never changes and a cursor, with all that the dispatcher must know after a restart. Instants are
 * milliseconds since 1970.
 */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly description?: string;
  readonly filter: EventFilter;
  /** Most events of one request; 1 sends each alone. */
  readonly batch: number;
  readonly status: WebhookStatus;
  readonly disabled?: { readonly reason: DisabledReason; readonly at: number };
  readonly secrets: readonly Secret[];
  readonly createdAt: number;
  /** All matches up to this position were taken by the receiver or passed over. */
  readonly cursor: number;
  /** Matches up to this position were sent before: they are marked as a replay. */
  readonly replayUntil: number;
  readonly skips: readonly Skip[];
  /** Attempts that failed since the last success. */
  readonly failures: number;
  readonly failingSince?: number;
  readonly nextAttemptAt?: number;
  /** The last position of a batch that failed: tried again as it was, under the same id. */
  readonly pendingLast?: number;
  readonly lastSuccessAt?: number;
  /** Entries that its log of deliveries has ever had. */
  readonly entries: number;
}

export interface NewWebhook {
  readonly url: string;
  readonly filter: EventFilter;
  readonly cursor: number;
  readonly description?: string;
  readonly batch?: number;
  /** Signs with an ed25519 key too. */
  readonly asymmetric?: boolean;
}

export function newWebhook({ url, filter, cursor, description, batch = 1, asymmetric }: NewWebhook): Webhook {
  return {
    id: `wh_${randomBytes(12).toString('hex')}`,
    url,
    ...(description === undefined ? {} : { description }),
    filter,
    batch,
    status: 'active',
    secrets: [{ value: newSecret() }, ...(asymmetric ? [{ value: newSigningKey() }] : [])],
    createdAt: Date.now(),
    cursor,
    replayUntil: 0,
    skips: [],
    failures: 0,
    entries: 0,
  };
}

/** What a webhook looks like once nothing stands in the way of its next attempt. */
export function unhindered(webhook: Webhook): Webhook {
  const { nextAttemptAt: _next, failingSince: _since, pendingLast: _pending, disabled: _disabled, ...rest } = webhook;
  return { ...rest, failures: 0 };
}

export type EntryKind = 'delivery' | 'ping' | 'skip' | 'replay' | 'disabled';

/** One line of a webhook's log of deliveries: an attempt, or what else moved its cursor or stopped it. */
export interface DeliveryEntry {
  readonly webhook: string;
  /** 1, 2, 3, ... per webhook. */
  readonly sequence: number;
  readonly at: number;
  readonly kind: EntryKind;
  /** The `webhook-id` header. */
  readonly messageId?: string;
  readonly firstPosition?: number;
  readonly lastPosition?: number;
  /** 1 for the first attempt of a message. */
  readonly attempt?: number;
  readonly status?: number;
  readonly error?: string;
  readonly durationMs?: number;
  /** The first bytes of the answer. */
  readonly answer?: string;
  readonly nextAttemptAt?: number;
  readonly reason?: string;
}
