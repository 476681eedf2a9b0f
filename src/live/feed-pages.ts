import type { Query } from '../api/query.js';
import type { Match, Search } from '../matching/find-matches.js';
import type { MatchIndex } from '../matching/match-index.js';
import { notFound } from '../problem.js';
import { type FactFilter, readFactFilter } from './fact-filter.js';
import type { LiveEvent, LiveLog } from './live-log.js';

/** Positions of one archived page; a page is archived once the log has passed its end, and does not change from then. */
export const PAGE = 100;
/** Entries of the newest page at least, where there are as many. */
const NEWEST = 50;

/** One page of a feed: its entries, newest first, and the archived page before it. */
export interface FeedPage {
  readonly entries: readonly (LiveEvent & Required<Pick<LiveEvent, 'fact'>>)[];
  /** The number of this page where it is archived. */
  readonly archive?: number;
  readonly previous?: number;
}

/** Lets others have their turn in a long search. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Cuts what matches a filter into pages by position (RFC 5005, "Archived Feeds"). */
export class FeedPages {
  constructor(
    private readonly index: MatchIndex,
    private readonly log: LiveLog,
  ) {}

  /** The newest page: whatever no archived page holds yet, and before it as much as makes a page. */
  async newest(query: Query): Promise<FeedPage> {
    const { filter, search } = this.searchOf(query);
    const archived = Math.floor(this.index.applied / PAGE) * PAGE;
    const matches: Match[] = [];
    for (let from = this.index.applied; from > 0; ) {
      const step = this.index.matchesBefore(search, from);
      matches.push(...step.matches);
      from = step.scannedTo;
      if (matches.length >= NEWEST && (matches.at(-1)?.position ?? 0) <= archived) break;
      await nextTurn();
    }
    const shown = matches.filter(({ position }, i) => position > archived || i < NEWEST);
    return { entries: await this.entries(shown.reverse(), filter), ...(await this.before(search, archived)) };
  }

  /** @throws 404 where the page is not archived yet, or is none. */
  async archive(query: Query, page: string): Promise<FeedPage> {
    const number = /^\d{1,12}$/.test(page) ? Number(page) : Number.NaN;
    const { filter, search } = this.searchOf(query);
    const [after, upTo] = [number * PAGE, (number + 1) * PAGE];
    if (!(upTo <= this.index.applied)) throw notFound(`this feed has no archived page ${page}`);
    const matches: Match[] = [];
    for (let from = after; from < upTo; ) {
      const step = this.index.matchesAfter(search, from, upTo);
      matches.push(...step.matches);
      from = step.scannedTo;
    }
    return { entries: await this.entries(matches, filter), archive: number, ...(await this.before(search, after)) };
  }

  private searchOf(query: Query): { filter: FactFilter; search: Search } {
    const filter = readFactFilter(query, ['page']);
    return { filter, search: { filter: filter.event, ofFactOnly: true } };
  }

  private async before(search: Search, position: number): Promise<Pick<FeedPage, 'previous'>> {
    const last = await this.index.lastMatch(search, position);
    return last === 0 ? {} : { previous: Math.floor((last - 1) / PAGE) };
  }

  /** Of several events of one fact the last stands for it. */
  private async entries(matches: readonly Match[], filter: FactFilter): Promise<FeedPage['entries']> {
    const events = matches.length === 0 ? [] : await this.log.read(matches, filter);
    const byFact = new Map<string, LiveEvent & Required<Pick<LiveEvent, 'fact'>>>();
    for (const { event, fact } of events) {
      if (!fact) continue;
      byFact.delete(fact.id);
      byFact.set(fact.id, { event, fact });
    }
    return [...byFact.values()].reverse();
  }
}
