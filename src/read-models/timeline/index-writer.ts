import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { type DataOf, factTypes, isFactType } from '../../../events/catalogue.js';
import type { FactEvent, LogEvent } from '../../../events/envelope.js';
import { entityFieldsOf } from '../../../events/fields.js';
import type { FactHistory } from '../../../projections/history.js';
import type { Payload } from '../../../projections/standing-fact.js';
import type { Facets } from './facets.js';
import { entryOf, FactEntries } from './fact-entries.js';
import type { KeyCache } from './key-cache.js';
import type { KeyIds } from './key-ids.js';
import type { NamesAt, NamesHistory } from './names-history.js';
import { PendingRows } from './pending-rows.js';
import { type Placement, placementsOf, standings } from './placement.js';
import type { Postings } from './postings.js';
import { ReadingRows } from './reading-rows.js';
import { writeDoc } from './row-doc.js';
import { OPEN, storedInstant } from './schema.js';

/** The column of placements that a later entry fills. */
const POS_TO = 7;

const NAMING: ReadonlySet<string> = new Set(['EntityDescribed', 'EntitiesMerged', 'EntitiesUnmerged', 'MarketDefined']);

const entityFields = new Map(Object.entries(factTypes).map(([type, payload]) => [type, entityFieldsOf(payload)]));

/** A placement and its document, which tells it from others. */
interface Written extends Placement {
  readonly doc: string;
}

const written = (placement: Placement): Written => ({ ...placement, doc: writeDoc(placement.keyed, placement.key) });

const openId = ({ key, role, rank, fact, from }: Placement): string => `${key}\n${role}\n${rank}\n${fact}\n${from}`;

const placementId = ({ key, from, to, doc }: Written): string => `${key}\n${from}\n${to}\n${doc}`;

/** The entity that a fact is first of all about, as far as its payload tells. */
function subjectOf({ keyed: { fact } }: Placement): string {
  const fields = entityFields.get(fact.type) ?? [];
  const named = fields
    .filter((field) => field !== 'authority')
    .flatMap((field) => (fact.payload[field] as string | string[]) ?? []);
  return named[0] ?? '';
}

/** Keeps the rows of the index: each entry of the log touches only the keys of the facts that it is about. */
export class IndexWriter {
  readonly entries: FactEntries;
  private readonly readings: ReadingRows;
  private readonly placements: PendingRows;
  /** Placements that wait to be written and are open, by {@link openId}. */
  private readonly opened = new Map<string, (string | number | null)[]>();
  private readonly keyGroups: PendingRows;
  private readonly terms: PendingRows;
  private readonly close: StatementSyncInstance;
  private readonly factsOfTerm: StatementSyncInstance;
  private readonly name: StatementSyncInstance;

  constructor(
    db: DatabaseSyncInstance,
    private readonly names: NamesHistory,
    private readonly ids: KeyIds,
    private readonly cache: KeyCache,
    private readonly postings: Postings,
    private readonly facets: Facets,
  ) {
    this.entries = new FactEntries(db);
    this.readings = new ReadingRows(db, facets);
    this.placements = new PendingRows(
      db.prepare('INSERT INTO placements VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    );
    this.keyGroups = new PendingRows(db.prepare('INSERT OR IGNORE INTO key_groups (key, groups) VALUES (?, ?)'));
    this.terms = new PendingRows(db.prepare('INSERT OR IGNORE INTO terms (term, fact) VALUES (?, ?)'));
    this.close = db.prepare(
      `UPDATE placements SET pos_to = ?
       WHERE key = ? AND role = ? AND rank = ? AND fact = ? AND known_from = ? AND pos_to = ${OPEN}`,
    );
    this.factsOfTerm = db.prepare('SELECT fact FROM terms WHERE term = ?');
    this.name = db.prepare('INSERT INTO naming (position, event) VALUES (?, ?)');
  }

  /** Takes the next event of the log, within the caller's transaction. */
  apply(event: LogEvent): void {
    if (isFactType(event.type)) this.openFact(event as FactEvent);
    else if (event.type === 'FactCorrected' || event.type === 'FactRetracted') this.addEntry(event);
    else if (NAMING.has(event.type)) this.rename(event);
  }

  /** Writes what waits to be written together; before the transaction ends. */
  flush(): void {
    for (const rows of [this.placements, this.keyGroups, this.terms]) rows.flush();
    this.opened.clear();
    this.postings.flush();
  }

  /** Lets go of what is kept in memory: a transaction that was rolled back may have left in it what is not so. */
  forget(): void {
    for (const rows of [this.placements, this.keyGroups, this.terms]) rows.clear();
    this.opened.clear();
    this.ids.forget();
    this.entries.forget();
    this.facets.forget();
  }

  private openFact(event: FactEvent): void {
    const fact: FactHistory = { id: event.id, first: event, entries: [entryOf(event)] };
    const names = this.names.at(event.position);
    const ranges = standings(fact);
    const placements = placementsOf(ranges, names);
    this.entries.open(event);
    this.readings.add(event.position, ranges);
    if (event.meta.article?.id !== undefined) this.addTerm(`a:${event.meta.article.id}`, event.position);
    this.insert(event.position, placements.map(written));
    this.indexTerms(fact, event.position, event.data as unknown as Payload, names, placements);
  }

  private addEntry(event: LogEvent): void {
    const { factId } = event.data as DataOf<'FactCorrected' | 'FactRetracted'>;
    const position = this.entries.find(factId);
    const before = position === undefined ? undefined : this.entries.read(position);
    if (position === undefined || before === undefined)
      throw new Error(`${event.type} names fact ${factId}, which no earlier position holds`);
    const names = this.names.at(event.position);
    const added = entryOf(event);
    const after = { ...before, entries: [...before.entries, added] };
    const was = standings(before);
    const is = standings(after);
    const placements = placementsOf(is, names);
    this.readings.replace(position, event.position, was, is);
    this.replace(event.position, placementsOf(was, names), placements);
    this.entries.add(position, event);
    if (added.data) this.indexTerms(after, position, added.data, names, placements);
  }

  private rename(event: LogEvent): void {
    const before = this.names.at(event.position - 1);
    this.names.apply(event);
    this.name.run(event.position, JSON.stringify(event));
    const after = this.names.at(event.position);
    for (const position of this.factsUnder(renamed(event, before, after))) {
      const fact = this.entries.read(position) as FactHistory;
      const ranges = standings(fact);
      const placements = placementsOf(ranges, after);
      this.replace(event.position, placementsOf(ranges, before), placements);
      for (const { data } of fact.entries) if (data) this.indexTerms(fact, position, data, after, placements);
    }
  }

  private factsUnder(ids: readonly string[]): Set<number> {
    this.terms.flush();
    const facts = ids.flatMap((id) => (this.factsOfTerm.all(`e:${id}`) as { fact: number }[]).map(({ fact }) => fact));
    return new Set(facts);
  }

  /** Closes at a position the placements that no longer are, and opens those that are new. */
  private replace(at: number, before: readonly Placement[], after: readonly Placement[]): void {
    const were = before.map(written);
    const are = after.map(written);
    const kept = new Set(are.map(placementId));
    const stood = new Set(were.map(placementId));
    for (const placement of were) {
      if (kept.has(placementId(placement))) continue;
      this.closeRow(placement, at);
      this.cache.close(placement, at);
    }
    this.insert(
      at,
      are.filter((placement) => !stood.has(placementId(placement))),
    );
  }

  private insert(at: number, placements: readonly Written[]): void {
    for (const placement of placements) {
      const { key, role, rank, fact, from, to, starts, ends, published, groups, doc } = placement;
      const stored = this.ids.assign(key, subjectOf(placement), role === 'note');
      const [ranked, first, last] = [rank, starts, ends].map(storedInstant) as [number, number, number];
      const row = [stored, role, ranked, fact, from, at, to, OPEN, first, last, published, groups, doc];
      const id = openId(placement);
      this.placements.set(`${String(stored).padStart(16, '0')}\n${id}\n${at}`, row);
      this.opened.set(id, row);
      if (groups !== null) this.keyGroups.set(`${key}\n${groups}`, [stored, groups]);
      this.cache.add(placement, at);
    }
  }

  private closeRow(placement: Placement, at: number): void {
    const id = openId(placement);
    const waiting = this.opened.get(id);
    const { key, role, rank, fact, from } = placement;
    if (waiting === undefined) this.close.run(at, this.ids.find(key) as number, role, storedInstant(rank), fact, from);
    else waiting[POS_TO] = at;
    this.opened.delete(id);
  }

  private addTerm(term: string, fact: number): void {
    this.terms.set(`${term}\n${fact}`, [term, fact]);
  }

  private indexTerms(
    { first }: FactHistory,
    position: number,
    data: Payload,
    names: NamesAt,
    placements: readonly Placement[],
  ): void {
    const named = (entityFields.get(first.type) ?? []).flatMap((field) => (data[field] as string | string[]) ?? []);
    const trail = new Set(named.flatMap((id) => [...names.trail(id)]));
    for (const id of trail) this.addTerm(`e:${id}`, position);
    trail.add('');
    for (const { key, role, starts, ends } of placements) {
      if (key.startsWith('~')) continue;
      const numbered = { id: this.ids.find(key) as number, key };
      for (const id of trail)
        if (role === 'note') this.postings.addNote(id, { ...numbered, starts, ends });
        else this.postings.addKey(id, numbered);
    }
  }
}

/** The ids whose facts a naming event may place elsewhere. */
function renamed(event: LogEvent, before: NamesAt, after: NamesAt): string[] {
  if (event.type === 'EntitiesMerged' || event.type === 'EntitiesUnmerged')
    return [...(event.data as DataOf<'EntitiesMerged'>).from];
  if (event.type !== 'EntityDescribed') return [];
  const { entity } = event.data as DataOf<'EntityDescribed'>;
  const isJurisdiction = (names: NamesAt) => names.description(entity)?.kind === 'jurisdiction';
  const same =
    before.description(entity)?.partOf === after.description(entity)?.partOf &&
    isJurisdiction(before) === isJurisdiction(after);
  return same ? [] : [entity];
}
