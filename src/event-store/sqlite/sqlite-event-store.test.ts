import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StoreUnderTest, testEventStore } from '../../../test/event-store-contract.js';
import { SqliteEventStore } from './sqlite-event-store.js';

async function create(): Promise<StoreUnderTest> {
  const dataDir = mkdtempSync(join(tmpdir(), 'factline-log-'));
  let store = SqliteEventStore.open({ dataDir });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = SqliteEventStore.open({ dataDir });
      return store;
    },
    dispose: async () => {
      await store.close();
      rmSync(dataDir, { recursive: true });
    },
  };
}

testEventStore('SQLite', create);
