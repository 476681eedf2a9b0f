import type { FastifyRequest } from 'fastify';

/** A request whose key has been read. */
export type Authenticated = FastifyRequest & { readonly actor?: string };

/** The name of the key that a request came with. */
export const actorOf = ({ actor }: Authenticated): string | undefined => actor;
