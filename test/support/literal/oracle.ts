import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { LogEvent } from '../../../events/envelope.js';
import type { StateFilters } from '../../../projections/market-state.js';
import { changesOf, Fold, lists } from './changes.js';
import { byPublication, type Clocks, evidence, type Fact, outside, standing } from './facts.js';
import { figureItem, holdsFrom, samePeriod, shownFigures } from './figures.js';
import { kindOf, placesOf } from './keys.js';
import type { LiteralNames } from './names.js';

const SECTIONS =
  'sanctions guidance products sales positions capital partnerships adoptions supply shortcomings comparisons forecasts statements';
/** The fields of the catalogue that refer to entities, with those that items of sanctions have in their place. */
const ENTITY_FIELDS =
  'authority targets target products product addressees company seller buyer investors recipient acquirer parties adopter vendor replacedBy subject comparator forecaster speaker';

type Listed = { readonly item: object & { key: string }; readonly backing: readonly Fact[] };

/**
 * The market state straight from the text of rules 1 to 10, written a second time without a line of projections/: no
 * index, no shortcut, everything read again for every item. What the two disagree on, one of them reads wrongly.
 */
export class LiteralState {
  private readonly facts: readonly Fact[];
  private readonly names: LiteralNames;

  constructor(
    log: readonly LogEvent[],
    private readonly clocks: Clocks,
    private readonly filters: StateFilters = {},
  ) {
    const { facts, names } = standing(log, clocks);
    this.facts = facts;
    this.names = names;
  }

  sections() {
    const keys = new Set(this.facts.flatMap((fact) => placesOf(fact).map(({ key }) => key)));
    const items = [...keys].flatMap((key) => this.itemOf(key));
    const notes = this.facts.flatMap((fact) => [...this.forecastOf(fact), ...this.statementOf(fact)]);
    const passing = [...items, ...notes].filter((listed) => this.passes(listed)).map(({ item }) => item);
    const asked = SECTIONS.split(' ').filter(
      (name) => !this.filters.sections?.length || this.filters.sections.includes(name as never),
    );
    return Object.fromEntries(
      asked.map((name) => [
        name,
        passing.filter(({ key }) => key.startsWith(`${name}/`)).sort((a, b) => (a.key < b.key ? -1 : 1)),
      ]),
    );
  }

  /** Rule 10. */
  digest(): string {
    const instant = (millis: number) => new Date(millis).toISOString();
    const text = JSON.stringify(this.sections(), (_, value) => value?.factId ?? value);
    const answer = { at: instant(this.clocks.at), knownAt: instant(this.clocks.knownAt), sections: JSON.parse(text) };
    return createHash('sha256')
      .update(canonicalize(answer) as string)
      .digest('hex');
  }

  private under(key: string): Fact[] {
    return this.facts.filter((fact) => placesOf(fact).some((place) => place.key === key));
  }

  private itemOf(key: string): Listed[] {
    const own = this.under(key);
    const kind = kindOf(own[0] as Fact);
    if (kind === 'note') return [];
    if (kind === 'change') return this.changeItem(key);
    const shown = shownFigures(own, this.clocks.at);
    const [lead] = shown;
    if (lead === undefined) return [];
    const oldest = Math.min(...shown.map(({ published }) => published));
    const denied = this.deniedBy([key], lead, oldest);
    return [{ item: { key, ...figureItem(shown, key), ...denied }, backing: shown }];
  }

  /** Rules 4, 5, 8 and 9. */
  private changeItem(key: string): Listed[] {
    const { at } = this.clocks;
    const changes = changesOf(key, this.facts, this.names);
    const undated = this.filters.undated === true;
    const early = new Fold(changes, 'earliest', undated);
    const late = new Fold(changes, 'latest', undated);
    const fold = lists(early.decider(at)) ? early : late;
    const decider = fold.decider(at);
    if (!lists(decider)) return [];
    const [first, last] = [early.decider(at), late.decider(at)];
    const unasked = (['earliest', 'latest'] as const).some((bound) =>
      lists(new Fold(changes, bound, false).decider(at)),
    );
    const run = fold.run(at);
    const backing = run.map(({ fact }) => fact).sort(byPublication);
    const inKey = (fact: Fact) =>
      (placesOf(fact).find((place) => place.key === key) ?? placesOf(fact)[0])?.inKey as readonly string[];
    const { targets, products, ...payload } = decider.fact.payload;
    const item = {
      key,
      ...payload,
      ...placesOf(decider.fact).find((place) => place.key === key)?.shown,
      ...(key.startsWith('sanctions/') ? { effect: decider.effect } : {}),
      ...(key.startsWith('products/') ? this.productDates(fold, decider.effect) : {}),
      since: fold.since(run),
      until: fold.until(at) ?? undefined,
      timing: unasked ? (first?.effect === last?.effect ? 'definite' : 'possible') : 'unknown',
      evidence: backing.map((fact) => evidence(fact, decider.fact, outside(fact, inKey(fact)))),
      ...this.deniedBy([key], decider.fact, backing[0]?.published as number),
    };
    return [{ item, backing }];
  }

  private productDates(fold: Fold, status: string) {
    const when = (effect: string) => fold.lastWhen(effect, this.clocks.at);
    return {
      status,
      announcedAt: when('announced'),
      launchedAt: when('launched'),
      discontinuedAt: when('discontinued'),
    };
  }

  /** Rule 7: who denies, by an instant, what was first published before. */
  private deniedBy(keys: readonly string[], deciding: Fact, first: number) {
    const denials = this.facts.filter(
      (fact) =>
        fact.modality === 'denied' &&
        fact.type === deciding.type &&
        placesOf(fact).some(({ key }) => keys.includes(key)) &&
        (kindOf(fact) !== 'figure' || samePeriod(fact, deciding)) &&
        first < fact.published &&
        fact.published <= this.clocks.at,
    );
    return denials.length === 0 ? {} : { deniedBy: denials.sort(byPublication).map((fact) => evidence(fact)) };
  }

  private note(section: string, fact: Fact, more: object): Listed {
    const { type, payload, when, startText } = fact;
    const item = {
      key: `${section}/${encodeURIComponent(fact.id)}`,
      type,
      ...payload,
      when: when ?? null,
      since: startText,
      evidence: [evidence(fact)],
      ...more,
    };
    return { item, backing: [fact] };
  }

  private statementOf(fact: Fact): Listed[] {
    const { modality, type, published } = fact;
    const isStatement = modality === 'denied' || (modality === 'asserted' && type === 'StatementMade');
    return isStatement && published <= this.clocks.at ? [this.note('statements', fact, { modality })] : [];
  }

  private forecastOf(fact: Fact): Listed[] {
    const { at } = this.clocks;
    if (fact.published > at) return [];
    const scheduled = fact.modality === 'asserted' && kindOf(fact) === 'change' && at < fact.earliest;
    if (!scheduled && (fact.modality !== 'expected' || isOver(fact, at) || this.isFulfilled(fact))) return [];
    const keys = placesOf(fact).map(({ key }) => key);
    const denied = this.deniedBy(keys, fact, fact.published);
    return [this.note('forecasts', fact, { ...(scheduled ? { scheduled } : {}), ...denied })];
  }

  private isFulfilled(forecast: Fact): boolean {
    return placesOf(forecast).some(({ key }) =>
      this.under(key).some(
        (fact) =>
          fact.modality === 'asserted' &&
          fact.type === forecast.type &&
          fact.published > forecast.published &&
          this.fulfils(fact, forecast, key),
      ),
    );
  }

  private fulfils(fact: Fact, forecast: Fact, key: string): boolean {
    const { at } = this.clocks;
    const kind = kindOf(fact);
    const hasCome = (latest: number) => forecast.published < latest && latest <= at;
    if (kind === 'figure') return samePeriod(fact, forecast) && holdsFrom(fact) <= at;
    if (kind === 'deal') return hasCome(fact.latest);
    if (kind === 'note') return false;
    const changes = changesOf(key, this.facts, this.names);
    const change = changes.find((each) => each.fact.id === fact.id);
    if (change === undefined || !hasCome(change.latest)) return false;
    const before = new Fold(changes, 'latest', false).decider(change.latest - 1);
    return !lists(before) || before.effect !== change.effect;
  }

  private passes({ item, backing }: Listed): boolean {
    const { entities, places, markets } = this.filters;
    const fields = item as unknown as Record<string, string | string[]>;
    const named = ENTITY_FIELDS.split(' ').flatMap((name) => fields[name] ?? []);
    const names = (ids: readonly string[]) =>
      ids.some((id) => named.some((own) => this.names.line(own).includes(this.names.canonical(id))));
    const isIn = (id: string) => {
      const market = this.names.market(id);
      if (market === undefined) return false;
      const placed = backing.some(
        (fact) =>
          market.places.length === 0 ||
          fact.places.length === 0 ||
          fact.places.some((place) => market.places.includes(place)),
      );
      return placed && (market.entities.length === 0 || names(market.entities));
    };
    return (
      (!entities?.length || names(entities)) &&
      (!places?.length || backing.some((fact) => fact.places.some((place) => places.includes(place)))) &&
      (!markets?.length || markets.some(isIn))
    );
  }
}

/** Rule 7: an expectation is over with the end of its `when`, where that lies after its publication; undated, in a year. */
function isOver({ when, published, end }: Fact, at: number): boolean {
  if (when !== undefined) return end > published && at > end;
  const year = new Date(published);
  year.setUTCFullYear(year.getUTCFullYear() + 1);
  return at >= year.getTime();
}
