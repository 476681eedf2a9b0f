import { DatabaseSync } from '@photostructure/sqlite';
import { placeOf } from './rectangles.mjs';

/** What a good engineer would start with: a row a fact with the index that the question needs, the last start deciding. */
export function plainTable(file) {
  const db = new DatabaseSync(file);
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;
    CREATE TABLE facts (position INTEGER PRIMARY KEY, entity TEXT, key TEXT, starts INTEGER, published INTEGER, body TEXT);
    CREATE INDEX by_entity ON facts (entity, key, starts)`);
  const insert = db.prepare('INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?)');
  const select = db.prepare(`SELECT key, starts, body FROM facts
    WHERE entity = ? AND starts <= ? AND published <= ? AND position <= ? ORDER BY key, starts DESC`);
  return {
    add(events) {
      db.exec('BEGIN');
      for (const event of events) {
        const { position, data, meta } = event;
        if (data.modality !== 'asserted') continue;
        const { entity, key } = placeOf(event);
        insert.run(position, entity, key, Date.parse(data.when), Date.parse(meta.publishedAt), JSON.stringify(event));
      }
      db.exec('COMMIT');
    },
    ask(entity, { at, knownAt, position }) {
      const found = new Map();
      for (const { key, body } of select.all(entity, at, knownAt, position))
        if (!found.has(key)) found.set(key, JSON.parse(body));
      return [...found.values()];
    },
    close: () => db.close(),
  };
}
