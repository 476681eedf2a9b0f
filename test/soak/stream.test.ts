import 'reflect-metadata';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Append, EdgeProcess } from '../support/edge-process.js';
import { eventually } from '../support/eventually.js';
import { RandomLog } from '../support/random-log.js';

/** `SOAK=full` runs the whole: 1,000 readers, 10,000 events. */
const { readers: READERS, events: EVENTS } =
  process.env.SOAK === 'full' ? { readers: 1_000, events: 10_000 } : { readers: 100, events: 1_000 };
const AT_ONCE = 100;

/** One reader in so many breaks off half way, and connects again. */
const RESTLESS = 5;

/** Where a message with an id starts. */
const START = '\n\nid: ';

/** Counts what it is sent without keeping it, and notes where an id does not follow the one before. */
class CountingReader {
  last = 0;
  reconnects = 0;
  readonly faults: string[] = [];
  private request: ClientRequest | undefined;
  private response: IncomingMessage | undefined;
  private rest = '';

  constructor(private readonly url: string) {}

  async connect(): Promise<void> {
    this.rest = '';
    this.request = get(this.url, { headers: { 'last-event-id': String(this.last) }, agent: false });
    const [response] = (await once(this.request, 'response')) as [IncomingMessage];
    this.request.on('error', () => undefined);
    response.on('error', () => undefined);
    this.response = response;
    response.setEncoding('latin1').on('data', (text: string) => this.take(text));
  }

  async reconnect(): Promise<void> {
    this.reconnects += 1;
    this.response?.removeAllListeners('data');
    this.request?.destroy();
    await this.connect();
  }

  close(): void {
    this.request?.destroy();
  }

  private take(text: string): void {
    const all = this.rest + text;
    const end = all.lastIndexOf('\n\n') < 0 ? 0 : all.lastIndexOf('\n\n') + 2;
    const whole = `\n\n${all.slice(0, end)}`;
    this.rest = all.slice(end);
    for (let at = whole.indexOf(START); at >= 0; at = whole.indexOf(START, at + 1)) {
      const id = Number.parseInt(whole.slice(at + START.length, at + START.length + 16), 10);
      if (id !== this.last + 1) this.faults.push(`${id} after ${this.last}`);
      this.last = id;
    }
  }
}

it('every open reader is sent every event, and one that connects again misses none', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'factline-stream-'));
  const service = await EdgeProcess.start({ DATA_DIR: dataDir });
  const readers = Array.from({ length: READERS }, () => new CountingReader(`${service.url}/v1/stream`));
  for (const reader of readers) await reader.connect();

  let waiting: Append[] = [];
  const log = new RandomLog(
    {
      append: async (stream, expected, events) => {
        waiting.push({ stream, expected, events });
        return { position: 0, revision: expected + events.length, events: [], idempotent: false };
      },
    },
    5,
  );
  const started = Date.now();
  for (let done = 0; done < EVENTS; done += AT_ONCE) {
    await log.append(AT_ONCE);
    await service.append(waiting);
    waiting = [];
    if (done * 2 === EVENTS) for (let i = 0; i < READERS; i += RESTLESS) await readers[i]!.reconnect();
  }
  await eventually(() => readers.every(({ last }) => last === EVENTS), 'all events at all readers', 240_000);
  const seconds = (Date.now() - started) / 1000;
  process.stdout.write(`stream: ${READERS} readers, ${EVENTS} events each, ${seconds.toFixed(1)} s\n`);
  for (const reader of readers) {
    expect(reader.faults).toEqual([]);
    reader.close();
  }
  expect(readers.filter(({ reconnects }) => reconnects > 0)).toHaveLength(READERS / RESTLESS);
  await service.stop();
  rmSync(dataDir, { recursive: true });
}, 300_000);
