import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { NewEvent } from '../events/envelope.js';
import { stateDigest } from '../projections/digest.js';
import { marketState } from '../projections/market-state.js';
import { Clocks } from '../src/api/clocks.js';
import { ItemTexts } from '../src/api/item-texts.js';
import { StateAnswers } from '../src/api/state-answers.js';
import { NO_STREAM } from '../src/event-store/event-store.js';
import { SqliteEventStore } from '../src/event-store/sqlite/sqlite-event-store.js';
import { Projector } from '../src/read-models/projector.js';
import { Words } from '../src/read-models/words.js';
import type { LogBuilder } from './support/log-builder.js';
import { histories, questions } from './support/random-history.js';

type Question = typeof questions extends fc.Arbitrary<infer Q> ? Q : never;

/** The answers of a service to a log, in a data directory of its own. */
async function withAnswers(log: LogBuilder, work: (answers: StateAnswers) => Promise<void>): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'factline-test-'));
  const store = SqliteEventStore.open({ dataDir });
  const projector = await Projector.start(store, dataDir);
  for (const { streamId, id, type, schemaVersion, data, meta } of log.events)
    await store.append(streamId, NO_STREAM, [{ id, type, schemaVersion, data, meta } as NewEvent]);
  await projector.waitFor(log.head);
  const words = new Words(store);
  await work(new StateAnswers(projector, new Clocks(store, projector), new ItemTexts(words), words));
  await projector.onApplicationShutdown();
  await store.close();
  rmSync(dataDir, { recursive: true });
}

it('writes the state and the digest that the plain fold defines, asked once or again', async () => {
  const run = async (log: LogBuilder, asked: Question[]) =>
    withAnswers(log, async (answers) => {
      for (const cited of [false, true, true])
        for (const { asOf, filters } of asked) {
          const clocks = asOf(log.head);
          const plain = marketState(log.history, clocks, filters);
          const { members, size } = await answers.state(clocks, filters, cited);
          const { digest, sections } = JSON.parse(`{${members}}`, (name, value) =>
            name === 'quote' ? undefined : value,
          );
          // The log keeps fields in the order of RFC 8785, so the texts may differ in theirs.
          expect(sections).toEqual(JSON.parse(JSON.stringify(plain)));
          expect(digest).toBe(stateDigest(clocks, plain));
          expect(size).toBe(Object.values(plain).flat().length);
        }
    });
  await fc.assert(fc.asyncProperty(histories, fc.array(questions, { minLength: 4, maxLength: 8 }), run), {
    numRuns: 40,
  });
}, 120_000);
