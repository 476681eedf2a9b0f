import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';

/** How long the secret before a rotation still signs, in milliseconds. */
export const ROTATION_OVERLAP_MS = 24 * 60 * 60 * 1000;

/** One secret of a webhook: `whsec_` (HMAC-SHA256) or `whsk_` (the seed of an ed25519 key), and base64 behind it. */
export interface Secret {
  readonly value: string;
  /** Milliseconds since 1970 after which it no longer signs; absent while it is the current one. */
  readonly validUntil?: number;
}

/** A message as Standard Webhooks signs it. */
export interface Message {
  readonly id: string;
  /** Seconds since 1970, of this attempt. */
  readonly timestamp: number;
  readonly body: Buffer;
}

const SYMMETRIC = 'whsec_';
const ASYMMETRIC = 'whsk_';
const PUBLIC = 'whpk_';
const SECRET_BYTES = 32;

/** PKCS #8 of an ed25519 key up to its 32 bytes of seed (RFC 8410, section 7). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');
/** Bytes before the key in the SubjectPublicKeyInfo of an ed25519 key (RFC 8410, section 4). */
const SPKI_PREFIX_LENGTH = 12;

export const newSecret = (): string => SYMMETRIC + randomBytes(SECRET_BYTES).toString('base64');
export const newSigningKey = (): string => ASYMMETRIC + randomBytes(SECRET_BYTES).toString('base64');

/** Signs the content that the two parts make together. */
type Signer = (start: string, body: Buffer) => string;

const signers = new Map<string, Signer>();
const MAX_SIGNERS = 10_000;

/**
 * The value of the `webhook-signature` header: one signature for each secret that is valid now, the newest first, `v1`
 * for `whsec_` and `v1a` for `whsk_` (Standard Webhooks, "Signature scheme").
 */
export function signatures(secrets: readonly Secret[], message: Message, now = Date.now()): string {
  const start = `${message.id}.${message.timestamp}.`;
  return validSecrets(secrets, now)
    .map((secret) => signerOf(secret.value)(start, message.body))
    .join(' ');
}

/** The secrets that sign at an instant. */
export const validSecrets = (secrets: readonly Secret[], now: number): readonly Secret[] =>
  secrets.filter((secret) => secret.validUntil === undefined || now < secret.validUntil);

/** A new secret for each scheme in use, in front; the ones before stay valid for 24 hours, and older ones are dropped. */
export function rotate(secrets: readonly Secret[], now = Date.now()): readonly Secret[] {
  const current = secrets.filter((secret) => secret.validUntil === undefined);
  const fresh = current.map(({ value }) => ({ value: value.startsWith(ASYMMETRIC) ? newSigningKey() : newSecret() }));
  const kept = validSecrets(secrets, now).map((secret) =>
    secret.validUntil === undefined ? { ...secret, validUntil: now + ROTATION_OVERLAP_MS } : secret,
  );
  return [...fresh, ...kept];
}

/** The public key that verifies what a `whsk_` key signs, as `whpk_...`. */
export function publicKeyOf(signingKey: string): string {
  const spki = createPublicKey(ed25519Key(signingKey)).export({ format: 'der', type: 'spki' });
  return PUBLIC + spki.subarray(SPKI_PREFIX_LENGTH).toString('base64');
}

function signerOf(secret: string): Signer {
  const known = signers.get(secret);
  if (known) return known;
  if (signers.size >= MAX_SIGNERS) signers.clear();
  const signer = secret.startsWith(ASYMMETRIC) ? ed25519Signer(secret) : hmacSigner(secret);
  signers.set(secret, signer);
  return signer;
}

function hmacSigner(secret: string): Signer {
  if (!secret.startsWith(SYMMETRIC)) throw new Error('a webhook secret starts with whsec_ or whsk_');
  const key = createSecretKey(secret.slice(SYMMETRIC.length), 'base64');
  return (start, body) => `v1,${createHmac('sha256', key).update(start).update(body).digest('base64')}`;
}

function ed25519Signer(secret: string): Signer {
  const key = ed25519Key(secret);
  return (start, body) => `v1a,${sign(null, Buffer.concat([Buffer.from(start), body]), key).toString('base64')}`;
}

function ed25519Key(secret: string): KeyObject {
  const seed = Buffer.from(secret.slice(ASYMMETRIC.length), 'base64');
  return createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' });
}
