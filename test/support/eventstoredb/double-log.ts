/** An event as it was proposed. */
export interface Proposed {
  readonly id: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly custom: Uint8Array;
  readonly data: Uint8Array;
}

export interface Recorded extends Proposed {
  readonly stream: string;
  readonly revision: number;
  /** Place in `$all`. */
  readonly commit: number;
}

/** `any`, or the revision of the stream's last event, -1 for none. */
export type Expected = 'any' | number;

export class WrongVersion extends Error {
  constructor(
    readonly stream: string,
    readonly expected: Expected,
    readonly actual: number,
  ) {
    super(`${stream} is at ${actual}`);
  }
}

export class Deleted extends Error {
  constructor(readonly stream: string) {
    super(`${stream} is deleted`);
  }
}

/** The distance of two places in `$all`. */
const STEP = 64;

/** The double's log: streams, `$all`, revision checks and idempotency as EventStoreDB documents them. */
export class DoubleLog {
  readonly all: Recorded[] = [];
  private readonly streams = new Map<string, Recorded[]>();
  private readonly tombstones = new Set<string>();
  private readonly listeners = new Set<() => void>();

  stream(name: string): readonly Recorded[] {
    if (this.tombstones.has(name)) throw new Deleted(name);
    return this.streams.get(name) ?? [];
  }

  /** The index in `$all` of the first event past a place. */
  past(commit: number): number {
    return Math.max(0, Math.floor(commit / STEP));
  }

  append(stream: string, expected: Expected, events: readonly Proposed[]): { revision: number; commit: number } {
    const found = this.stream(stream);
    const actual = found.length - 1;
    const repeated = this.repeated(found, expected, events);
    if (repeated) return repeated;
    if (expected !== 'any' && expected !== actual) throw new WrongVersion(stream, expected, actual);
    for (const event of events) this.record(stream, event);
    for (const listener of [...this.listeners]) listener();
    return { revision: actual + events.length, commit: this.all.length * STEP };
  }

  tombstone(stream: string): void {
    this.stream(stream);
    const metadata = new Map([['type', '$streamDeleted']]);
    this.record(stream, { id: '00000000-0000-0000-0000-000000000000', metadata, custom: NONE, data: NONE });
    this.tombstones.add(stream);
    for (const listener of [...this.listeners]) listener();
  }

  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** An exact retry: all its ids stand there in order, where they were expected (or, with `any`, somewhere). */
  private repeated(found: readonly Recorded[], expected: Expected, events: readonly Proposed[]) {
    const start = expected === 'any' ? found.findIndex(({ id }) => id === events[0]?.id) : expected + 1;
    if (start < 0 || events.length === 0) return undefined;
    const last = found[start + events.length - 1];
    if (!last || events.some(({ id }, i) => found[start + i]!.id !== id)) return undefined;
    return { revision: last.revision, commit: last.commit };
  }

  private record(stream: string, event: Proposed): void {
    const events = this.streams.get(stream) ?? [];
    this.streams.set(stream, events);
    const recorded = { ...event, stream, revision: events.length, commit: (this.all.length + 1) * STEP };
    events.push(recorded);
    this.all.push(recorded);
  }
}

const NONE = new Uint8Array();
