import { rmSync } from 'node:fs';
import { DatabaseSync } from '@photostructure/sqlite';
import { logFile } from '../../dist/src/event-store/sqlite/schema.js';
import { settleHeap } from '../lib/heap.mjs';

const BATCH = 1_000;
/** Columns that tell by which event a row came, the first that a table has. */
const CAME_BY = ['position', 'pos_from', 'fact'];
/** Tables that no event fills, or that it does not fill row by row. */
const NOT_ROWS = ['checkpoint', 'skipped', 'sqlite_stat1'];

/** The rows of an index, by the event that they came by, with the tables and indexes that they lie in. */
export function rowsByPosition(file) {
  const db = new DatabaseSync(file, { readOnly: true });
  const schema = db.prepare('SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL').all();
  const tables = schema.filter(({ type, name }) => type === 'table' && !NOT_ROWS.includes(name));
  const byPosition = [];
  let count = 0;
  const firstOf = firstPositions(db);
  for (const [table, { name }] of tables.entries())
    for (const row of db.prepare(`SELECT * FROM ${name}`).iterate()) {
      const column = CAME_BY.find((each) => each in row);
      const position = Number(column === undefined ? (firstOf.get(row.key ?? row.id) ?? 1) : row[column]);
      byPosition[position] ??= [];
      byPosition[position].push([table, Object.values(row)]);
      count++;
    }
  db.close();
  return { tables: tables.map(({ name }) => name), declarations: schema.map(({ sql }) => sql), byPosition, count };
}

/** The event by which each key came. */
function firstPositions(db) {
  const rows = db.prepare('SELECT key, min(pos_from) AS position FROM placements GROUP BY key').all();
  return new Map(rows.map(({ key, position }) => [key, position]));
}

/** Milliseconds to read a log, parse its events, count them by type, and insert rows for each. */
export function measureBare(dataDir, { tables, declarations, byPosition }, file) {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  const log = new DatabaseSync(logFile(dataDir), { readOnly: true });
  const db = new DatabaseSync(file);
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;
    PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 8192`);
  for (const declaration of declarations) db.exec(declaration);
  const inserts = tables.map((table) => {
    const columns = db.prepare(`PRAGMA table_info(${table})`).all().length;
    return db.prepare(`INSERT INTO ${table} VALUES (${Array(columns).fill('?').join(', ')})`);
  });
  settleHeap();
  const start = performance.now();
  const counts = new Map();
  let left = BATCH;
  db.exec('BEGIN');
  for (const { position, body } of log.prepare('SELECT position, body FROM events ORDER BY position').iterate()) {
    const { type } = JSON.parse(body);
    counts.set(type, (counts.get(type) ?? 0) + 1);
    for (const [table, row] of byPosition[position] ?? []) inserts[table].run(...row);
    if (--left > 0) continue;
    db.exec('COMMIT; BEGIN');
    left = BATCH;
  }
  db.exec('COMMIT');
  const taken = performance.now() - start;
  db.close();
  log.close();
  return taken;
}
