import { randomUUID } from 'node:crypto';
import type { Dispatcher as HttpAgent } from 'undici';
import { formatInstant, parseInstant } from '../../events/instant.js';
import type { EventStore } from '../event-store/event-store.js';
import type { EventFilter } from '../matching/event-filter.js';
import type { MatchIndex } from '../matching/match-index.js';
import { type AddressGuard, AddressRefusedError } from '../net/address-guard.js';
import { pingBody, STRUCTURED } from './cloud-event.js';
import type { Dispatcher } from './dispatcher.js';
import { refusalOf } from './handshake.js';
import type { Lane } from './lane.js';
import { type Outcome, succeeded } from './outcome.js';
import type { ChangeWebhook, CreateWebhook, ReplayRequest, SkipRequest } from './requests.js';
import { publicKeyOf, rotate } from './signing.js';
import { newWebhook, unhindered, type Webhook } from './webhook.js';
import { invalidWebhook, unknownWebhook } from './webhook-errors.js';
import type { WebhookStore } from './webhook-store.js';
import { entryView, type WebhookView, webhookView } from './webhook-view.js';

/** Skips of one webhook that wait for their turn at most. */
const MAX_SKIPS = 1000;
/** What `GET` says of the log's end waits so long for the match index, in milliseconds. */
const INDEX_WAIT_MS = 5000;

/** The secret is shown by the answer that made it, and never again. */
export type WithSecret = WebhookView & { readonly secret: string; readonly publicKey?: string };

/** What users of the HTTP interface do with webhooks. */
export class WebhooksService {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly webhooks: WebhookStore,
    private readonly log: EventStore,
    private readonly index: MatchIndex,
    private readonly guard: AddressGuard,
    private readonly agent: HttpAgent,
  ) {}

  async create(request: CreateWebhook): Promise<WithSecret> {
    this.dispatcher.assertRunning();
    const url = await this.checkedUrl(request.url);
    const { position: head } = await this.log.head();
    const cursor = request.after ?? head;
    if (cursor > head) throw invalidWebhook([{ field: 'after', problem: `must be at most the log's head, ${head}` }]);
    if (request.validate) await this.assertWanted(url);
    const { description, batch, v1a: asymmetric } = request;
    const webhook = newWebhook({
      url,
      filter: filterOf(request),
      cursor,
      ...(description === undefined ? {} : { description }),
      ...(batch === undefined ? {} : { batch }),
      ...(asymmetric === undefined ? {} : { asymmetric }),
    });
    await this.dispatcher.add(webhook);
    return withSecret(webhook);
  }

  list(): readonly WebhookView[] {
    this.dispatcher.assertRunning();
    return this.dispatcher.all().map(({ webhook }) => webhookView(webhook, Date.now()));
  }

  /** The webhook, the last match in the log, and the log's head. */
  async show(id: string) {
    const lane = this.lane(id);
    const { position: head } = await this.log.head();
    await this.index.reached(head, AbortSignal.timeout(INDEX_WAIT_MS));
    const lastMatch = await this.index.lastMatch({ filter: lane.webhook.filter, ofFactOnly: true }, head);
    return { ...webhookView(lane.webhook, Date.now()), lastMatch, head };
  }

  async change(id: string, request: ChangeWebhook) {
    const lane = this.lane(id);
    const url = request.url === undefined ? undefined : await this.checkedUrl(request.url);
    const { webhook } = lane;
    const base = request.status === 'active' || request.batch !== undefined ? freed(webhook, request) : webhook;
    lane.change({
      ...base,
      ...(url === undefined ? {} : { url }),
      ...(request.description === undefined ? {} : { description: request.description }),
      ...(request.batch === undefined ? {} : { batch: request.batch }),
      ...(request.status === undefined ? {} : { status: request.status }),
    });
    await this.dispatcher.settled();
    return this.show(id);
  }

  async remove(id: string): Promise<void> {
    this.lane(id);
    await this.dispatcher.remove(id);
  }

  async ping(id: string) {
    const lane = this.lane(id);
    const messageId = randomUUID();
    const body = pingBody(messageId, id, formatInstant(Date.now()));
    const outcome = await lane.sendAside({ id: messageId, contentType: STRUCTURED, body });
    return pingView(messageId, outcome);
  }

  async rotateSecret(id: string): Promise<WithSecret> {
    const lane = this.lane(id);
    lane.change({ ...lane.webhook, secrets: rotate(lane.webhook.secrets) });
    await this.dispatcher.settled();
    return withSecret(lane.webhook);
  }

  /** Moves the cursor back. */
  async replay(id: string, request: ReplayRequest) {
    const lane = this.lane(id);
    const after = await this.replayStart(request);
    const { webhook } = lane;
    if (after > webhook.cursor)
      throw invalidWebhook([
        { field: 'after', problem: `must be at most the cursor, ${webhook.cursor}: a replay goes back` },
      ]);
    const entry = { at: Date.now(), kind: 'replay', firstPosition: after, lastPosition: webhook.cursor } as const;
    const { nextAttemptAt: _next, pendingLast: _pending, ...rest } = webhook;
    const replayUntil = Math.max(webhook.replayUntil, webhook.cursor);
    lane.change({ ...rest, failures: 0, cursor: after, replayUntil }, { rewind: true, entry });
    await this.dispatcher.settled();
    return this.show(id);
  }

  async skip(id: string, { position, reason }: SkipRequest) {
    const lane = this.lane(id);
    await this.assertSkippable(lane, position);
    const { webhook } = lane;
    const { nextAttemptAt: _next, pendingLast: _pending, ...rest } = webhook;
    const skips = [...webhook.skips.filter((skip) => skip.position !== position), { position, reason }];
    const entry = { at: Date.now(), kind: 'skip', firstPosition: position, lastPosition: position, reason } as const;
    lane.change({ ...rest, failures: 0, skips }, { entry });
    await this.dispatcher.settled();
    return this.show(id);
  }

  /** The log of deliveries, newest first. */
  async deliveries(id: string, limit: number, before?: number) {
    this.lane(id);
    await this.dispatcher.settled();
    const entries = await this.webhooks.entries(id, { limit, ...(before === undefined ? {} : { before }) });
    const last = entries.at(-1);
    return {
      items: entries.map(entryView),
      nextCursor: entries.length < limit || !last ? null : String(last.sequence),
    };
  }

  private lane(id: string): Lane {
    this.dispatcher.assertRunning();
    const lane = this.dispatcher.lane(id);
    if (!lane) throw unknownWebhook(id);
    return lane;
  }

  private async checkedUrl(url: string): Promise<string> {
    try {
      return (await this.guard.checkUrl(url)).href;
    } catch (error) {
      if (error instanceof AddressRefusedError) throw invalidWebhook([{ field: 'url', problem: error.message }]);
      throw error;
    }
  }

  private async assertWanted(url: string): Promise<void> {
    const refusal = await refusalOf(this.agent, url);
    if (refusal)
      throw invalidWebhook([{ field: 'url', problem: `the receiver does not agree to be sent events: ${refusal}` }]);
  }

  private async replayStart({ after, since }: ReplayRequest): Promise<number> {
    if ((after === undefined) === (since === undefined))
      throw invalidWebhook([{ field: 'after', problem: 'give either after, a position, or since, an instant' }]);
    return after ?? this.log.positionAt(parseInstant(since!)!);
  }

  private async assertSkippable({ webhook }: Lane, position: number): Promise<void> {
    await this.index.reached((await this.log.head()).position, AbortSignal.timeout(INDEX_WAIT_MS));
    const event = this.index.event(position);
    const matches = event && this.index.matches({ filter: webhook.filter, ofFactOnly: true }, event);
    const problem =
      position <= webhook.cursor
        ? `is behind the cursor, ${webhook.cursor}: it was taken or passed over before`
        : !matches
          ? 'is not the position of an event that matches'
          : webhook.skips.length >= MAX_SKIPS
            ? `${MAX_SKIPS} others wait to be passed over`
            : undefined;
    if (problem) throw invalidWebhook([{ field: 'position', problem: problem }]);
  }
}

function filterOf({ types, entities, places, markets }: CreateWebhook): EventFilter {
  return {
    ...(types?.length ? { types } : {}),
    ...(entities?.length ? { entities } : {}),
    ...(places?.length ? { places } : {}),
    ...(markets?.length ? { markets } : {}),
  };
}

/** Activation forgets failures; another batch size makes what failed up anew. */
function freed(webhook: Webhook, { status }: ChangeWebhook): Webhook {
  if (status === 'active') return unhindered(webhook);
  const { pendingLast: _, ...rest } = webhook;
  return rest;
}

function withSecret(webhook: Webhook): WithSecret {
  const current = webhook.secrets.filter(({ validUntil }) => validUntil === undefined).map(({ value }) => value);
  const key = current.find((value) => value.startsWith('whsk_'));
  const secret = current.find((value) => value.startsWith('whsec_'))!;
  return { ...webhookView(webhook, Date.now()), secret, ...(key ? { publicKey: publicKeyOf(key) } : {}) };
}

const pingView = (id: string, outcome: Outcome) => ({
  id,
  delivered: succeeded(outcome),
  status: outcome.status ?? null,
  ...(outcome.error === undefined ? {} : { error: outcome.error }),
  durationMs: outcome.durationMs,
  ...(outcome.answer === undefined ? {} : { answer: outcome.answer }),
});
