import { createHash } from 'node:crypto';
import type { Content } from '../event-store/event-store.js';

/** SHA-256 of the UTF-8 of a text, in hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const content = (body: string): Content => ({ sha256: sha256(body), body });
