/** Kinds of goods that several words name, with the id that they share. */
const SAME: readonly [RegExp, string][] = [
  [/^(?:\S+-)?(?:hand-?sets?|phones?|smart-?phones?)$/, 'smartphones'],
  [
    /^(?:battery-powered|battery-electric|all-electric|fully-electric|pure-electric)-(?:cars|vehicles|models)$/,
    'battery-electric-vehicles',
  ],
  [/^(?:evs?|electric-cars?|electric-vehicles?)$/, 'electric-vehicles'],
  [/^(?:crude|oil|crude-oil)$/, 'crude-oil'],
  [/^(?:solar-panels?|panels?|photovoltaic-modules?)$/, 'solar-modules'],
];
/** What is counted in pieces: ids have the plural. */
const COUNTED =
  /(?:car|vehicle|drone|turbine|train|chip|robot|console|module|vaccine|truck|game|jet|soybean|magnet|ship|tanker|engine|cell|wafer|phone|tablet|watch|laptop|server|accelerator|helicopter|reactor|missile|satellite|motorcycle|bus)$/;

/** The id of a kind of goods told by its words. */
export function kindId(thing: string | undefined): string | undefined {
  if (thing === undefined) return undefined;
  const same = SAME.find(([words]) => words.test(thing))?.[1];
  if (same) return same;
  if (/battery$/.test(thing)) return thing.replace(/y$/, 'ies');
  return COUNTED.test(thing) ? `${thing}${/(?:ch|s)$/.test(thing) ? 'es' : 's'}` : thing;
}

/** Who makes a kind of goods, as ids say it: `steelmakers`, `drone-makers`. */
export const makersOf = (goods: string): string =>
  goods
    .replace(/(?:ies)$/, 'y')
    .replace(/s$/, '')
    .replace(/^(steel|car|chip|drug|battery)$/, '$1makers')
    .replace(/^(?!.*makers$)(.*)$/, '$1-makers');
