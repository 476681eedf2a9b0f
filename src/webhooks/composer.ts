import { BATCHED, batchBody, batchId, body, STRUCTURED } from './cloud-event.js';
import type { EventRenderer } from './event-renderer.js';
import type { Match } from './match-queue.js';
import type { OutgoingMessage } from './sender.js';
import type { Webhook } from './webhook.js';

/** Most bytes that a batch of more than one event takes. */
const MAX_BATCH_BYTES = 1024 * 1024;

/** A message, and the matches that it carries. */
export interface Composed {
  readonly message: OutgoingMessage;
  readonly matches: readonly Match[];
}

/** The message that carries the first of some matches, as many as the webhook takes at once. */
export async function compose(webhook: Webhook, matches: readonly Match[], renderer: EventRenderer): Promise<Composed> {
  const bodies: Buffer[] = [];
  let size = 0;
  let id = '';
  for (const match of matches) {
    const rendered = renderer.render(match.position);
    const event = rendered instanceof Promise ? await rendered : rendered;
    const bytes = body(event, match.previous, match.position <= webhook.replayUntil);
    size += bytes.length;
    if (bodies.length > 0 && size > MAX_BATCH_BYTES) break;
    bodies.push(bytes);
    id = event.id;
  }
  const carried = matches.slice(0, bodies.length);
  if (webhook.batch === 1) return { message: { id, contentType: STRUCTURED, body: bodies[0]! }, matches: carried };
  return {
    message: {
      id: batchId(webhook.id, carried[0]!.position, carried.at(-1)!.position),
      contentType: BATCHED,
      body: batchBody(bodies),
    },
    matches: carried,
  };
}
