import { randomUUID } from 'node:crypto';
import { runOn } from '../support/service.js';

runOn({ engine: 'eventstoredb', url: process.env.EVENTSTORE_URL!, namespace: `${randomUUID()}.` });
await import('../service.test.js');
