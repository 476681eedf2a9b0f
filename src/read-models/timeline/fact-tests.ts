import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import type { Status } from '../../../projections/facts.js';
import { filterOf } from '../../../projections/filters.js';
import type { Facet, Facets } from './facets.js';
import type { FactColumns } from './fact-columns.js';
import type { FactRows } from './fact-rows.js';
import type { FactsFilter } from './facts-filter.js';
import type { NamesAt } from './names-history.js';
import type { Named } from './reading-rows.js';

/** Readings whose entities are kept in memory at most. */
const CAPACITY = 200_000;

type Judge = (rows: FactRows, row: number) => boolean;

/** Makes the tests of the timeline's filters. */
export class FactTests {
  private readonly named = new Map<number, Named>();
  /** Many readings name the same: they share what was read. */
  private readonly texts = new Map<string, Named>();
  private readonly select: StatementSyncInstance;

  constructor(
    db: DatabaseSyncInstance,
    private readonly facets: Facets,
  ) {
    this.select = db.prepare('SELECT named FROM readings WHERE fact = ? AND known_from = ? AND pos_from = ?');
  }

  of(filter: FactsFilter, names: NamesAt): RowTest {
    return new RowTest(filter, this.facets.passing(facetTest(filter, names)), this.judge(filter, names));
  }

  /** The test that needs the entities of a reading; none where no filter does. */
  private judge(filter: FactsFilter, names: NamesAt): Judge | undefined {
    const { entities, markets } = filter;
    const ofMarkets = markets?.some((id) => names.market(id)?.entities.length);
    const named = entities?.length ? this.namesOneOf(entities, names) : undefined;
    if (!markets || !ofMarkets) return named;
    const passes = filterOf({ markets }, names);
    return (rows, row) =>
      (named === undefined || named(rows, row)) &&
      passes({
        entities: entitiesOf(this.namedIn(rows, row), names),
        places: [this.facets.get(rows.facets[row] as number).places],
      });
  }

  /** Whether a reading names one of some entities or a part of one; what was found of an id holds for all rows. */
  private namesOneOf(entities: readonly string[], names: NamesAt): Judge {
    const wanted = new Set(entities.map((id) => names.canonical(id)));
    const found = new Map<string, boolean>();
    const isPart = (id: string): boolean => {
      const known = found.get(id) ?? names.lineage(id).some((each) => wanted.has(each));
      found.set(id, known);
      return known;
    };
    return (rows, row) => {
      const [authority, ...others] = this.namedIn(rows, row);
      return others.some(isPart) || (authority !== null && isPart(names.jurisdiction(authority)));
    };
  }

  private namedIn(rows: FactRows, row: number): Named {
    const entry = rows.entryOf(row);
    const known = this.named.get(entry);
    if (known) return known;
    const { knownFrom, posFrom } = rows.beginOf(row);
    const { named } = this.select.get(rows.facts[row] as number, knownFrom, posFrom) as { named: string };
    if (this.named.size >= CAPACITY) {
      this.named.clear();
      this.texts.clear();
    }
    const read = this.texts.get(named) ?? (JSON.parse(named) as Named);
    this.texts.set(named, read);
    this.named.set(entry, read);
    return read;
  }
}

/** What a facet tells of the filters: all of types, modalities and places, and of markets the places. */
function facetTest({ types, modalities, places, markets }: FactsFilter, names: NamesAt): (facet: Facet) => boolean {
  const allows = (asked: readonly string[] | undefined, value: string) => !asked?.length || asked.includes(value);
  const asked = (markets ?? []).map((id) => names.market(id)?.places);
  return (facet) =>
    allows(types, facet.type) &&
    allows(modalities, facet.modality) &&
    (!places?.length || facet.places.some((place) => places.includes(place))) &&
    (asked.length === 0 ||
      asked.some(
        (of) =>
          of !== undefined &&
          (of.length === 0 || facet.places.length === 0 || facet.places.some((place) => of.includes(place))),
      ));
}

/** The filters and clocks of a question, as a test of rows and of whole blocks. */
export class RowTest {
  readonly knownAt: number;
  readonly position: number;
  /** Whether facts can pass that were never revised. */
  readonly current: boolean;
  private readonly from: number;
  private readonly to: number;
  private readonly publishedFrom: number;
  private readonly publishedTo: number;
  private readonly statuses: ReadonlySet<Status>;
  private readonly matched: ReadonlySet<number> | undefined;

  constructor(
    filter: FactsFilter,
    private readonly facets: Uint8Array,
    private readonly judge: Judge | undefined,
  ) {
    const { knownAt, position, from, to, publishedFrom, publishedTo, statuses, matched } = filter;
    this.knownAt = knownAt;
    this.position = position;
    this.from = from ?? -Infinity;
    this.to = to ?? Infinity;
    this.publishedFrom = publishedFrom ?? -Infinity;
    this.publishedTo = publishedTo ?? Infinity;
    this.statuses = new Set(statuses);
    this.current = this.statuses.has('current');
    this.matched = matched && new Set(matched);
  }

  /** Whether a row that stands at the clocks passes. */
  passes(rows: FactRows, row: number): boolean {
    const published = rows.published[row] as number;
    return (
      this.facets[rows.facets[row] as number] === 1 &&
      this.statuses.has(rows.statusOf(row)) &&
      (rows.ends[row] as number) >= this.from &&
      (rows.starts[row] as number) <= this.to &&
      published >= this.publishedFrom &&
      published <= this.publishedTo &&
      (this.matched === undefined || this.matched.has(rows.entryOf(row))) &&
      (this.judge === undefined || this.judge(rows, row))
    );
  }

  /** Whether a block can hold a fact that passes. */
  touches({ count, factSpan, publishedSpan, startSpan }: FactColumns): boolean {
    return (
      count > 0 &&
      factSpan.least <= this.position &&
      publishedSpan.least <= Math.min(this.knownAt, this.publishedTo) &&
      publishedSpan.most >= this.publishedFrom &&
      startSpan.least <= this.to
    );
  }

  /** How many facts of a block pass that were never revised. */
  count(block: FactColumns): number {
    let total = 0;
    if (this.covers(block)) {
      for (const [facet, count] of block.byFacet) if (this.facets[facet] === 1) total += count;
      return total;
    }
    this.each(block, () => {
      total++;
    });
    return total;
  }

  /** Visits the rows of a block that pass. */
  each(block: FactColumns, visit: (row: number) => void): void {
    const { facets, judge, position, from, to, publishedFrom } = this;
    const latest = Math.min(this.knownAt, this.publishedTo);
    for (let i = 0; i < block.count; i++) {
      if ((block.facts[i] as number) > position) return;
      const published = block.published[i] as number;
      if (facets[block.facets[i] as number] !== 1 || published > latest || published < publishedFrom) continue;
      if ((block.ends[i] as number) < from || (block.starts[i] as number) > to) continue;
      if (judge === undefined || judge(block, i)) visit(i);
    }
  }

  /** Whether only its facet decides whether a fact of a block passes. */
  private covers({ factSpan, publishedSpan, startSpan }: FactColumns): boolean {
    return (
      this.judge === undefined &&
      factSpan.most <= this.position &&
      publishedSpan.most <= Math.min(this.knownAt, this.publishedTo) &&
      publishedSpan.least >= this.publishedFrom &&
      startSpan.most <= this.to &&
      this.from === -Infinity
    );
  }
}

function entitiesOf([authority, ...others]: Named, names: NamesAt): readonly string[] {
  return authority === null ? others : [names.jurisdiction(authority), ...others];
}
