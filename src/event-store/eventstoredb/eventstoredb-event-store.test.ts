import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StoreUnderTest, testEventStore } from '../../../test/event-store-contract.js';
import { EventStoreDouble } from '../../../test/support/eventstoredb/double.js';
import { EventStoreDbEventStore } from './eventstoredb-event-store.js';

async function create(): Promise<StoreUnderTest> {
  const double = await new EventStoreDouble().start();
  const dataDir = mkdtempSync(join(tmpdir(), 'factline-followed-'));
  const open = () => EventStoreDbEventStore.open({ url: double.url, dataDir });
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
      await double.stop();
      rmSync(dataDir, { recursive: true });
    },
  };
}

testEventStore('EventStoreDB (its double)', create);
