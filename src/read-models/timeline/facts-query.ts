import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { type FactReading, readingAsOf } from '../../../projections/facts.js';
import { Candidates } from './candidates.js';
import type { Facets } from './facets.js';
import type { FactBlocks } from './fact-blocks.js';
import type { FactColumns, Span } from './fact-columns.js';
import type { FactEntries } from './fact-entries.js';
import { FactTests, type RowTest } from './fact-tests.js';
import type { FactOrder, FactsFilter, FactsPage, Place } from './facts-filter.js';
import type { KeyIds } from './key-ids.js';
import type { NamesAt } from './names-history.js';
import { TopRows } from './top-rows.js';

/**
 * The timeline of facts. Where a question names entities, articles, keys or words, it looks at the facts posted under
 * them; else it walks over the blocks of all facts, past those that it does not touch.
 */
export class FactsQuery {
  private readonly tests: FactTests;
  private readonly candidates: Candidates;

  constructor(
    db: DatabaseSyncInstance,
    private readonly entries: FactEntries,
    private readonly blocks: FactBlocks,
    facets: Facets,
    ids: KeyIds,
  ) {
    this.candidates = new Candidates(db, blocks, ids);
    this.tests = new FactTests(db, facets);
  }

  run(filter: FactsFilter, order: FactOrder, limit: number, names: NamesAt, after?: Place): FactsPage {
    this.blocks.follow(filter.position);
    const test = this.tests.of(filter, names);
    const top = new TopRows(order, limit + 1, after);
    const posted = this.candidates.of(filter, names);
    const total = posted ? this.among(posted, test, top) : this.overall(test, top);
    const found = top.rows();
    const page = found.slice(0, limit);
    return {
      listed: page.map(({ rows, row, place }) => ({
        entry: rows.entryOf(row),
        status: rows.statusOf(row),
        read: () => this.reading(place.fact, filter),
      })),
      total,
      next: found.length > limit ? page.at(-1)?.place : undefined,
    };
  }

  private among(facts: Iterable<number>, test: RowTest, top: TopRows): number {
    let total = 0;
    for (const fact of facts) {
      const standing = this.blocks.standing(fact, test.knownAt, test.position);
      if (standing === undefined || !test.passes(standing.rows, standing.row)) continue;
      total++;
      top.offer(standing.rows, standing.row);
    }
    return total;
  }

  private overall(test: RowTest, top: TopRows): number {
    let total = 0;
    const { revised } = this.blocks;
    revised.each(test.knownAt, test.position, (row) => {
      if (!test.passes(revised, row)) return;
      total++;
      top.offer(revised, row);
    });
    if (!test.current) return total;
    const touched = this.blocks.blocks.filter((block) => test.touches(block));
    for (const block of touched) total += test.count(block);
    for (const block of inOrder(touched, top)) {
      if (!top.reaches(spanOf(block, top))) continue;
      test.each(block, (row) => top.offer(block, row));
    }
    return total;
  }

  private reading(fact: number, { knownAt, position }: FactsFilter): FactReading {
    const history = this.entries.read(fact);
    const reading = history && readingAsOf(history, { knownAt, position });
    if (reading === undefined) throw new Error(`position ${fact} is in the timeline and has no visible entry`);
    return reading;
  }
}

function spanOf(block: FactColumns, { by }: TopRows): Span {
  if (by === 'when') return block.startSpan;
  return by === 'publishedAt' ? block.publishedSpan : block.factSpan;
}

/** Blocks with the best values first, so that the others need not be looked at once enough is found. */
function inOrder(blocks: readonly FactColumns[], top: TopRows): FactColumns[] {
  const best = (block: FactColumns) => spanOf(block, top)[top.sign > 0 ? 'least' : 'most'];
  return [...blocks].sort((a, b) => top.sign * (best(a) - best(b)));
}
