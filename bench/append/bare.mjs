import { DatabaseSync } from '@photostructure/sqlite';
import { logFile, openToWrite } from '../../dist/src/event-store/sqlite/schema.js';
import { settleHeap } from '../lib/heap.mjs';

/** The rows of a log, by append: the events of a stream and the stream's own row. */
function rowsOf(dataDir) {
  const db = new DatabaseSync(logFile(dataDir), { readOnly: true });
  const streams = new Map(
    db
      .prepare('SELECT id, name FROM streams ORDER BY id')
      .all()
      .map(({ id, name }) => [id, { id, name, events: [] }]),
  );
  for (const row of db.prepare('SELECT * FROM events ORDER BY position').all())
    streams.get(row.stream).events.push(Object.values(row));
  db.close();
  return [...streams.values()];
}

/** Milliseconds for the same rows, in the same transactions, into the same tables and indexes, as durably. */
export function measureBare(dataDir, file) {
  const appends = rowsOf(dataDir);
  const db = openToWrite(file);
  const insertStream = db.prepare('INSERT INTO streams VALUES (?, ?)');
  const insertEvent = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)');
  settleHeap();
  const start = performance.now();
  for (const { id, name, events } of appends) {
    db.exec('BEGIN IMMEDIATE');
    insertStream.run(id, name);
    for (const event of events) insertEvent.run(...event);
    db.exec('COMMIT');
  }
  const taken = performance.now() - start;
  db.close();
  return taken;
}
