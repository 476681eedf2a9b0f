import { afterAll } from 'vitest';
import { EventStoreDouble } from './support/eventstoredb/double.js';
import { runOn } from './support/service.js';

// The acceptance tests on a double of EventStoreDB; `npm run test:eventstore` runs them on a server.
const double = await new EventStoreDouble().start();
afterAll(() => double.stop());
runOn({ engine: 'eventstoredb', url: double.url });
await import('./service.test.js');
