import canonicalize from 'canonicalize';
import { v5 } from 'uuid';

/** The namespace of Factline's content-derived ids (RFC 9562, UUIDv5). */
const NAMESPACE = 'a5c1a3de-7f0e-5b06-9f0a-3a9d1c4e8b21';

/** A UUIDv5 of a value: the same value gives the same id, on every machine and engine. */
export const contentId = (value: unknown): string => v5(canonicalize(value) as string, NAMESPACE);

/** What makes a fact the same fact. */
export interface FactIdentity {
  /** The stream of its source; null where it names none. */
  readonly source: string | null;
  readonly type: string;
  readonly data: object;
  readonly quote: string | null;
  readonly attributedTo: string | null;
  readonly publishedAt: string;
}

export const factIdOf = (fact: FactIdentity): string => contentId(['fact', fact]);
