import type { Query } from '../api/query.js';

/** The absolute addresses that a feed names. */
export interface FeedLinks {
  readonly home: string;
  readonly newest: string;
  readonly archive: (page: number) => string;
  readonly fact: (id: string) => string;
}

/** Links of the feed at a path with the filters of a query, under the address that the reader used. */
export function feedLinks(base: string, path: string, query: Query): FeedLinks {
  const url = (page?: number): string => {
    const params = new URLSearchParams();
    for (const [name, values] of Object.entries(query))
      if (name !== 'page') for (const value of [values ?? []].flat()) params.append(name, value);
    if (page !== undefined) params.set('page', String(page));
    const text = params.toString();
    return `${base}${path}${text ? `?${text}` : ''}`;
  };
  return { home: `${base}/`, newest: url(), archive: url, fact: (id) => `${base}/v1/facts/${id}` };
}
