import { Injectable } from '@nestjs/common';
import canonicalize from 'canonicalize';
import type { Item, Sections } from '../../projections/item.js';
import type { AsOf, StateFilters } from '../../projections/market-state.js';
import { Projector } from '../read-models/projector.js';
import { type AsOfView, Clocks } from './clocks.js';
import { StateAnswers } from './state-answers.js';

/** Which clock brought a change: the world turned, we learned of it, or the record itself was written on. */
export type Cause = 'world' | 'learned' | 'record';

interface Changed {
  readonly key: string;
  readonly cause: Cause;
  readonly before: Item;
  readonly after: Item;
}

export interface Diff {
  readonly from: AsOfView;
  readonly to: AsOfView;
  readonly added: readonly Item[];
  readonly removed: readonly Item[];
  readonly changed: readonly Changed[];
  /** The cause of every change, by key. */
  readonly causes: Readonly<Record<string, Cause>>;
}

type ByKey = ReadonlyMap<string, Item>;

const same = (a: Item | undefined, b: Item | undefined): boolean => canonicalize(a) === canonicalize(b);

/**
 * Compares two answers. A change is put down to the first clock whose turning brings it about, when they are turned
 * one by one: the record, then knowledge, then the world.
 */
@Injectable()
export class StateDiff {
  constructor(
    private readonly projector: Projector,
    private readonly clocks: Clocks,
    private readonly answers: StateAnswers,
  ) {}

  async between(from: AsOf, to: AsOf, filters: StateFilters): Promise<Diff> {
    const state = (asOf: AsOf): ByKey => byKey(this.projector.index.state(asOf, filters));
    const before = state(from);
    const recorded = state({ ...from, position: to.position });
    const learned = state({ ...to, at: from.at });
    const after = state(to);
    const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
    const differing = keys.filter((key) => !same(before.get(key), after.get(key)));
    const causes = new Map(
      differing.map((key) => [key, causeOf(before.get(key), recorded.get(key), learned.get(key))] as const),
    );
    const items = async (of: ByKey, keep: (key: string) => boolean) =>
      this.answers.quoted(differing.filter(keep).flatMap((key) => of.get(key) ?? []));
    const both = (key: string) => before.has(key) && after.has(key);
    const [was, is] = [await items(before, both), await items(after, both)];
    const withCause = (item: Item): Item => ({ ...item, cause: causes.get(item.key) });
    return {
      from: await this.clocks.view(from),
      to: await this.clocks.view(to),
      added: (await items(after, (key) => !before.has(key))).map(withCause),
      removed: (await items(before, (key) => !after.has(key))).map(withCause),
      changed: was.map((item, i) => ({
        key: item.key,
        cause: causes.get(item.key) as Cause,
        before: item,
        after: is[i] as Item,
      })),
      causes: Object.fromEntries(causes),
    };
  }
}

const byKey = (sections: Sections): ByKey =>
  new Map(Object.values(sections).flatMap((items) => items.map((item) => [item.key, item] as const)));

function causeOf(before: Item | undefined, recorded: Item | undefined, learned: Item | undefined): Cause {
  if (!same(before, recorded)) return 'record';
  return same(recorded, learned) ? 'world' : 'learned';
}
