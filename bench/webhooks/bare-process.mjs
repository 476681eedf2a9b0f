import { Pool } from 'undici';
import { body, render, STRUCTURED } from '../../dist/src/webhooks/cloud-event.js';
import { newSecret, signatures } from '../../dist/src/webhooks/signing.js';
import { factEvent } from '../lib/facts.mjs';
import { answer } from './channel.mjs';

const RECORDED_AT = '2025-02-26T09:00:00.000Z';

let pool;
let lanes;

/** The request that the service sends for a fact, rendered and signed. */
function signedRequest(n, secret, path) {
  const event = factEvent(n);
  const fact = { ...event, position: n + 1, recordedAt: RECORDED_AT, status: 'current' };
  const { publishedAt } = event.meta;
  const rendered = render({ ...event, publishedAt, recordedAt: RECORDED_AT, position: n + 1, fact });
  const text = body(rendered, n, false);
  const timestamp = Math.floor(Date.now() / 1_000);
  return {
    method: 'POST',
    path,
    body: text,
    headers: {
      'content-type': STRUCTURED,
      'user-agent': 'factline',
      'webhook-id': event.id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatures([{ value: secret }], { id: event.id, timestamp, body: text }),
    },
  };
}

async function postAll(requests) {
  for (const request of requests) {
    const response = await pool.request(request);
    await response.body.text();
    if (response.statusCode !== 204) throw new Error(`the receiver answered ${response.statusCode}`);
  }
}

answer({
  prepare({ url, endpoints, facts }) {
    pool = new Pool(url, { connections: endpoints, pipelining: 1 });
    const secret = newSecret();
    lanes = Array.from({ length: endpoints }, (_, lane) =>
      Array.from({ length: facts }, (_, n) => signedRequest(n, secret, `/hook/${lane}`)),
    );
  },
  async post() {
    await Promise.all(lanes.map(postAll));
  },
});
process.send({});
