import type { KeyFacts } from './board.js';
import type { Change } from './change.js';
import { changesOf } from './changes.js';
import { deniedBy } from './denials.js';
import { type BackedItem, byPublication, evidenceOf } from './item.js';
import { outsideKey, pick, type Section } from './section.js';
import { type Bound, type Listing, type Reach, Timeline } from './timeline.js';

/** The folds of a key's changes, each made when first asked for. */
export class ChangeFold {
  /** Retellings told. */
  readonly changes: readonly Change[];
  private byFact: ReadonlyMap<string, Change> | undefined;
  private readonly timelines = new Map<string, Timeline>();

  constructor(readonly keyFacts: KeyFacts) {
    this.changes = changesOf(keyFacts);
  }

  timeline(bound: Bound, undated: boolean): Timeline {
    const name = `${bound} ${undated}`;
    const timeline =
      this.timelines.get(name) ?? new Timeline(this.changes, bound, undated, this.keyFacts.section.yields);
    this.timelines.set(name, timeline);
    return timeline;
  }

  /** How far the answers given so far have looked. */
  get reaches(): readonly Reach[] {
    return [...this.timelines.values()].map(({ reach }) => reach);
  }

  /** A fact's change of this key. */
  changeOf(factId: string): Change | undefined {
    this.byFact ??= new Map(this.changes.map((change) => [change.fact.id, change]));
    return this.byFact.get(factId);
  }

  /** Whether the item was listed with an effect at an instant, every start at its latest. */
  listed(effect: string, at: number): boolean {
    const decider = this.timeline('latest', false).decider(at);
    return decider?.effect.lists === true && decider.effect.name === effect;
  }
}

type Timing = 'definite' | 'possible' | 'unknown';

function timingOf(fold: ChangeFold, at: number, undated: boolean, early?: Listing, late?: Listing): Timing {
  const listedWithoutAsking =
    !undated || fold.timeline('earliest', false).lists(at) || fold.timeline('latest', false).lists(at);
  if (!listedWithoutAsking) return 'unknown';
  return early && late && early.decider.effect.name === late.decider.effect.name ? 'definite' : 'possible';
}

/** Rules 4, 5, 8 and 9: the item of a key of changes, where one is listed. */
export function changeItem(fold: ChangeFold, at: number, undated: boolean): BackedItem | undefined {
  const early = fold.timeline('earliest', undated).at(at);
  const late = fold.timeline('latest', undated).at(at);
  const listing = early ?? late;
  if (listing === undefined) return undefined;
  const timeline = fold.timeline(early ? 'earliest' : 'latest', undated);
  const { section, key } = fold.keyFacts;
  const { decider, run } = listing;
  const facts = run.map(({ fact }) => fact).sort(byPublication);
  const keyedBy = new Map(run.map(({ fact, keyed }) => [fact, keyed]));
  const until = timeline.endOf(decider, at);
  const deciding = decider.fact;
  const item = {
    key,
    ...decider.keyed.fields,
    ...pick(deciding.payload, ...outsideKey(section, decider.keyed, deciding.payload)),
    ...shownEffect(section, decider, timeline, at),
    since: timeline.since(run),
    ...(until === null ? {} : { until }),
    timing: timingOf(fold, at, undated, early, late),
    evidence: facts.map((fact) =>
      evidenceOf(fact, deciding, outsideKey(section, keyedBy.get(fact) ?? decider.keyed, fact.payload)),
    ),
    ...deniedBy([fold.keyFacts], deciding.type, facts[0]?.publishedAt ?? Infinity, at),
  };
  return { item, facts };
}

function shownEffect({ effectField }: Section, { effect }: Change, timeline: Timeline, at: number) {
  if (effectField === undefined) return {};
  if (effectField === 'effect') return { effect: effect.name };
  const dates = ['announced', 'launched', 'discontinued'].flatMap((name) => {
    const when = timeline.lastStarted(name, at);
    return when === undefined ? [] : [[`${name}At`, when] as const];
  });
  return { [effectField]: effect.name, ...Object.fromEntries(dates) };
}
