import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChainedEvent } from '../events/envelope.js';
import {
  type EventStore,
  NO_STREAM,
  RevisionConflictError,
  StoreUnavailableError,
} from '../src/event-store/event-store.js';
import { chainHash, GENESIS_HASH } from '../src/event-store/hash-chain.js';
import { sampleContent, sampleFact, sampleName } from './event-samples.js';

/** A store over an empty log, and what ends it. */
export interface StoreUnderTest {
  readonly store: EventStore;
  /** Closes the store and opens the same log again. */
  reopen(): Promise<EventStore>;
  dispose(): Promise<void>;
}

async function collect(events: AsyncIterable<ChainedEvent>, count = Number.POSITIVE_INFINITY): Promise<ChainedEvent[]> {
  const found: ChainedEvent[] = [];
  for await (const event of events) if (found.push(event) >= count) break;
  return found;
}

const positions = (events: readonly ChainedEvent[]): number[] => events.map((event) => event.position);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

/** What every engine of the event store must do. */
export function testEventStore(name: string, create: () => Promise<StoreUnderTest>): void {
  describe(`${name} as an event store`, () => {
    let under: StoreUnderTest;
    let store: EventStore;

    beforeEach(async () => {
      under = await create();
      store = under.store;
    });
    afterEach(() => under.dispose());

    const readAll = () => collect(store.readAll(0));

    describe('an empty log', () => {
      it('has its head at 0 with the genesis hash', async () => {
        expect(await store.head()).toEqual({ position: 0, hash: GENESIS_HASH });
        expect(await store.hashAt(0)).toBe(GENESIS_HASH);
        expect(await store.hashAt(1)).toBeUndefined();
        expect(await store.positionAt(Date.now())).toBe(0);
      });

      it('reads as nothing and verifies', async () => {
        expect(await readAll()).toEqual([]);
        expect(await collect(store.readStream('fact-a'))).toEqual([]);
        expect(await store.verify()).toEqual({ positions: 0, head: GENESIS_HASH });
      });
    });

    describe('append', () => {
      it('gives positions and revisions without gaps and returns the events as they are read', async () => {
        const first = await store.append('fact-a', NO_STREAM, [sampleFact('a1'), sampleFact('a2')]);
        const second = await store.append('fact-b', NO_STREAM, [sampleFact('b1')]);
        const third = await store.append('fact-a', 1, [sampleFact('a3')]);
        expect([first, second, third].map(({ position, revision }) => [position, revision])).toEqual([
          [2, 1],
          [3, 0],
          [4, 2],
        ]);
        const all = await readAll();
        expect(all).toEqual([...first.events, ...second.events, ...third.events]);
        expect(all.map((event) => [event.streamId, event.revision, event.position])).toEqual([
          ['fact-a', 0, 1],
          ['fact-a', 1, 2],
          ['fact-b', 0, 3],
          ['fact-a', 2, 4],
        ]);
        expect(first.idempotent).toBe(false);
      });

      it('keeps payload and meta as they were given', async () => {
        const text = 'ü – "quoted" \\ \u0000 \u2028 😀';
        const fact = sampleFact(text, text);
        await store.append('fact-a', NO_STREAM, [fact]);
        expect((await readAll())[0]).toMatchObject({ ...fact, data: { ...fact.data } });
      });

      it('chains every event to the one before', async () => {
        await store.append('fact-a', NO_STREAM, [sampleFact('a1'), sampleFact('a2')]);
        await store.append('fact-b', NO_STREAM, [sampleFact('b1')]);
        let previous = GENESIS_HASH;
        for (const event of await readAll()) {
          const { hash, ...covered } = event;
          expect(chainHash(previous, covered as ChainedEvent)).toBe(hash);
          expect(await store.hashAt(event.position)).toBe(hash);
          previous = hash;
        }
        expect((await store.head()).hash).toBe(previous);
        expect(await store.hashAt(4)).toBeUndefined();
      });

      it('never records an event before an earlier one, and finds positions by record time', async () => {
        for (const name of ['a', 'b', 'c', 'd', 'e']) await store.append(`fact-${name}`, NO_STREAM, [sampleFact(name)]);
        const all = await readAll();
        const times = all.map((event) => Date.parse(event.recordedAt));
        expect(times).toEqual([...times].sort((a, b) => a - b));
        for (const time of times) expect(await store.positionAt(time)).toBe(times.lastIndexOf(time) + 1);
        expect(await store.positionAt(times[0]! - 1)).toBe(0);
        expect(await store.positionAt(times.at(-1)! + 1)).toBe(5);
        expect((await store.head()).recordedAt).toBe(all.at(-1)!.recordedAt);
      });

      it.each([
        ['a stream that is not there', 'fact-x', 0, -1],
        ['a stream that is already there', 'fact-a', NO_STREAM, 1],
        ['a revision behind', 'fact-a', 0, 1],
        ['a revision ahead', 'fact-a', 2, 1],
      ])('refuses another expected revision: %s', async (_, streamId, expected, actual) => {
        await store.append('fact-a', NO_STREAM, [sampleFact('a1'), sampleFact('a2')]);
        const refused = store.append(streamId, expected, [sampleFact('new')]);
        await expect(refused).rejects.toBeInstanceOf(RevisionConflictError);
        await expect(refused).rejects.toMatchObject({ code: 'revision_conflict', streamId, expected, actual });
        expect(positions(await readAll())).toEqual([1, 2]);
      });

      it('refuses an append of nothing, and a revision that is none', async () => {
        await expect(store.append('fact-a', NO_STREAM, [])).rejects.toThrow(RangeError);
        await expect(store.append('fact-a', -2, [sampleFact('a')])).rejects.toThrow(RangeError);
        await expect(store.append('fact-a', 0.5, [sampleFact('a')])).rejects.toThrow(RangeError);
        expect((await store.head()).position).toBe(0);
      });

      it('refuses what JSON cannot say, and harms no append beside it', async () => {
        const broken = { ...sampleFact('broken'), meta: { confidence: Number.NaN } };
        const results = await Promise.allSettled([
          store.append('fact-a', NO_STREAM, [sampleFact('a')]),
          store.append('fact-b', NO_STREAM, [sampleFact('b'), broken]),
          store.append('fact-c', NO_STREAM, [sampleFact('c')]),
        ]);
        expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
        expect((await readAll()).map((event) => event.streamId).sort()).toEqual(['fact-a', 'fact-c']);
      });
    });

    describe('a retry', () => {
      it('finds its events already there and appends nothing', async () => {
        const events = [sampleFact('a1'), sampleFact('a2')];
        const first = await store.append('fact-a', NO_STREAM, events);
        const retried = await store.append('fact-a', NO_STREAM, events);
        expect(retried).toEqual({ ...first, idempotent: true });
        expect((await store.head()).position).toBe(2);
      });

      it('finds them also behind later events, and answers for them alone', async () => {
        const first = await store.append('fact-a', NO_STREAM, [sampleFact('a1'), sampleFact('a2')]);
        const second = await store.append('fact-a', 1, [sampleFact('a3')]);
        await store.append('fact-b', NO_STREAM, [sampleFact('b1')]);
        const again = await store.append('fact-a', NO_STREAM, [sampleFact('a1'), sampleFact('a2')]);
        expect(again).toEqual({ ...first, idempotent: true });
        expect(await store.append('fact-a', 1, [sampleFact('a3')])).toEqual({ ...second, idempotent: true });
      });

      it('is none where only a part is repeated, or another order, or more', async () => {
        await store.append('fact-a', NO_STREAM, [sampleFact('a1'), sampleFact('a2')]);
        const others = [
          [sampleFact('a1'), sampleFact('a3')],
          [sampleFact('a2'), sampleFact('a1')],
          [sampleFact('a1'), sampleFact('a2'), sampleFact('a3')],
          [sampleFact('a2')],
        ];
        for (const events of others)
          await expect(store.append('fact-a', NO_STREAM, events)).rejects.toBeInstanceOf(RevisionConflictError);
        expect((await store.head()).position).toBe(2);
      });

      it('is one where the beginning is repeated alone', async () => {
        await store.append('fact-a', NO_STREAM, [sampleFact('a1'), sampleFact('a2')]);
        const beginning = await store.append('fact-a', NO_STREAM, [sampleFact('a1')]);
        expect(beginning).toMatchObject({ position: 1, revision: 0, idempotent: true });
      });

      it('at the same time as the first is appended once', async () => {
        const results = await Promise.all(upTo(5).map(() => store.append('fact-a', NO_STREAM, [sampleFact('a')])));
        expect(results.filter((result) => !result.idempotent)).toHaveLength(1);
        expect((await store.head()).position).toBe(1);
      });
    });

    describe('many writers', () => {
      it('at once use every position once, without a gap', async () => {
        const writer = async (w: number) => {
          const given: number[] = [];
          for (let i = 0; i < 12; i++) {
            const size = 1 + ((w + i) % 3);
            const events = upTo(size).map((n) => sampleFact(`${w}-${i}-${n}`));
            const result = await store.append(`fact-${w}-${i}`, NO_STREAM, events);
            expect(positions(result.events)).toEqual(upTo(size).map((n) => result.position - size + n));
            given.push(...positions(result.events));
          }
          return given;
        };
        const given = (await Promise.all(upTo(16).map(writer))).flat().sort((a, b) => a - b);
        expect(given).toEqual(upTo(given.length));
        const all = await readAll();
        expect(positions(all)).toEqual(given);
        expect(new Set(all.map((event) => event.id)).size).toBe(given.length);
        expect(await store.verify()).toMatchObject({ positions: given.length, head: all.at(-1)!.hash });
      });

      it('of one stream at the same revision: one wins, the others conflict and harm nobody', async () => {
        await store.append('fact-a', NO_STREAM, [sampleFact('a')]);
        const rivals = upTo(8).map((w) => store.append('fact-a', 0, [sampleFact(`rival ${w}`)]));
        const bystander = store.append('fact-b', NO_STREAM, [sampleFact('b')]);
        const results = await Promise.allSettled(rivals);
        const lost = results.filter((result) => result.status === 'rejected');
        expect(lost).toHaveLength(7);
        for (const { reason } of lost)
          expect(reason).toMatchObject({ code: 'revision_conflict', expected: 0, actual: 1 });
        await bystander;
        expect(positions(await readAll())).toEqual([1, 2, 3]);
      });

      it('of one stream that read again and retry all arrive', async () => {
        const writer = async (w: number): Promise<void> => {
          for (;;) {
            const revision = (await collect(store.readStream('fact-a'))).length - 1;
            try {
              await store.append('fact-a', revision, [sampleFact(`writer ${w}`)]);
              return;
            } catch (error) {
              if (!(error instanceof RevisionConflictError)) throw error;
            }
          }
        };
        await Promise.all(upTo(16).map(writer));
        const events = await collect(store.readStream('fact-a'));
        expect(events.map((event) => event.revision)).toEqual(upTo(16).map((n) => n - 1));
      });
    });

    describe('reading', () => {
      const fill = async (count: number) => {
        for (let i = 0; i < count; i += 100)
          await store.append(
            `fact-${i}`,
            NO_STREAM,
            upTo(Math.min(100, count - i)).map((n) => sampleFact(`${i + n}`)),
          );
      };

      it('goes on past any batch', async () => {
        await fill(1_300);
        expect(positions(await readAll())).toEqual(upTo(1_300));
        expect(positions(await collect(store.readAll(1_290)))).toEqual(upTo(10).map((n) => 1_290 + n));
        expect(await collect(store.readAll(1_300))).toEqual([]);
        expect(await collect(store.readAll(9_999))).toEqual([]);
      });

      it('keeps to the limit', async () => {
        await fill(20);
        expect(positions(await collect(store.readAll(3, {}, { limit: 4 })))).toEqual([4, 5, 6, 7]);
        expect(await collect(store.readAll(0, {}, { limit: 0 }))).toEqual([]);
      });

      it('filters by type, the limit counting what passes', async () => {
        await store.append('entity-a', NO_STREAM, [sampleName('a')]);
        await fill(5);
        await store.append('entity-b', NO_STREAM, [sampleName('b')]);
        await store.append('entity-c', NO_STREAM, [sampleName('c')]);
        const names = { types: ['EntityDescribed'] as const };
        expect(positions(await collect(store.readAll(0, names)))).toEqual([1, 7, 8]);
        expect(positions(await collect(store.readAll(1, names, { limit: 1 })))).toEqual([7]);
        expect(await collect(store.readAll(0, { types: [] }))).toEqual([]);
      });

      it('ends at the head of when it began', async () => {
        await fill(3);
        const seen: number[] = [];
        for await (const event of store.readAll(0)) {
          seen.push(event.position);
          await store.append(`fact-x${event.position}`, NO_STREAM, [sampleFact(`x${event.position}`)]);
        }
        expect(seen).toEqual([1, 2, 3]);
      });

      it('of a stream starts where it is asked to', async () => {
        await fill(5);
        const events = await collect(store.readStream('fact-0', { fromRevision: 3 }));
        expect(events.map((event) => event.revision)).toEqual([3, 4]);
      });

      it('throws when it is aborted, so that a part is not taken for the whole', async () => {
        await fill(10);
        for (const read of [
          (signal: AbortSignal) => store.readAll(0, {}, { signal }),
          (signal: AbortSignal) => store.readStream('fact-0', { signal }),
        ]) {
          const abort = new AbortController();
          const seen: number[] = [];
          const reading = (async () => {
            for await (const event of read(abort.signal)) {
              seen.push(event.position);
              if (seen.length === 3) abort.abort();
            }
          })();
          await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
          expect(seen).toEqual([1, 2, 3]);
        }
      });

      it('upcasts what an earlier release wrote, unless asked for it as it was', async () => {
        const { aliases: _, ...data } = sampleName('a').data;
        const old = { ...sampleName('a'), schemaVersion: 0, data: data as ReturnType<typeof sampleName>['data'] };
        const { events } = await store.append('entity-a', NO_STREAM, [old]);
        const newest = { schemaVersion: 1, data: { ...data, aliases: [] }, hash: events[0]!.hash };
        expect((await readAll())[0]).toMatchObject(newest);
        expect((await collect(store.readStream('entity-a')))[0]).toMatchObject(newest);
        expect((await collect(store.subscribe(0), 1))[0]).toMatchObject(newest);
        const [raw] = await collect(store.readAll(0, {}, { raw: true }));
        expect(raw).toMatchObject({ schemaVersion: 0, data });
        expect(raw!.data).not.toHaveProperty('aliases');
      });

      it('names the position of an event of a release to come', async () => {
        await store.append('fact-a', NO_STREAM, [sampleFact('a'), { ...sampleFact('b'), schemaVersion: 99 }]);
        await expect(readAll()).rejects.toMatchObject({ code: 'unreadable_event', position: 2 });
      });
    });

    describe('a subscription', () => {
      it('gives what is there, then what comes, in order and once', async () => {
        await store.append('fact-a', NO_STREAM, [sampleFact('a1'), sampleFact('a2')]);
        const seen = collect(store.subscribe(0), 40);
        for (let i = 0; i < 19; i++) {
          await store.append(`fact-${i}`, NO_STREAM, [sampleFact(`${i}-1`), sampleFact(`${i}-2`)]);
          if (i % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
        }
        expect(positions(await seen)).toEqual(upTo(40));
      });

      it('starts past its position and keeps to its types', async () => {
        await store.append('fact-a', NO_STREAM, [sampleFact('a')]);
        await store.append('entity-a', NO_STREAM, [sampleName('a')]);
        const seen = collect(store.subscribe(1, { types: ['EntityDescribed'] }), 2);
        await store.append('fact-b', NO_STREAM, [sampleFact('b')]);
        await store.append('entity-b', NO_STREAM, [sampleName('b')]);
        expect(positions(await seen)).toEqual([2, 4]);
      });

      it('may begin ahead of the head', async () => {
        const seen = collect(store.subscribe(2), 1);
        await store.append('fact-a', NO_STREAM, [sampleFact('a1'), sampleFact('a2'), sampleFact('a3')]);
        expect(positions(await seen)).toEqual([3]);
      });

      it('serves several readers, the slow ones too', async () => {
        const slow = (async () => {
          const found: number[] = [];
          for await (const event of store.subscribe(0)) {
            await new Promise((resolve) => setTimeout(resolve, 2));
            if (found.push(event.position) >= 20) return found;
          }
          return found;
        })();
        const quick = [collect(store.subscribe(0), 20), collect(store.subscribe(10), 10)];
        await Promise.all(upTo(20).map((n) => store.append(`fact-${n}`, NO_STREAM, [sampleFact(`${n}`)])));
        expect(await slow).toEqual(upTo(20));
        expect(positions(await quick[0]!)).toEqual(upTo(20));
        expect(positions(await quick[1]!)).toEqual(upTo(10).map((n) => n + 10));
      });

      it('ends when it is aborted: before, while it waits, while it gives', async () => {
        await store.append('fact-a', NO_STREAM, [sampleFact('a1'), sampleFact('a2')]);
        expect(await collect(store.subscribe(0, {}, { signal: AbortSignal.abort() }))).toEqual([]);

        const waiting = new AbortController();
        const waits = collect(store.subscribe(0, {}, { signal: waiting.signal }));
        setTimeout(() => waiting.abort(), 50);
        expect(positions(await waits)).toEqual([1, 2]);

        const giving = new AbortController();
        const seen: number[] = [];
        for await (const event of store.subscribe(0, {}, { signal: giving.signal })) {
          seen.push(event.position);
          giving.abort();
        }
        expect(seen).toEqual([1]);
      });

      it('ends when the store is closed', async () => {
        await store.append('fact-a', NO_STREAM, [sampleFact('a')]);
        const seen = collect(store.subscribe(0));
        setTimeout(() => store.close(), 50);
        expect(positions(await seen)).toEqual([1]);
      });
    });

    describe('contents', () => {
      const title = sampleContent('A title – with “quotes”, a \u0000 and 😀');
      const text = sampleContent('word '.repeat(50_000));
      const hashes = [title.sha256, text.sha256];

      it('come with the append and are found by stream and hash', async () => {
        await store.append('article-a', NO_STREAM, [sampleFact('a')], [title, text, title]);
        expect(await store.contents('article-a', hashes)).toEqual(
          new Map([
            [title.sha256, title.body],
            [text.sha256, text.body],
          ]),
        );
        expect(await store.contents('article-b', hashes)).toEqual(new Map());
        expect(await store.contents('article-a', [])).toEqual(new Map());
        expect(await store.contents('article-a', ['0'.repeat(64)])).toEqual(new Map());
      });

      it('may come again with a later append', async () => {
        await store.append('article-a', NO_STREAM, [sampleFact('a')], [title]);
        await store.append('article-a', 0, [sampleFact('b')], [title, text]);
        expect((await store.contents('article-a', hashes)).size).toBe(2);
      });

      it('do not come with an append that is refused', async () => {
        await expect(store.append('article-a', 3, [sampleFact('a')], [title])).rejects.toThrow();
        await store.append('article-a', NO_STREAM, [sampleFact('b')]);
        expect(await store.contents('article-a', hashes)).toEqual(new Map());
      });

      it('must have the hash that they are given', async () => {
        const other = { ...title, body: 'another' };
        await expect(store.append('article-a', NO_STREAM, [sampleFact('a')], [other])).rejects.toThrow(/SHA-256/);
        expect((await store.head()).position).toBe(0);
      });

      it('are gone for good once erased, in their stream alone, and the log still verifies', async () => {
        await store.append('article-a', NO_STREAM, [sampleFact('a')], [title, text]);
        await store.append('article-b', NO_STREAM, [sampleFact('b')], [title]);
        const before = await readAll();
        await store.eraseContents('article-a');
        await store.eraseContents('article-a');
        await store.eraseContents('article-none');
        expect(await store.contents('article-a', hashes)).toEqual(new Map());
        expect((await store.contents('article-b', hashes)).get(title.sha256)).toBe(title.body);
        expect(await readAll()).toEqual(before);
        expect(await store.verify()).toEqual({ positions: 2, head: before.at(-1)!.hash });
        store = await under.reopen();
        expect(await store.contents('article-a', hashes)).toEqual(new Map());
      });

      it('do not come back with a retry', async () => {
        await store.append('article-a', NO_STREAM, [sampleFact('a')], [title]);
        await store.eraseContents('article-a');
        expect(await store.append('article-a', NO_STREAM, [sampleFact('a')], [title])).toMatchObject({
          idempotent: true,
        });
        expect(await store.contents('article-a', hashes)).toEqual(new Map());
      });
    });

    describe('verification', () => {
      it('tells its progress and covers what a client computes from the raw log', async () => {
        for (let i = 0; i < 3; i++)
          await store.append(
            `fact-${i}`,
            NO_STREAM,
            upTo(300).map((n) => sampleFact(`${i}-${n}`)),
          );
        const told: number[] = [];
        const { head, positions: walked, firstBad } = await store.verify((position) => told.push(position));
        expect(firstBad).toBeUndefined();
        expect(walked).toBe(900);
        expect(told.length).toBeGreaterThan(1);
        expect(told).toEqual([...told].sort((a, b) => a - b));
        const raw = await collect(store.readAll(0, {}, { raw: true }));
        const link = (previous: string, event: ChainedEvent) => chainHash(previous, event);
        expect(raw.reduce(link, GENESIS_HASH)).toBe(head);
      });
    });

    describe('opened again', () => {
      it('has everything, and goes on where it stood', async () => {
        const content = sampleContent('words');
        await store.append('fact-a', NO_STREAM, [sampleFact('a1'), sampleFact('a2')], [content]);
        const before = await readAll();
        const head = await store.head();
        store = await under.reopen();
        expect(await store.head()).toEqual(head);
        expect(await readAll()).toEqual(before);
        expect((await store.contents('fact-a', [content.sha256])).get(content.sha256)).toBe('words');
        await expect(store.append('fact-a', NO_STREAM, [sampleFact('x')])).rejects.toBeInstanceOf(
          RevisionConflictError,
        );
        expect(await store.append('fact-a', 1, [sampleFact('a3')])).toMatchObject({ position: 3, revision: 2 });
        expect(await store.verify()).toMatchObject({ positions: 3 });
      });
    });

    describe('closed', () => {
      it('finishes what was appended before, and refuses what comes after', async () => {
        const appended = store.append('fact-a', NO_STREAM, [sampleFact('a')]);
        await store.close();
        expect(await appended).toMatchObject({ position: 1 });
        await expect(store.append('fact-b', NO_STREAM, [sampleFact('b')])).rejects.toBeInstanceOf(
          StoreUnavailableError,
        );
        await expect(store.head()).rejects.toBeInstanceOf(StoreUnavailableError);
        await expect(readAll()).rejects.toBeInstanceOf(StoreUnavailableError);
        await store.close();
      });
    });
  });
}
