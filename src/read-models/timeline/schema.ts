import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { PROJECTIONS_VERSION } from '../../../projections/version.js';

/** The layout of the file; another layout is rebuilt, not migrated. */
export const SCHEMA_VERSION = 8;

/** An end that is not known: later than every instant and position. */
export const OPEN = Number.MAX_SAFE_INTEGER;

/** An instant (ms) as a column holds it: the greatest stands for no end, the least for no start. */
export const storedInstant = (ms: number): number => Math.max(-OPEN, Math.min(OPEN, ms));

/** An instant (ms) as it was stored. */
export const readInstant = (stored: number): number =>
  stored === OPEN ? Infinity : stored === -OPEN ? -Infinity : stored;

const TABLES = `
  -- One row: how far the log has been read, and under which layout and rules.
  CREATE TABLE checkpoint (id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL,
    hash TEXT NOT NULL, schema INTEGER NOT NULL, projections INTEGER NOT NULL) STRICT;
  -- Naming events as logged.
  CREATE TABLE naming (position INTEGER PRIMARY KEY, event TEXT NOT NULL) STRICT;
  -- Every entry of every fact: its first reading, corrections and retractions.
  CREATE TABLE entries (fact INTEGER NOT NULL, position INTEGER NOT NULL, event TEXT NOT NULL,
    PRIMARY KEY (fact, position)) STRICT, WITHOUT ROWID;
  CREATE TABLE fact_ids (hash INTEGER NOT NULL, fact INTEGER NOT NULL, PRIMARY KEY (hash, fact)) STRICT, WITHOUT ROWID;
  -- Keys by number. Those whose first facts are about one entity lie in its clusters: see KeyIds.
  CREATE TABLE keys (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE clusters (id INTEGER PRIMARY KEY, entity TEXT NOT NULL) STRICT;
  CREATE INDEX clusters_by_entity ON clusters (entity);
  -- What stands under a key (keys.id), within a range of publication instants and a range of positions; role to groups
  -- as in Placement, instants in ms, of which the first and the last are infinite.
  CREATE TABLE placements (key INTEGER NOT NULL, role TEXT NOT NULL, rank INTEGER NOT NULL, fact INTEGER NOT NULL,
    known_from INTEGER NOT NULL, pos_from INTEGER NOT NULL, known_to INTEGER NOT NULL, pos_to INTEGER NOT NULL,
    starts INTEGER NOT NULL, ends INTEGER NOT NULL, published INTEGER NOT NULL, groups TEXT, doc TEXT NOT NULL,
    PRIMARY KEY (key, role, rank, fact, known_from, pos_from)) STRICT, WITHOUT ROWID;
  -- Every set of groups that a placement under a key ever named.
  CREATE TABLE key_groups (key INTEGER NOT NULL, groups TEXT NOT NULL, PRIMARY KEY (key, groups)) STRICT, WITHOUT ROWID;
  -- The readings of facts, each within a range of publication instants and a range of positions; instants in ms, named as
  -- in Named.
  CREATE TABLE readings (fact INTEGER NOT NULL, known_from INTEGER NOT NULL, pos_from INTEGER NOT NULL,
    known_to INTEGER NOT NULL, pos_to INTEGER NOT NULL, entry INTEGER NOT NULL, status TEXT NOT NULL,
    facet INTEGER NOT NULL, starts INTEGER NOT NULL, ends INTEGER NOT NULL, published INTEGER NOT NULL, named TEXT NOT NULL,
    PRIMARY KEY (fact, known_from, pos_from)) STRICT, WITHOUT ROWID;
  -- What readings have in common: type, modality and places, as JSON.
  CREATE TABLE facets (id INTEGER PRIMARY KEY, facet TEXT NOT NULL UNIQUE) STRICT;
  -- Which entry revised which fact.
  CREATE TABLE revisions (position INTEGER PRIMARY KEY, fact INTEGER NOT NULL) STRICT;
  -- The first readings of the facts of so many positions, packed; what they say is in readings, too.
  CREATE TABLE fact_blocks (block INTEGER PRIMARY KEY, columns BLOB NOT NULL) STRICT;
  -- Keys under every entity that their facts name or are part of, and all under ''.
  CREATE TABLE postings (entity TEXT NOT NULL, key INTEGER NOT NULL, PRIMARY KEY (entity, key)) STRICT, WITHOUT ROWID;
  -- Notes likewise, each with a span outside which it is not listed.
  CREATE TABLE note_postings (entity TEXT NOT NULL, starts INTEGER NOT NULL, ends INTEGER NOT NULL, key INTEGER NOT NULL,
    PRIMARY KEY (entity, starts, ends, key)) STRICT, WITHOUT ROWID;
  -- Facts under every entity that they name or are part of, as e:nvidia, and under their article, as a:<id>.
  CREATE TABLE terms (term TEXT NOT NULL, fact INTEGER NOT NULL, PRIMARY KEY (term, fact)) STRICT, WITHOUT ROWID;
  -- The items under entities at the head of the log, for a range of instants (ms), of positions and of publication
  -- instants; and of which keys they are made, by the slots of KeyVersions. They follow from the other rows.
  CREATE TABLE head_items (entity TEXT PRIMARY KEY, at_from INTEGER NOT NULL, at_to INTEGER NOT NULL,
    pos_from INTEGER NOT NULL, known_from INTEGER NOT NULL, known_to INTEGER NOT NULL, items TEXT NOT NULL) STRICT;
  CREATE TABLE head_keys (slot INTEGER NOT NULL, entity TEXT NOT NULL, PRIMARY KEY (slot, entity)) STRICT, WITHOUT ROWID;
  -- Positions set aside by hand.
  CREATE TABLE skipped (position INTEGER PRIMARY KEY, reason TEXT NOT NULL, at TEXT NOT NULL) STRICT;
`;

/** Opens a read model's file, laying it out where it is new. */
export function openFile(file: string): DatabaseSyncInstance {
  const db = new DatabaseSync(file);
  // Few checkpoints: the same pages are written again and again while the index grows.
  db.exec(
    `PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;
     PRAGMA wal_autocheckpoint = 2048`,
  );
  const laidOut = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'checkpoint'").get();
  if (!laidOut) {
    db.exec(`BEGIN; ${TABLES}`);
    db.prepare('INSERT INTO checkpoint VALUES (1, 0, ?, ?, ?)').run(
      '0'.repeat(64),
      SCHEMA_VERSION,
      PROJECTIONS_VERSION,
    );
    db.exec('COMMIT');
  }
  return db;
}
