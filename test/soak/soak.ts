import { setTimeout as sleep } from 'node:timers/promises';
import type { EventType } from '../../events/catalogue.js';
import type { NewEvent } from '../../events/envelope.js';
import type { EventFilter } from '../../src/matching/event-filter.js';
import { type Append, EdgeProcess } from '../support/edge-process.js';
import { MARKETS, PLACES, RandomLog, seeded } from '../support/random-log.js';
import { SoakReceiver, serveReceivers, TEMPERS } from './receivers.js';

export interface SoakSize {
  readonly webhooks: number;
  readonly events: number;
  readonly kills: number;
  readonly companies: number;
  /** The whole must be over by then, in milliseconds. */
  readonly timeoutMs: number;
}

export interface SoakResult {
  readonly receivers: readonly SoakReceiver[];
  readonly filters: readonly EventFilter[];
  readonly killedAt: readonly number[];
  readonly seconds: number;
}

/** Appends of one round trip. */
const AT_ONCE = 100;

/** One webhook in so many has no filter, and takes its events in batches. */
const UNFILTERED = 10;

/** A service that is killed and started again over the same data, while the same appends are asked for until they stand. */
class KilledService {
  readonly killedAt: number[] = [];
  private service: EdgeProcess | undefined;
  private starting: Promise<EdgeProcess> | undefined;

  constructor(private readonly env: Readonly<Record<string, string>>) {}

  running(): Promise<EdgeProcess> {
    if (this.service) return Promise.resolve(this.service);
    this.starting ??= EdgeProcess.start(this.env).then((service) => {
      this.service = service;
      this.starting = undefined;
      return service;
    });
    return this.starting;
  }

  async kill(): Promise<void> {
    const { service } = this;
    this.service = undefined;
    this.killedAt.push(Date.now());
    await service?.kill();
  }

  /** Retries what a kill cut off: the same append again finds its events in place. */
  async append(appends: readonly Append[]): Promise<void> {
    for (;;) {
      const service = await this.running();
      try {
        await service.append(appends);
        return;
      } catch (error) {
        if (service === this.service) throw error;
      }
    }
  }

  async stop(): Promise<void> {
    await this.service?.stop();
  }
}

/** Gathers single appends of a generated log into round trips. */
class Gathered {
  private waiting: Append[] = [];

  constructor(private readonly service: KilledService) {}

  async append(stream: string, expected: number, events: readonly NewEvent[]) {
    this.waiting.push({ stream, expected, events });
    return { position: 0, revision: expected + events.length, events: [], idempotent: false };
  }

  async send(): Promise<void> {
    const appends = this.waiting;
    this.waiting = [];
    await this.service.append(appends);
  }
}

function filterOf(i: number, companies: number, random: () => number): EventFilter {
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)]!;
  const company = () => `company-${Math.floor(random() * companies)}`;
  if (i % UNFILTERED === 0) return {};
  const types: EventType[] = [pick(['ProductLaunched', 'PartnershipFormed', 'StatementMade', 'FactRetracted'])];
  return pick<EventFilter>([
    { entities: [company(), company()] },
    { entities: [company()], types },
    { entities: [company()], places: [pick(PLACES)] },
    { markets: [pick(MARKETS)], types, entities: [company(), company()] },
  ]);
}

async function subscribe(service: EdgeProcess, base: string, receiver: SoakReceiver, filter: EventFilter) {
  const wide = Object.keys(filter).length === 0;
  const response = await fetch(`${service.url}/v1/webhooks`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: base + receiver.path, after: 0, batch: wide ? 100 : 1, ...filter }),
  });
  const { id, secret } = (await response.json()) as { id: string; secret: string };
  if (response.status !== 201) throw new Error(`a webhook was refused with ${response.status}`);
  receiver.secret = secret;
  return id;
}

interface Shown {
  readonly status: string;
  readonly cursor: number;
  readonly lastMatch: number;
}

const show = async (service: EdgeProcess, id: string) =>
  (await (await fetch(`${service.url}/v1/webhooks/${id}`)).json()) as Shown;

const activate = (service: EdgeProcess, id: string) =>
  fetch(`${service.url}/v1/webhooks/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: '{"status":"active"}',
  });

/** Activates what was disabled, and waits until every webhook has delivered its last match. */
async function drain(service: EdgeProcess, ids: readonly string[], end: number): Promise<void> {
  for (let waiting = ids; waiting.length > 0; await sleep(200)) {
    if (Date.now() > end) throw new Error(`${waiting.length} webhooks had not caught up in time`);
    const behind: string[] = [];
    for (const id of waiting) {
      const { status, cursor, lastMatch } = await show(service, id);
      if (status === 'disabled') await activate(service, id);
      if (cursor < lastMatch) behind.push(id);
    }
    waiting = behind;
  }
}

/** Delivers a generated log to receivers that misbehave, while the service is killed. */
export async function soak(dataDir: string, size: SoakSize): Promise<SoakResult> {
  const started = Date.now();
  const random = seeded(99);
  const receivers = Array.from({ length: size.webhooks }, (_, i) => {
    const temper = TEMPERS[Math.floor(i / 2) % TEMPERS.length]!;
    return new SoakReceiver(`/hook/${i}`, temper, random);
  });
  const filters = receivers.map((_, i) => filterOf(i, size.companies, random));
  const server = await serveReceivers(receivers);
  const service = new KilledService({ DATA_DIR: dataDir, WEBHOOK_RETRY: '0s,50ms,300ms', ANSWER_TIMEOUT_MS: '1000' });
  try {
    const running = await service.running();
    const ids = await Promise.all(
      receivers.map((receiver, i) => subscribe(running, server.url, receiver, filters[i]!)),
    );
    await appendWithKills(service, size);
    await drain(await service.running(), ids, started + size.timeoutMs);
    await service.stop();
  } finally {
    server.close();
  }
  return { receivers, filters, killedAt: service.killedAt, seconds: (Date.now() - started) / 1000 };
}

async function appendWithKills(service: KilledService, { events, kills, companies }: SoakSize): Promise<void> {
  const gathered = new Gathered(service);
  const log = new RandomLog(gathered, 7, { corrections: 10, retractions: 5, names: 3 }, companies);
  const between = Math.ceil(events / (kills + 1));
  let killing: Promise<void> = Promise.resolve();
  for (let done = 0; done < events; done += AT_ONCE) {
    await log.append(Math.min(AT_ONCE, events - done));
    await gathered.send();
    await sleep(5);
    if (Math.floor((done + AT_ONCE) / between) > Math.floor(done / between) && service.killedAt.length < kills)
      killing = service.kill();
  }
  await killing;
}
