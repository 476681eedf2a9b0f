import { byPublication, evidence, type Fact, outside } from './facts.js';
import { kindOf, placesOf } from './keys.js';

const FIGURE = ['value', 'share', 'rank', 'relation', 'factor', 'qualifier'];

/** Rule 6: the instant from which a claim holds. */
export function holdsFrom({ when, earliest, end, published }: Fact): number {
  if (when === undefined) return published;
  if (end === Number.POSITIVE_INFINITY) return earliest;
  const hasBegun = earliest <= published;
  return hasBegun ? Math.min(published, end) : end;
}

/** Periods as resolved instants; undated claims share one. */
export const samePeriod = (a: Fact, b: Fact): boolean =>
  a.when === undefined || b.when === undefined ? a.when === b.when : a.earliest === b.earliest && a.end === b.end;

const rankOf = ({ payload }: Fact): number => (payload.share !== undefined ? 2 : payload.rank !== undefined ? 1 : 0);

/** A fact that leads another comes first. */
const byLead = (a: Fact, b: Fact): number => rankOf(b) - rankOf(a) || byPublication(b, a);

const figureOf = ({ payload }: Fact) => Object.fromEntries(FIGURE.map((name) => [name, payload[name]]));

/** The facts of a series of figures or a deal that are shown at an instant, leading first. */
export function shownFigures(own: readonly Fact[], at: number): Fact[] {
  const asserted = own.filter(({ modality }) => modality === 'asserted').sort(byLead);
  if (own.some((fact) => kindOf(fact) === 'deal'))
    return asserted.some(({ earliest }) => earliest <= at) ? asserted : [];
  const holding = asserted.filter((fact) => holdsFrom(fact) <= at);
  if (holding.some(({ when }) => when === undefined)) return holding;
  const lastEnd = Math.max(...holding.map(({ end }) => end));
  const ending = holding.filter(({ end }) => end === lastEnd);
  const lastStart = Math.max(...ending.map(({ earliest }) => earliest));
  return ending.filter(({ earliest }) => earliest === lastStart);
}

/** The item that shows such facts, without its key. */
export function figureItem(shown: readonly Fact[], key: string) {
  const [lead] = shown as [Fact, ...Fact[]];
  const place = placesOf(lead).find((each) => each.key === key);
  const figures = [...new Set(shown.map((fact) => JSON.stringify(figureOf(fact))))];
  const claims = figures.map((figure) => {
    const telling = shown.filter((fact) => JSON.stringify(figureOf(fact)) === figure);
    const [first] = telling as [Fact, ...Fact[]];
    return {
      ...figureOf(first),
      period: first.when ?? null,
      evidence: [...telling]
        .sort(byPublication)
        .map((fact) => evidence(fact, lead, outside(fact, [...(place?.inKey ?? []), ...FIGURE]))),
    };
  });
  return { ...lead.payload, ...place?.shown, period: lead.when ?? null, claims };
}
