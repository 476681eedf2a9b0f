import type { ChainedEvent } from '../../events/envelope.js';
import type { EventStore } from '../event-store/event-store.js';
import type { FactView } from '../facts/fact-views.js';
import type { FactAt } from '../matching/fact-at.js';
import type { Match } from '../matching/find-matches.js';
import { type FactFilter, factPasses } from './fact-filter.js';

/** An event of the log, and the fact that it is about as of its position. */
export interface LiveEvent {
  readonly event: ChainedEvent;
  readonly fact?: FactView;
}

/** Events read in one go although only one in so many is wanted. */
const MAX_GAPS = 4;

/** Reads events at positions, in their order, with their facts. */
export class LiveLog {
  constructor(
    private readonly store: EventStore,
    private readonly factAt: FactAt,
  ) {}

  /** The events at matches that pass a filter. */
  async read(matches: readonly Match[], filter: FactFilter): Promise<readonly LiveEvent[]> {
    const ofFact = new Set(matches.filter((match) => match.ofFact).map(({ position }) => position));
    const found: LiveEvent[] = [];
    for await (const event of this.events(matches.map(({ position }) => position))) {
      const fact = ofFact.has(event.position) ? await this.factAt(event) : undefined;
      if (!fact) found.push({ event });
      else if (factPasses(filter, fact)) found.push({ event, fact });
    }
    return found;
  }

  private async *events(positions: readonly number[]): AsyncIterable<ChainedEvent> {
    const [first = 0, last = 0] = [Math.min(...positions), Math.max(...positions)];
    const wanted = new Set(positions);
    if (last - first < MAX_GAPS * positions.length) {
      for await (const event of this.store.readAll(first - 1, {}, { limit: last - first + 1 }))
        if (wanted.has(event.position)) yield event;
    } else for (const position of positions) yield* this.store.readAll(position - 1, {}, { limit: 1 });
  }
}
