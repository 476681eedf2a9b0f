import { Webhook } from 'standardwebhooks';
import { newSecret, newSigningKey, signatures } from '../../dist/src/webhooks/signing.js';

const SECOND = 1_000;
const BODY = JSON.stringify({ text: 'x'.repeat(1_000) });
const ID = '5b2c9d2e-8f7a-5c1d-9b1e-0a1b2c3d4e5f';

/** Signatures per second of a body of 1 KB. */
export function measureSigning() {
  const secret = newSecret();
  const key = newSigningKey();
  const peer = new Webhook(secret);
  const message = { id: ID, timestamp: 1_740_474_000, body: Buffer.from(BODY) };
  const date = new Date(message.timestamp * SECOND);
  return [
    figure('node:crypto', () => signatures([{ value: secret }], message)),
    figure('standardwebhooks', () => peer.sign(ID, date, BODY)),
    figure('node:crypto, ed25519', () => signatures([{ value: key }], message)),
  ];
}

function figure(name, sign) {
  const end = performance.now() + SECOND;
  let count = 0;
  for (; performance.now() < end; count += 100) for (let i = 0; i < 100; i++) sign();
  return { name: `signing: ${name}`, value: count, unit: 'signatures/s' };
}
