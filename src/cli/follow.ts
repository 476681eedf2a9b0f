import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import type { CaptureResult } from '../articles/capture.js';
import { charsetOf, decodeBytes } from '../net/decode-bytes.js';
import { print, type ServiceOptions, withClient, withService } from './client.js';
import { NoServiceError, type ServiceClient } from './service-client.js';

interface FollowOptions extends ServiceOptions {
  readonly state: string;
  readonly interval: string;
  readonly once?: boolean;
}

/** What is known of a feed: its validators, and the ids of the items that were captured. */
interface FeedState {
  etag?: string;
  lastModified?: string;
  seen: string[];
}

const MAX_SEEN = 5000;

export const followCommand = (): Command =>
  withService(new Command('follow').argument('<feeds...>', 'URLs of RSS, Atom or JSON feeds'))
    .description('capture the new articles of feeds, as they appear')
    .option('--state <file>', 'what was captured is kept there', 'factline-follow.json')
    .option('--interval <minutes>', 'between two looks at the feeds', '15')
    .option('--once', 'look once, and end')
    .addHelpText('after', '\nExample:\n  factline follow https://example.com/feed.xml --interval 30')
    .action(async (feeds: string[], options: FollowOptions) => {
      const minutes = Number(options.interval);
      if (!(minutes > 0 && minutes < 10_000)) throw new Error(`--interval is "${options.interval}": give minutes`);
      await withClient(options, (client) => follow(client, feeds, options, minutes * 60_000));
    });

async function follow(client: ServiceClient, feeds: string[], options: FollowOptions, every: number): Promise<void> {
  const states = readStates(options.state);
  const notBefore = new Map<string, number>();
  for (;;) {
    for (const feed of feeds) {
      if ((notBefore.get(feed) ?? 0) > Date.now()) continue;
      states[feed] ??= { seen: [] };
      try {
        const wait = await look(client, feed, states[feed], () => writeStates(options.state, states));
        notBefore.set(feed, Date.now() + wait);
      } catch (error) {
        if (error instanceof NoServiceError) throw error;
        fail(feed, error);
      }
    }
    if (options.once) return;
    await sleep(every);
  }
}

/** Captures what is new in a feed; answers how long it asks to be left alone, ms. */
async function look(client: ServiceClient, feed: string, state: FeedState, save: () => void): Promise<number> {
  const response = await fetch(feed, {
    signal: AbortSignal.timeout(30_000),
    headers: {
      ...(state.etag && { 'if-none-match': state.etag }),
      ...(state.lastModified && { 'if-modified-since': state.lastModified }),
    },
  });
  if (response.status === 304) return 0;
  if (!response.ok) {
    fail(feed, new Error(`it answered ${response.status}`));
    return retryAfter(response.headers.get('retry-after'));
  }
  let failed = 0;
  const { feedItems } = await import('./feed-items.js');
  const bytes = new Uint8Array(await response.arrayBuffer());
  const words = decodeBytes(bytes, charsetOf(response.headers.get('content-type') ?? ''));
  for (const { id, article } of feedItems(words)) {
    if (state.seen.includes(id)) continue;
    try {
      const { facts } = await client.ask<CaptureResult>('POST', '/v1/articles', article);
      print(`${article.url ?? id}: ${facts.length} facts`);
      state.seen = [...state.seen, id].slice(-MAX_SEEN);
      save();
    } catch (error) {
      if (error instanceof NoServiceError) throw error;
      failed++;
      fail(article.url ?? id, error);
    }
  }
  // The validators are kept only once all is captured, so that the next look tries again what failed.
  if (failed === 0) {
    state.etag = response.headers.get('etag') ?? undefined;
    state.lastModified = response.headers.get('last-modified') ?? undefined;
  }
  save();
  return 0;
}

function fail(what: string, error: unknown): void {
  process.stderr.write(`factline: ${what}: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

function retryAfter(value: string | null): number {
  if (value === null) return 0;
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(wait) ? 0 : Math.max(0, wait);
}

const readStates = (file: string): Record<string, FeedState> =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, FeedState>) : {};

function writeStates(file: string, states: Record<string, FeedState>): void {
  writeFileSync(`${file}.new`, JSON.stringify(states));
  renameSync(`${file}.new`, file);
}
