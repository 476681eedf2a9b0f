import type { Fact } from './facts.js';
import { placesOf } from './keys.js';
import type { LiteralNames } from './names.js';

/** A change of one key (rule 4). Instants in ms. */
export interface Change {
  readonly fact: Fact;
  readonly effect: string;
  /** Its two starts, and the last instant at which it counts. */
  readonly earliest: number;
  readonly latest: number;
  readonly until: number;
  readonly startText: string | null;
  readonly endText: string | null;
  readonly undatedOpening: boolean;
  readonly retells: boolean;
}

export type Bound = 'earliest' | 'latest';

const EFFECTS: Record<string, string> = {
  GuidanceIssued: 'open',
  ProductAnnounced: 'announced',
  ProductLaunched: 'launched',
  ProductDiscontinued: 'discontinued',
  PartnershipFormed: 'open',
  ProductAdopted: 'open',
  SupplyConstrained: 'open',
  ShortcomingReported: 'open',
  SanctionImposed: 'imposed',
};

const effectOf = ({ type, payload }: Fact): string =>
  type === 'SanctionLifted' && payload.products ? 'eased' : (EFFECTS[type] ?? 'ended');

export const lists = (change: Change | undefined): change is Change =>
  change !== undefined && change.effect !== 'ended';

/** Whether a fact ends the item of a key that is not its own. */
function endsGroup(ending: Fact, own: readonly Fact[], names: LiteralNames): boolean {
  const { type, payload: of } = ending;
  return own.some(({ type: opened, payload }) => {
    if (type === 'SanctionLifted' && !of.products)
      return opened.startsWith('Sanction') && payload.authority === of.authority && payload.measure === of.measure;
    if (type === 'SupplyRestored' && !of.product) return opened.startsWith('Supply') && payload.company === of.company;
    if (type === 'ProductDropped' && !of.product)
      return (
        opened === 'ProductAdopted' &&
        payload.adopter === of.adopter &&
        [payload.product, payload.vendor].some((id) => id && names.line(id as string).includes(of.vendor as string))
      );
    return false;
  });
}

/** The target for which a key of sanctions stands, `undefined` in other sections. */
const targetOf = (fact: Fact, key: string): unknown => placesOf(fact).find((place) => place.key === key)?.shown.target;

/** All changes of a key, retellings told. */
export function changesOf(key: string, facts: readonly Fact[], names: LiteralNames): Change[] {
  const asserted = facts.filter(({ modality }) => modality === 'asserted');
  const own = asserted.filter((fact) => placesOf(fact).some((place) => place.key === key));
  const [any] = own;
  if (any === undefined) return [];
  const target = targetOf(any, key);
  const endings = asserted.filter(
    (fact) =>
      !own.includes(fact) &&
      endsGroup(fact, own, names) &&
      (target === undefined || (fact.payload.targets as string[]).includes(target as string)),
  );
  const changes = [...own, ...endings].map(plain);
  return changes.map((change) => told(change, changes));
}

function plain(fact: Fact): Change {
  const effect = effectOf(fact);
  const undatedOpening = fact.when === undefined && ['open', 'announced', 'launched', 'imposed'].includes(effect);
  return {
    fact,
    effect,
    earliest: undatedOpening ? Number.NEGATIVE_INFINITY : fact.earliest,
    latest: fact.latest,
    until: fact.isInterval ? fact.end : Number.POSITIVE_INFINITY,
    startText: fact.startText,
    endText: fact.isInterval ? fact.endText : null,
    undatedOpening,
    retells: false,
  };
}

/** The range of starts by which retellings are told. */
const rangeOf = ({ fact }: Change) =>
  [fact.when === undefined ? Number.NEGATIVE_INFINITY : fact.earliest, fact.latest] as const;

function isWider(change: Change, other: Change): boolean {
  const [from, to] = rangeOf(change);
  const [first, last] = rangeOf(other);
  return change.effect === other.effect && from <= first && last <= to && (from < first || last < to);
}

function told(change: Change, all: readonly Change[]): Change {
  const [of] = all
    .filter((other) => isWider(change, other) && !all.some((third) => isWider(other, third)))
    .sort((a, b) => rangeOf(b)[1] - rangeOf(a)[1] || b.fact.position - a.fact.position);
  if (of === undefined) return change;
  const { earliest, latest, startText, until, endText } = of;
  return {
    ...change,
    retells: true,
    earliest,
    latest,
    startText,
    ...(change.fact.isInterval ? {} : { until, endText }),
  };
}

/** One of the two folds of a key's changes, with every start at its earliest or at its latest. */
export class Fold {
  constructor(
    private readonly changes: readonly Change[],
    private readonly bound: Bound,
    private readonly undated: boolean,
  ) {}

  /** The changes that count at an instant, the one that decides last. */
  counting(at: number, among: readonly Change[] = this.changes): Change[] {
    const counting = among.filter((change) => this.hasStarted(change, at) && at <= change.until);
    const firm = counting.filter(({ effect }) => effect !== 'announced');
    return this.inOrder(firm.length > 0 ? firm : counting);
  }

  decider(at: number): Change | undefined {
    return this.counting(at).at(-1);
  }

  /** Rule 8: what speaks for the item. */
  run(at: number): Change[] {
    const counting = this.counting(at);
    const decider = counting.at(-1) as Change;
    const last = counting.findLastIndex((change) => change.effect !== decider.effect || otherAmount(change, decider));
    return counting.slice(last + 1);
  }

  /** Rule 9. */
  since(run: readonly Change[]): string | null {
    const oldest = [...run].sort((a, b) => a.fact.published - b.fact.published || a.fact.position - b.fact.position);
    const start = oldest.map((change) => change[this.bound]).reduce((a, b) => Math.min(a, b));
    return oldest.find((change) => change[this.bound] === start)?.startText ?? null;
  }

  /** Rule 9: the first instant after `at` at which another effect or none decides, and what made it so. */
  until(at: number): string | null {
    const turns = this.changes.flatMap((change) => [change.earliest, change.latest, change.until + 1]);
    const effect = this.decider(at)?.effect;
    let before = this.decider(at) as Change;
    for (const turn of turns.filter((each) => each > at && Number.isFinite(each)).sort((a, b) => a - b)) {
      const now = this.decider(turn);
      if (now?.effect === effect) {
        before = now as Change;
        continue;
      }
      const withoutNews = this.counting(turn, this.counting(turn - 1)).at(-1);
      if (now === undefined || (before.until < turn && withoutNews?.effect !== effect)) return before.endText;
      return now.startText ?? `${new Date(now.fact.published).toISOString().slice(0, 10)}~`;
    }
    return null;
  }

  /** The `when` of the last change with an effect that has started. */
  lastWhen(effect: string, at: number): string | undefined {
    const started = this.changes.filter((change) => change.effect === effect && this.hasStarted(change, at));
    return this.inOrder(started).at(-1)?.fact.when;
  }

  private hasStarted(change: Change, at: number): boolean {
    if (change.undatedOpening && !this.undated && change.latest > at) return false;
    return change[this.bound] <= at;
  }

  /** By start; of equal starts retellings before what they retell, then by position: the last decides. */
  private inOrder(changes: readonly Change[]): Change[] {
    const start = (change: Change) => change[this.bound];
    return [...changes].sort((a, b) =>
      start(a) === start(b)
        ? Number(b.retells) - Number(a.retells) || a.fact.position - b.fact.position
        : start(a) < start(b)
          ? -1
          : 1,
    );
  }
}

const otherAmount = ({ fact: { payload: a } }: Change, { fact: { payload: b } }: Change): boolean =>
  (a.value !== undefined && b.value !== undefined && a.value !== b.value) ||
  (a.unit !== undefined && b.unit !== undefined && a.unit !== b.unit);
