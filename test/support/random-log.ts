import { v5 } from 'uuid';
import type { EventType } from '../../events/catalogue.js';
import type { EventMeta, NewEvent } from '../../events/envelope.js';
import { type EventStore, NO_STREAM } from '../../src/event-store/event-store.js';

const NAMESPACE = '6ba7b811-9dad-11d1-80b4-00c04fd430c8';

/** A generator of numbers in [0, 1) that gives the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const COMPANIES = Array.from({ length: 12 }, (_, i) => `company-${i}`);
export const PRODUCTS = Array.from({ length: 12 }, (_, i) => `product-${i}`);
export const PLACES = ['CN', 'US', 'DE', 'JP'];
export const MARKETS = ['market-0', 'market-1', 'market-2'];

/** How often each kind of event comes, of 100. */
export interface Mix {
  readonly corrections: number;
  readonly retractions: number;
  readonly names: number;
}

interface Appended {
  readonly id: string;
  readonly stream: string;
}

/** Appends a history made up from a seed: facts of several types with corrections, retractions, merges and markets. */
export class RandomLog {
  private readonly random: () => number;
  private readonly facts: Appended[] = [];
  private readonly revisions = new Map<string, number>();
  private readonly companies: readonly string[];
  private serial = 0;

  constructor(
    private readonly store: Pick<EventStore, 'append'>,
    seed: number,
    private readonly mix: Mix = { corrections: 10, retractions: 5, names: 10 },
    companies = COMPANIES.length,
  ) {
    this.random = seeded(seed);
    this.companies = Array.from({ length: companies }, (_, i) => `company-${i}`);
  }

  async append(count: number): Promise<void> {
    for (let i = 0; i < count; i++) await this.appendOne();
  }

  /** Appends so many at a time, which is quicker. */
  async appendTogether(count: number, atOnce = 500): Promise<void> {
    for (let left = count; left > 0; left -= atOnce)
      await Promise.all(Array.from({ length: Math.min(left, atOnce) }, () => this.appendOne()));
  }

  async appendOne(): Promise<void> {
    const roll = this.random() * 100;
    const { corrections, retractions, names } = this.mix;
    if (roll < names) await this.appendName();
    else if (roll < names + corrections && this.facts.length > 0) await this.amend('FactCorrected');
    else if (roll < names + corrections + retractions && this.facts.length > 0) await this.amend('FactRetracted');
    else await this.appendFact();
  }

  private async appendFact(): Promise<void> {
    const { type, data } = this.payload();
    const stream =
      this.random() < 0.3 && this.facts.length > 0 ? this.pick(this.facts).stream : `source-${this.serial}`;
    const { id, written } = this.write(stream, type, data, this.publication());
    this.facts.push({ id, stream });
    await written;
  }

  private async amend(type: 'FactCorrected' | 'FactRetracted'): Promise<void> {
    const fact = this.pick(this.facts);
    const reason = `because ${this.serial}`;
    const data =
      type === 'FactCorrected' ? { factId: fact.id, data: this.payload().data, reason } : { factId: fact.id, reason };
    await this.write(fact.stream, type, data, this.publication()).written;
  }

  private async appendName(): Promise<void> {
    const kind = Math.floor(this.random() * 4);
    const companies = () => [this.pick(this.companies)];
    if (kind === 0)
      await this.describe(this.pick(PRODUCTS), 'product', this.random() < 0.8 ? this.pick(this.companies) : undefined);
    else if (kind === 1) {
      const market = this.pick(MARKETS);
      const entities = this.random() < 0.6 ? companies() : [];
      const places = this.random() < 0.6 ? [this.pick(PLACES)] : [];
      await this.write(market, 'MarketDefined', { market, name: market, entities, places }, {}).written;
    } else {
      const [from, into] = [this.pick(this.companies.slice(6)), this.pick(this.companies.slice(0, 6))];
      const type = kind === 2 ? 'EntitiesMerged' : 'EntitiesUnmerged';
      await this.write(`entity-${into}`, type, { from: [from], into, reason: 'said so' }, {}).written;
    }
  }

  private async describe(entity: string, kind: string, partOf: string | undefined): Promise<void> {
    const data = { entity, kind, name: entity, aliases: [], ...(partOf ? { partOf } : {}) };
    await this.write(`entity-${entity}`, 'EntityDescribed', data, {}).written;
  }

  private payload(): { type: EventType; data: object } {
    const places = this.random() < 0.7 ? [this.pick(PLACES)] : undefined;
    const common = { modality: 'asserted', ...(places ? { places } : {}) };
    const kind = this.random();
    if (kind < 0.4)
      return {
        type: 'ProductLaunched',
        data: { ...common, company: this.pick(this.companies), product: this.pick(PRODUCTS) },
      };
    if (kind < 0.7)
      return {
        type: 'PartnershipFormed',
        data: { ...common, parties: [this.pick(this.companies), this.pick(PRODUCTS)] },
      };
    return {
      type: 'StatementMade',
      data: { ...common, speaker: this.pick(this.companies), claim: `claim ${this.serial}` },
    };
  }

  private publication(): EventMeta {
    const day = Math.floor(this.random() * 300);
    return { publishedAt: new Date(Date.UTC(2025, 0, 1) + day * 86_400_000).toISOString() };
  }

  /** Sends an append off at once, so that several may be under way together, in their order. */
  private write(stream: string, type: EventType, data: object, meta: EventMeta) {
    const id = v5(`${this.serial++}`, NAMESPACE);
    const event = { id, type, schemaVersion: 1, data, meta } as NewEvent;
    const expected = this.revisions.get(stream) ?? NO_STREAM;
    this.revisions.set(stream, expected + 1);
    return { id, written: this.store.append(stream, expected, [event]) };
  }

  private pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)]!;
  }
}
