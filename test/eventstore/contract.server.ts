import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDbEventStore } from '../../src/event-store/eventstoredb/eventstoredb-event-store.js';
import { type StoreUnderTest, testEventStore } from '../event-store-contract.js';

async function create(): Promise<StoreUnderTest> {
  const url = process.env.EVENTSTORE_URL!;
  const dataDir = mkdtempSync(join(tmpdir(), 'factline-followed-'));
  // Each test has a log of its own on the one server.
  const namespace = `${randomUUID()}.`;
  const open = () => EventStoreDbEventStore.open({ url, dataDir, namespace });
  let store = await open();
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await open();
      return store;
    },
    dispose: async () => {
      await store.close();
      rmSync(dataDir, { recursive: true });
    },
  };
}

testEventStore('EventStoreDB', create);
