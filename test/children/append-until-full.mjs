// Appends to the log of a data directory until it is refused, prints why, and then reads what is there.
import { SqliteEventStore } from '../../dist/src/event-store/sqlite/sqlite-event-store.js';

const store = SqliteEventStore.open({ dataDir: process.argv[2] });
const event = (name) => ({
  id: name,
  type: 'StatementMade',
  schemaVersion: 1,
  data: { modality: 'asserted', speaker: 'huawei', claim: name.padEnd(2000, '.') },
  meta: {},
});

let acknowledged = 0;
let refusal;
while (!refusal) {
  try {
    const name = `fact-${acknowledged}`;
    const { position } = await store.append(name, -1, [event(name), event(`${name}b`)]);
    acknowledged = position;
  } catch (error) {
    refusal = { code: error.code, message: error.message };
  }
}
let read = 0;
for await (const { position } of store.readAll(0)) read = position;
process.stdout.write(JSON.stringify({ acknowledged, read, refusal }));
