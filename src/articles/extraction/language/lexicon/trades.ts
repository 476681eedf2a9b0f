/** What a firm is called by its trade, with the sectors of the gazetteer that fit. */
const TRADES: readonly [RegExp, readonly string[]][] = [
  [/^(?:drug-?maker|pharma(?:ceutical)?)s?$/, ['pharma', 'biotech']],
  [/^biotechs?$/, ['biotech', 'pharma']],
  [/^(?:chip-?maker|foundry|foundries|chip ?designer|semiconductor)s?$/, ['chips', 'foundry', 'memory']],
  [/^(?:car-?maker|auto-?maker|marque)s?$/, ['cars', 'ev', 'trucks']],
  [/^(?:plane-?maker|aircraft-?maker|jet-?maker)s?$/, ['aerospace']],
  [/^(?:airline|carrier)s?$/, ['airlines', 'telecom', 'shipping']],
  [/^(?:bank|lender|broker|neobank)s?$/, ['finance', 'payments']],
  [/^insurers?$/, ['insurance', 'finance']],
  [/^(?:retailer|grocer|supermarket|chain)s?$/, ['retail', 'food', 'fashion']],
  [/^(?:streamer|broadcaster)s?$/, ['media', 'streaming']],
  [/^(?:miner)s?$/, ['mining', 'metals']],
  [/^(?:steel-?maker|mill)s?$/, ['steel', 'metals']],
  [/^(?:oil (?:major|group)|major|refiner|driller)s?$/, ['oil', 'gas', 'energy']],
  [/^(?:utility|utilities|generator)s?$/, ['energy']],
  [/^(?:brewer|distiller)s?$/, ['drinks']],
  [/^(?:battery-?maker|cell-?maker)s?$/, ['batteries']],
  [/^(?:turbine-?maker)s?$/, ['wind', 'energy']],
  [/^(?:shipowner|shipping line|line|shipper)s?$/, ['shipping']],
  [/^(?:shipbuilder|shipyard|yard)s?$/, ['shipbuilding']],
  [/^(?:exchange)s?$/, ['crypto', 'finance']],
  [/^(?:developer|publisher|studio)s?$/, ['games', 'media', 'ai', 'software']],
  [/^(?:robot-?maker)s?$/, ['robots']],
  [/^(?:toy-?maker)s?$/, ['toys']],
  [/^(?:operator)s?$/, ['telecom', 'energy', 'ports']],
];

/** Nouns that stand for a firm named before, in the singular and after "the". */
export const FIRM =
  /^(?:company|firm|group|manufacturer|enterprise|start-?up|giant|house|business|concern|corporation|conglomerate|maker|producer|supplier|seller|vendor|player|champion|outfit|subsidiary|parent|owner|designer|builder|\p{L}+-?maker|titan|leader|incumbent|rival|unit|arm|division|vendor|platform|lab|laboratory)$/u;
export const AUTHORITY =
  /^(?:agency|planner|regulator|commission|ministry|department|government|watchdog|court|administration|authority|authorities|officials|bloc|ministers?|lawmakers|regulators|bureau|customs|officers|cabinet|tribunal|state|capital|commissioner|senators|parliament|union|country|republic|kingdom)$/;
export const PRODUCT =
  /^(?:chip|processor|model|drug|pill|tablet|injection|vaccine|phone|handset|smartphone|device|console|aircraft|jet|plane|airliner|car|vehicle|suv|sedan|battery|cell|accelerator|part|medicine|treatment|app|service|platform|product|machine|robot|drone|reactor|turbine|engine|rocket|train|ship|vessel|game|title|film|series|system|software|tool|headset|watch|brand|coin|stablecoin|token|gadget|gpu|module|shot|jab|therapy|widebody|narrowbody|freighter|component|line)$/;
/** Heads that leave the name before them with nothing to do: "Tesla investors". */
export const NOT_THE_FIRM =
  /^(?:investors?|shareholders?|suppliers?|rivals?|competitors?|customers?|users?|buyers?|workers?|employees?|unions?|analysts?|partners?|owners?|fans?|peers?|critics?|distributors?|dealers?|clients?|subscribers?|shares?|stock|bonds?|era|market|standards?|veterans?|engineers?|boss|bosses)$/;

/** Whether a firm of these sectors may be called so; a trade that is not known fits all. */
export function fitsTrade(noun: string, sectors: readonly string[] | undefined): boolean {
  const trade = TRADES.find(([pattern]) => pattern.test(noun));
  return trade === undefined || sectors === undefined || sectors.some((s) => trade[1].includes(s));
}
export const isTrade = (noun: string): boolean =>
  !/s$/.test(noun.replace(/ss$/, '')) && TRADES.some(([pattern]) => pattern.test(noun));

/** Nouns of kinds of firms and people in the plural, with the form that ids take. */
const GROUPS: readonly [RegExp, string][] = [
  [/^(?:tech|technology|tech(?:nology)? giants?)$/, 'tech-companies'],
  [/^internet$/, 'internet-companies'],
  [/^(?:telecom|telecoms|telecommunications?|mobile|network)$/, 'telecom-operators'],
  [/^(?:chip|semiconductor)$/, 'chipmakers'],
  [/^(?:car|auto)$/, 'carmakers'],
];
const GENERIC =
  /^(?:companies|firms|businesses|groups|enterprises|giants|operators|makers|manufacturers|producers|houses|players)$/;
const AGENTS =
  /^(?:\p{L}+makers|makers|companies|firms|businesses|groups|enterprises|giants|operators|carriers|airlines|banks|lenders|insurers|refiners|refineries|utilities|mills|miners|brewers|distillers|retailers|exporters|importers|farmers|growers|buyers|customers|consumers|hospitals|doctors|pharmacies|airports|ports|shipyards|developers|start-?ups|platforms|exchanges|universities|suppliers|producers|manufacturers|designers|vendors|users|traders|households|drivers|motorists|schools|agencies|ministries|armies|states|countries|players|studios|publishers|labs|outfits|smelters|foundries|operators|shipowners|lines|contractors|employers|traders|investors|funds|authorities|houses|dealers|distributors|rivals|yards)$/u;

/** The id of a set of firms: "technology groups" is `tech-companies`; `undefined` where the words are no such set. */
export function groupName(nouns: readonly string[]): string | undefined {
  const head = nouns.at(-1)?.replace(/^(.+)-(makers)$/, '$1$2');
  if (head === undefined || !AGENTS.test(head)) return undefined;
  const before = nouns.slice(0, -1).filter((n) => /^\p{L}/u.test(n));
  const last = before.at(-1);
  if (last !== undefined && GENERIC.test(head)) {
    const known = GROUPS.find(([pattern]) => pattern.test(last));
    if (known) return known[1];
  }
  if (head === 'giants' || head === 'groups' || head === 'firms' || head === 'businesses' || head === 'enterprises')
    return [...before.slice(-1), 'companies'].join('-');
  return [...before.slice(-1), head].join('-');
}
