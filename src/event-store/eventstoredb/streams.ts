import { hash } from 'node:crypto';

/** How the names of the log's streams begin; every other stream of the server is none of ours. */
export const LOG_PREFIXES = ['article-', 'source-', 'fact-', 'entity-', 'market-'] as const;
export const CONTENT_PREFIX = 'content-';

/** What a node follows: the log, the contents beside it, and what was declared of the streams of the log. */
export const FOLLOWED_PREFIXES: readonly string[] = [
  ...LOG_PREFIXES,
  CONTENT_PREFIX,
  ...LOG_PREFIXES.map((prefix) => `$$${prefix}`),
];

export const isLogStream = (name: string): boolean => LOG_PREFIXES.some((prefix) => name.startsWith(prefix));

/** The stream that holds the contents of a stream of the log. */
export const contentStream = (streamId: string): string => CONTENT_PREFIX + hash('sha256', streamId, 'hex');
