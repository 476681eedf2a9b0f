import { createPublicKey, verify } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { newSecret, newSigningKey, publicKeyOf, ROTATION_OVERLAP_MS, rotate, signatures } from './signing.js';

// The vectors of the Standard Webhooks reference libraries.
const vector = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1614265330,
  body: Buffer.from('{"test": 2432232314}'),
};
const SYMMETRIC = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};
const ASYMMETRIC = {
  secret: 'whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=',
  signature: 'v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag==',
};

const nowMessage = (body: string) => ({
  id: 'msg_1',
  timestamp: Math.floor(Date.now() / 1000),
  body: Buffer.from(body),
});
const headersOf = (message: ReturnType<typeof nowMessage>, signature: string) => ({
  'webhook-id': message.id,
  'webhook-timestamp': String(message.timestamp),
  'webhook-signature': signature,
});

function verifiesWithPublicKey(publicKey: string, signature: string, message: ReturnType<typeof nowMessage>): boolean {
  const raw = Buffer.from(publicKey.slice('whpk_'.length), 'base64');
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') },
    format: 'jwk',
  });
  const content = Buffer.from(`${message.id}.${message.timestamp}.${message.body}`);
  return verify(null, content, key, Buffer.from(signature.slice('v1a,'.length), 'base64'));
}

describe('signatures', () => {
  it.each([SYMMETRIC, ASYMMETRIC])('are those of the reference vectors: $signature', ({ secret, signature }) => {
    expect(signatures([{ value: secret }], vector)).toBe(signature);
  });

  it('verify with the standardwebhooks package, over text beyond ASCII', () => {
    const secret = newSecret();
    const message = nowMessage('{"quote":"昇腾 910C – naïve"}');
    const headers = headersOf(message, signatures([{ value: secret }], message));
    expect(new Webhook(secret).verify(message.body, headers)).toEqual({ quote: '昇腾 910C – naïve' });
    expect(() => new Webhook(secret).verify(`${message.body.toString()} `, headers)).toThrow('No matching signature');
    expect(() => new Webhook(newSecret()).verify(message.body, headers)).toThrow('No matching signature');
  });

  it('of an ed25519 key verify with its public key', () => {
    const key = newSigningKey();
    const message = nowMessage('{}');
    const signature = signatures([{ value: key }], message);
    expect(verifiesWithPublicKey(publicKeyOf(key), signature, message)).toBe(true);
    expect(verifiesWithPublicKey(publicKeyOf(newSigningKey()), signature, message)).toBe(false);
  });

  it('new secrets have the length that the specification asks for', () => {
    expect(Buffer.from(newSecret().slice(6), 'base64').length).toBe(32);
    expect(newSecret()).not.toBe(newSecret());
  });
});

describe('rotation', () => {
  const now = Date.now();

  it('signs with both secrets for 24 hours, and then with the new one alone', () => {
    const [old] = [newSecret()];
    const secrets = rotate([{ value: old! }], now);
    const message = nowMessage('{}');
    const during = headersOf(message, signatures(secrets, message, now + ROTATION_OVERLAP_MS - 1));
    expect(new Webhook(old!).verify(message.body, during)).toEqual({});
    expect(new Webhook(secrets[0]!.value).verify(message.body, during)).toEqual({});
    const after = headersOf(message, signatures(secrets, message, now + ROTATION_OVERLAP_MS));
    expect(() => new Webhook(old!).verify(message.body, after)).toThrow('No matching signature');
    expect(new Webhook(secrets[0]!.value).verify(message.body, after)).toEqual({});
  });

  it('renews both schemes, and drops what is no longer valid', () => {
    const first = [{ value: newSecret() }, { value: newSigningKey() }];
    const second = rotate(first, now);
    expect(second.map((secret) => secret.value.split('_')[0])).toEqual(['whsec', 'whsk', 'whsec', 'whsk']);
    expect(rotate(second, now + ROTATION_OVERLAP_MS)).toHaveLength(4);
    expect(rotate(second, now + 1)).toHaveLength(6);
  });
});
