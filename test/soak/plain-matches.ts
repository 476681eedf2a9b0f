import type { LogEvent } from '../../events/envelope.js';
import { judge, passes } from '../../projections/filters.js';
import { History } from '../../projections/history.js';
import { Names } from '../../projections/names.js';
import type { EventFilter } from '../../src/matching/event-filter.js';

/** The positions that each filter finds in a plain walk over the log, by the rules of `api.md` and nothing else. */
export async function plainMatches(log: AsyncIterable<LogEvent>, filters: readonly EventFilter[]): Promise<number[][]> {
  const found: number[][] = filters.map(() => []);
  const history = new History();
  const names = new Names();
  for await (const event of log) {
    history.apply(event);
    names.apply(event);
    const { factId = event.id } = event.data as { factId?: string };
    const fact = history.fact(factId);
    if (!fact) continue;
    const readings = fact.entries.flatMap(({ data }) =>
      data ? [judge(data, [(data.places as string[] | undefined) ?? []])] : [],
    );
    filters.forEach(({ types, ...rest }, i) => {
      const typed = !types?.length || types.includes(event.type) || types.includes(fact.first.type);
      if (typed && readings.some((reading) => passes(reading, rest, names))) found[i]!.push(event.position);
    });
  }
  return found;
}
