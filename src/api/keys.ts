import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ConfigError } from '../config.js';
import { Problem } from '../problem.js';

export const SCOPES = ['read', 'write', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

interface Key {
  readonly name: string;
  readonly sha256: Buffer;
  readonly scopes: readonly Scope[];
}

const REQUIRED = 'scope';

/** The scope that a route asks for; without it `read` for GET, `write` for all else. */
export const Requires = (scope: Scope | 'none') => SetMetadata(REQUIRED, scope);

const hash = (key: string): Buffer => createHash('sha256').update(key).digest();

/** Reads a file of keys: `{"keys": [{"name", "key" or "sha256", "scopes"}]}`. @throws {ConfigError} */
export function readKeys(file: string): Key[] {
  const bad = (problem: string) => new ConfigError('API_KEYS_FILE', problem);
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw bad(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  const { keys } = (parsed ?? {}) as { keys?: unknown };
  if (!Array.isArray(keys) || keys.length === 0) throw bad(`${file} must hold {"keys": [...]} with at least one key`);
  return keys.map((key, i) => readKey(key, (problem) => bad(`${file}: key ${i + 1} ${problem}`)));
}

function readKey(value: unknown, bad: (problem: string) => ConfigError): Key {
  const { name, key, sha256, scopes } = (value ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string' || name === '') throw bad('has no name');
  if (!Array.isArray(scopes) || scopes.length === 0 || !scopes.every((scope) => SCOPES.includes(scope)))
    throw bad(`must have scopes out of ${SCOPES.join(', ')}`);
  if (typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256))
    return { name, sha256: Buffer.from(sha256, 'hex'), scopes };
  if (typeof key === 'string' && key.length >= 16) return { name, sha256: hash(key), scopes };
  throw bad('must have a key of at least 16 characters or its sha256 in hex');
}

/** Lets a request pass whose key has the scope of its route. */
@Injectable()
export class KeyGuard implements CanActivate {
  constructor(private readonly keys: readonly Key[]) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest & { actor?: string }>();
    const scope = this.scopeOf(context, request.method);
    if (scope === 'none') return true;
    const key = this.keyOf(request.headers.authorization);
    if (key === undefined)
      throw new Problem(401, 'unauthorized', 'A key is needed', 'send a valid key as "Authorization: Bearer <key>"');
    if (!key.scopes.includes(scope) && !key.scopes.includes('admin'))
      throw new Problem(
        403,
        'forbidden',
        'The key does not allow this',
        `the key "${key.name}" has no scope "${scope}"`,
      );
    request.actor = key.name;
    return true;
  }

  private scopeOf(context: ExecutionContext, method: string): Scope | 'none' {
    const asked = (target: object) => Reflect.getMetadata(REQUIRED, target) as Scope | 'none' | undefined;
    const natural = method === 'GET' || method === 'HEAD' ? 'read' : 'write';
    return asked(context.getHandler()) ?? asked(context.getClass()) ?? natural;
  }

  private keyOf(header: string | undefined): Key | undefined {
    const given = /^Bearer (.+)$/i.exec(header ?? '')?.[1];
    if (given === undefined) return undefined;
    const sha256 = hash(given);
    return this.keys.find((key) => timingSafeEqual(key.sha256, sha256));
  }
}
