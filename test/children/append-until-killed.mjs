// Appends to the log of a data directory, from several writers, and prints each position once it is acknowledged.
import { createHash } from 'node:crypto';
import { SqliteEventStore } from '../../dist/src/event-store/sqlite/sqlite-event-store.js';

const [dataDir, writers] = process.argv.slice(2);
const store = SqliteEventStore.open({ dataDir });

const event = (name) => ({
  id: name,
  type: 'StatementMade',
  schemaVersion: 1,
  data: { modality: 'asserted', speaker: 'huawei', claim: name },
  meta: {},
});

async function write(writer) {
  for (let i = 0; ; i++) {
    const name = `${process.pid}-${writer}-${i}`;
    const content = { sha256: createHash('sha256').update(name).digest('hex'), body: name };
    const { position } = await store.append(`fact-${name}`, -1, [event(name), event(`${name}b`)], [content]);
    process.stdout.write(`${position} ${name}\n`);
  }
}

for (let writer = 0; writer < Number(writers); writer++) write(writer);
