import { formatInstant } from '../../events/instant.js';
import { publicKeyOf, validSecrets } from './signing.js';
import type { DeliveryEntry, Webhook } from './webhook.js';

const instant = (millis: number | undefined) => (millis === undefined ? null : formatInstant(millis));

/** A webhook as the HTTP interface shows it; its secrets stay out. */
export function webhookView(webhook: Webhook, now: number) {
  const { filter, disabled } = webhook;
  return {
    id: webhook.id,
    url: webhook.url,
    description: webhook.description ?? null,
    types: filter.types ?? [],
    entities: filter.entities ?? [],
    places: filter.places ?? [],
    markets: filter.markets ?? [],
    batch: webhook.batch,
    status: webhook.status,
    ...(disabled ? { disabled: { reason: disabled.reason, at: formatInstant(disabled.at) } } : {}),
    createdAt: formatInstant(webhook.createdAt),
    cursor: webhook.cursor,
    ...(webhook.replayUntil > webhook.cursor ? { replayingUntil: webhook.replayUntil } : {}),
    skips: webhook.skips,
    failures: webhook.failures,
    failingSince: instant(webhook.failingSince),
    lastSuccess: instant(webhook.lastSuccessAt),
    nextAttempt: webhook.status === 'active' ? instant(webhook.nextAttemptAt) : null,
    publicKeys: publicKeys(webhook, now),
  };
}

function publicKeys(webhook: Webhook, now: number) {
  return validSecrets(webhook.secrets, now)
    .filter(({ value }) => value.startsWith('whsk_'))
    .map(({ value, validUntil }) => ({ key: publicKeyOf(value), validUntil: instant(validUntil) }));
}

export type WebhookView = ReturnType<typeof webhookView>;

/** An entry of the log of deliveries as the HTTP interface shows it. */
export function entryView(entry: DeliveryEntry) {
  return {
    sequence: entry.sequence,
    at: formatInstant(entry.at),
    kind: entry.kind,
    id: entry.messageId ?? null,
    position: entry.lastPosition ?? null,
    ...(entry.firstPosition === undefined ? {} : { firstPosition: entry.firstPosition }),
    ...(entry.attempt === undefined ? {} : { attempt: entry.attempt }),
    status: entry.status ?? null,
    ...(entry.error === undefined ? {} : { error: entry.error }),
    durationMs: entry.durationMs ?? null,
    ...(entry.answer === undefined ? {} : { answer: entry.answer }),
    nextAttempt: instant(entry.nextAttemptAt),
    ...(entry.reason === undefined ? {} : { reason: entry.reason }),
  };
}
