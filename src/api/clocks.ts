import { Injectable } from '@nestjs/common';
import { formatInstant, parseInstant } from '../../events/instant.js';
import type { AsOf } from '../../projections/market-state.js';
import { PROJECTIONS_VERSION } from '../../projections/version.js';
import { EventStore } from '../event-store/event-store.js';
import { invalidField } from '../problem.js';
import { Projector } from '../read-models/projector.js';

/** The clocks as a query names them. */
export interface AskedClocks {
  readonly at?: string | undefined;
  readonly knownAt?: string | undefined;
  readonly position?: string | undefined;
  readonly recordedAt?: string | undefined;
}

/** The resolved clocks of an answer, as it repeats them. */
export interface AsOfView {
  readonly at: string;
  readonly knownAt: string;
  readonly position: number;
  readonly hash: string;
  readonly projections: number;
}

/** Resolved clocks, as an answer repeats them. */
interface WrittenClocks {
  readonly view: AsOfView;
  readonly json: string;
  /** Differs wherever the view does, in characters that an `ETag` may have. */
  readonly tag: string;
}

/** Links of the hash chain kept in memory; none ever changes. */
const HASHES = 10_000;

/** Resolves the three clocks of a question and waits until this node can answer it. */
@Injectable()
export class Clocks {
  private readonly hashes = new Map<number, string>();
  /** Questions of one millisecond are about the same clocks. */
  private last: { readonly asOf: AsOf; readonly written: WrittenClocks } | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly projector: Projector,
  ) {}

  async resolve(asked: AskedClocks, prefix = ''): Promise<AsOf> {
    const name = (clock: string) => (prefix ? prefix + clock[0]?.toUpperCase() + clock.slice(1) : clock);
    const knownAt = instantOf(asked.knownAt, name('knownAt')) ?? Date.now();
    const at = instantOf(asked.at, name('at')) ?? knownAt;
    const position = await this.position(asked, name);
    await this.projector.waitFor(position);
    return { at, knownAt, position };
  }

  async view(asOf: AsOf): Promise<AsOfView> {
    return (await this.written(asOf)).view;
  }

  async written(asOf: AsOf): Promise<WrittenClocks> {
    const { last } = this;
    const { at, knownAt, position } = asOf;
    if (last?.asOf.at === at && last.asOf.knownAt === knownAt && last.asOf.position === position) return last.written;
    const hash = await this.hashAt(position);
    const known = formatInstant(knownAt);
    const view: AsOfView = {
      at: at === knownAt ? known : formatInstant(at),
      knownAt: known,
      position,
      hash,
      projections: PROJECTIONS_VERSION,
    };
    const written = { view, json: JSON.stringify(view), tag: tagOf(asOf, view) };
    this.last = { asOf, written };
    return written;
  }

  private async hashAt(position: number): Promise<string> {
    const known = this.hashes.get(position);
    if (known !== undefined) return known;
    const hash = await this.store.hashAt(position);
    if (hash === undefined) return '';
    if (this.hashes.size >= HASHES) this.hashes.clear();
    this.hashes.set(position, hash);
    return hash;
  }

  private async position({ position, recordedAt }: AskedClocks, name: (clock: string) => string): Promise<number> {
    if (position !== undefined && recordedAt !== undefined)
      throw invalidField(name('recordedAt'), 'stands for position: give one of the two');
    if (recordedAt !== undefined) return this.store.positionAt(instantOf(recordedAt, name('recordedAt')) as number);
    const head = await this.store.head();
    if (position === undefined) return head.position;
    if (!/^\d{1,15}$/.test(position))
      throw invalidField(name('position'), `is "${position}": give a position of the log`);
    if (Number(position) > head.position)
      throw invalidField(name('position'), `is ${position}, beyond the head of the log at ${head.position}`);
    return Number(position);
  }
}

/** The clocks, 64 bits of the hash, and the version. */
const tagOf = ({ at, knownAt, position }: AsOf, { hash, projections }: AsOfView): string =>
  [...[at, knownAt, position].map((clock) => clock.toString(36)), hash.slice(0, 16), projections].join('.');

/** Reads an instant of a query; a date means its end, UTC. */
export function instantOf(text: string | undefined, field: string): number | undefined {
  if (text === undefined) return undefined;
  const millis = parseInstant(text);
  if (millis === undefined)
    throw invalidField(
      field,
      `is "${text}": give an ISO 8601 instant or date, such as 2025-03-01 or 2025-03-01T12:00:00Z`,
    );
  return millis;
}
