import type { EntityKind } from '../../../../events/entity-described.js';
import { entityId } from './entity-id.js';
import { GIVEN_NAMES, PLACES } from './lexicon/places.js';
import type { Mention } from './mentions.js';

const STOP = new Set(
  'Entity List Act Law Treaty Order Directive Regulation GAAP CE HQ IT AGM M&A R&D Nasdaq NYSE Dow FTSE DAX Nikkei Hang Seng NASDAQ Copilot+ AGI LLM LLMs IPOs ETFs SUVs SUV PDF USB OLED LED LCD LFP NMC Wi-Fi 5G 6G 4G Chinese American European Sales Systems Instruments Net Ordinary The A An In On At By For From With And But Or If When While As It Its This That These Those He Him She They We You I His Her Their Them Our My No Not Nor Nobody None Nothing Never So Yet Then There Here What Why How Who Whom Whose Which Where Whether After Before Since Until Despite Although Though Because Meanwhile However According Per Analysts Sales Revenue Shares Net First Second Third Fourth Last Next Early Late Some Many Most Both Each Every All Any Another Other Others One Two Three Four Five Six Seven Eight Nine Ten Total Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Yes Even Only Just Still Also Instead Under Over About Between Now Today Tomorrow Yesterday More Less Such Among Around During Through Without Within Like Unlike Once Given Had Has Have Were Was Is Are Be Been Will Would Could Should Can May Might Must Let Do Does Did Production Demand Growth Shipments Deliveries Including Excluding Perspective CEO CFO COO CTO AI EV EVs UK US GDP IPO ETF ESG PC PCs TV TVs GPU GPUs CPU CPUs API LNG LPG HBM DRAM NAND Inc Corp Ltd Christmas Easter Olympic Internet Web Street Stock Exchange Government Parliament Congress Senate Minister Prime President Chancellor Chairman Chairwoman Chair Chief Founder Secretary Senator Governor Mayor Commissioner Director Executive Officer Judge Mr Mrs Ms Dr Prof Sir Lord Lady King Queen Prince Princess Q1 Q2 Q3 Q4 H1 H2 Earlier Later Elsewhere Abroad Overall Together Separately Besides Moreover Thus Hence Indeed Perhaps Maybe Well Analyst Investors Consumers Customers Companies Company Banks Producers Carmakers Chipmakers Airlines Engines Prices Profits Profit Operating Adjusted Quarterly Annual Fiscal Half Full New Old Big Small Good Bad High Low Long Short Part Much Few Several Neither Either Almost Nearly Roughly Above Below Across Against Along Amid Behind Beyond Inside Outside Off Out Up Down Back Again Always Often Sometimes Soon Far Away Very Too Quite Rather Same Different Own Worldwide Globally Overseas Domestic Local Foreign GWh GW MWh MW TWh kWh kW TEU TEUs Mt bcm USD EUR GBP CNY RMB JPY KRW INR CHF HKD TWD SGD AUD CAD BRL SEK NOK DKK EBITDA EBIT EPS ROI COVID Covid COVID-19 Covid-19 RSV HIV HPV mRNA DNA RNA MRI VAT NFT NFTs ESS PFAS CO2 SaaS M2M B2B B2C MoU LOI'.split(
    ' ',
  ),
);
/** Common nouns that texts write large where they stand for somebody told before: no names by themselves. */
const COMMON =
  /^(?:State|Group|Board|Management|Ministry|Department|Agency|Commission|Authority|Customs|Police|Army|Navy|Court|Bank|Union|House|Fund|Money|Talks|Gulf|Division|Segment|Team|Project|Programme|Program|Report|Outlook|Guidance|Highlights|Note|Shareholders|Bloc|Republic|Kingdom|Crown|East|West|North|South|Earth|Big|Tech|Industry|Trade|Energy|Season|Cup|League|Games)$/;
const COMPANY_END =
  /(?:Inc|Corp|Corporation|Ltd|Limited|AG|SE|SA|plc|PLC|NV|AB|ASA|Co|Company|Group|Holdings?|Technologies|Technology|Motors?|Airlines?|Airways|Air|Bank|Energy|Pharma|Pharmaceuticals?|Therapeutics|Biotech|Biosciences|Biologics|Systems|Semiconductors?|Electronics|Industries|Insurance|Capital|Partners|Ventures|Labs?|Foods|Mining|Resources|Minerals|Metals|Petroleum|Oil|Gas|Shipping|Lines?|Steel|Solar|Power|Batteries|Networks|Telecom|Mobile|Media|Studios?|Games|Entertainment|Pictures|Robotics|Aerospace|Space|Breweries|Brewing|Financial|Finance|International|Materials|Chemicals?|Logistics|Express|Railways?|Rail|Marine|Nuclear|Water|Health|Healthcare|Medical|Brands|Cosmetics|Fertilizers?|Pay|Software|Cloud|Interactive)$/;
const ORGANISATION_END =
  /(?:Institute|University|Association|Agency|Authority|Administration|Commission|Ministry|Department|Council|Committee|Bureau|Office|Foundation|Union|Court|Research|Securities|Intelligence|Analytics|Federation|Board|Service|Tribunal|Directorate|Watchdog|Survey|Register|Parliament|Treasury|Chamber|Patrol|Police|Army|Navy|Force|Guard|Corps|Coalition|Alliance|Observatory)$/;
const AUTHORITY_END =
  /(?:Agency|Authority|Administration|Commission|Ministry|Department|Bureau|Court|Directorate|Tribunal|Parliament)$/;
const OF_NAMES =
  /(?:Bank|Ministry|Department|Office|Bureau|University|Institute|Court|Board|House|School|Council|Chamber|Academy|Institution|Federation|Association|Union|Commission|Port|Church|Museum|Call|Duty|League|Directorate|Agency|Union|Foundation|Society|Committee|Coalition|Cent(?:re|er)s?|Fund|Authority|Alliance|Administration|Confederation|Service)$/;
/** "Coalition for X", "Federation of Y": bodies by their first words. */
const BODY_OF =
  /^(?:\p{Lu}\p{L}+ ){0,2}(?:Coalition|Alliance|Federation|Confederation|Association|Union|Society|Institute|Cent(?:re|er)s?|Foundation|Council|Committee|Chamber|Fund|League|Academy) (?:of|for) /u;
const AUTHORITY_OF =
  /^(?:Ministry|Department|Office|Bureau|Agency|Commission|Court|Board|Committee|Council|Bank) (?:of|for) /;
const NAME =
  /(?<![\p{L}\p{N}$€£])(?:\p{Lu}(?:[\p{L}\p{N}.+&'’-]|\/(?=[\p{Lu}\p{N}]))*|\d+\p{Lu}+\d*|\d{3}-\d{1,4}\p{Lu}*|\p{Ll}\p{Lu}\p{L}+)(?: (?:(?:of|de|du|van|von|der|al|for|and|&|the) (?=\p{Lu}))?(?:\p{Lu}[\p{L}\p{N}+&.'’-]*|\d{1,4}[A-Za-z]{0,3}(?![\p{L}\p{N}%]|[,.]\d|\s(?:million|billion|percent|per))|[IVX]{1,4}(?!\p{L})|v\d[\d.]*)){0,5}/gu;
const PERSON_AFTER =
  /^,? (?:,? ?(?:the |its |their |an? )?(?:company's |group's |firm's )?(?:chief executive|CEO|chairman|chairwoman|president|founder|co-founder|analyst|head of|who |director|CFO|finance chief|boss|spokes\p{L}+|senator|minister|secretary|economist|lawyer|partner at))/iu;
const PERSON_BEFORE =
  /(?:(?:[Cc]hief [Ee]xecutive|[Cc]hief \p{L}+ [Oo]fficer|CEO|[Cc]o-CEO|[Cc]hair(?:man|woman)?|[Pp]resident|[Ff]ounder|[Aa]nalysts?|[Hh]ead|[Mm]inister|[Dd]irector|CFO|CTO|COO|Mr|Ms|Mrs|Dr|[Cc]hief|[Bb]oss|[Ss]enator|[Ss]ecretary|[Cc]ommissioner|[Gg]overnor|[Jj]udge|[Cc]hancellor|[Ee]conomist|[Ss]pokes(?:man|woman|person)|[Mm]anager)\.?,? )$/u;
const PRODUCT_BEFORE =
  /(?:(?:model|chip|processor|accelerator|phone|smartphone|handset|drug|pill|tablet|injection|vaccine|aircraft|jet|plane|airliner|car|SUV|sedan|console|battery|app|service|software|platform|system|GPU|robot|drone|reactor|turbine|engine|rocket|satellite|game|title|series|film|brand|train|ship|vessel|missile|weapon|stablecoin|coin|token|assistant|chatbot|browser|device|headset|watch|tool|module|cell|helicopter|tanker|submarine|car model)s?,?(?: (?:the|a|an))?|called|dubbed|named|christened|code-named|codenamed|(?:production|launch|release|rollout|debut|versions?) of (?:the |its )?(?:new )?) ["“]?$/i;
const PRODUCT_AFTER =
  /^["”]?[\s-](?:(?:electric |new |next-generation |AI |large language |language |open |reasoning )?(?:chips?|processors?|accelerators?|phones?|smartphones?|handsets?|tablets?|pills?|drugs?|injections?|vaccines?|aircraft|jets?|planes?|cars?|SUVs?|sedans?|pick-?ups?|vans?|trucks?|consoles?|apps?|models?|GPUs?|CPUs?|robots?|drones?|reactors?|turbines?|engines?|rockets?|trains?|headsets?|watches|earbuds|helicopters?|submarines?|laptops?|modules?|cells?|series|handheld|software|operating system|chatbot|stablecoin|missiles?|tanks?|chipsets?))(?!\p{L})/iu;
/** "Helios, its first rack-scale platform". */
const PRODUCT_APPOSED =
  /^, (?:its|the|a|an|their|\p{Lu}\S{1,20}['’]s) (?:[\p{L}\d-]+ ){0,5}(?:chip|processor|accelerator|phone|smartphone|handset|tablet|pill|drug|injection|vaccine|aircraft|jet|plane|car|SUV|sedan|pick-?up|van|truck|console|app|model|GPU|robot|drone|reactor|turbine|engine|rocket|train|headset|watch|helicopter|submarine|laptop|battery|platform|software|chatbot|stablecoin|missile|tank|game|film|series|system|cell|medicine|jab|ship|tool|device)(?=[ ,.;])(?! (?:\p{Ll}+-)?(?:maker|company|firm|developer|group|supplier|operator|start-?up|manufacturer|unit|designer|seller|retailer|producer|builder|lessor|specialist|brand))/u;
const CODE =
  /^\p{L}*-?\d[\p{L}\d.-]*$|^[\p{L}][\p{L}.-]*(?: [\p{L}.-]+)* \p{L}{0,3}-?\d[\p{L}\d.-]*(?: (?:Pro|Max|Ultra|Plus|Mini|Lite|Turbo|Air|Elite|Neo))?$/u;
const NO_CODE = /^(?:19|20)\d\d$|^[QH]\d$|^G\d+$|^\d+[GK]$|^F\d$|^COP\d+$|^[FAG]\d$|^Formula \d|^Covid|^COVID/;
const PLACE_BEFORE =
  /(?:\b(?:in|near|around|outside|north of|south of|east of|west of|off|port of|city of|town of|province of|state of|plant at|factory at|works at|site at|based in|outskirts of|via|Gulf of|Sea of|Strait of) (?:the )?)$/i;

interface Found {
  start: number;
  name: string;
}

/** Names that no entry tells: firms by their endings or use, products by their codes, people by their titles. */
export function newNames(text: string, known: readonly Mention[], sentenceStarts: ReadonlySet<number>): Mention[] {
  const found: Mention[] = [];
  const taken = takenSpans(known);
  const candidates: Found[] = [];
  for (const match of text.matchAll(NAME)) candidates.push(...pieces(text, match.index, match[0], taken));
  const inside = new Set(candidates.filter((c) => !sentenceStarts.has(c.start)).map((c) => c.name.split(' ')[0]));
  const small = new Set(text.match(/(?<![\p{L}\p{N}’'-])\p{Ll}{3,30}(?![\p{L}-])/gu));
  const counts = new Map<string, number>();
  for (const { name } of candidates) counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const { start, name } of candidates) {
    if (COMMON.test(name) || isSeat(text, start, name)) continue;
    if (sentenceStarts.has(start) && /^\p{Lu}\p{Ll}+$/u.test(name) && small.has(name.toLowerCase())) continue;
    if (
      sentenceStarts.has(start) &&
      !/ |[A-Z].*[A-Z]|\d/.test(name) &&
      !inside.has(name) &&
      !/^(?:['’]s |, (?:which|the|a|an)\b| (?:said|says|plans|sold|reported|will|has|is|was|expects|forecasts|predicts|estimates|reckons|thinks|agreed|bought|raised|unveiled|launched|announced|and \p{Lu}))/u.test(
        text.slice(start + name.length, start + name.length + 16),
      )
    )
      continue;
    const kind = kindOf(text, start, name);
    if (
      kind === 'company' &&
      /^\p{Lu}{2,4}$/u.test(name) &&
      !isTold(text, start + name.length) &&
      (counts.get(name) ?? 0) < 2
    )
      continue;
    if (kind) found.push(mentionOf(start, name, kind));
  }
  return shortForms(byUse(text, found, known), known);
}

/** "the Californian firm", "the Zurich company": where a firm is from, and no name of it. */
const isSeat = (text: string, start: number, name: string): boolean =>
  !name.includes(' ') &&
  /\b(?:[Tt]he|[Aa]) $/.test(text.slice(start - 4, start)) &&
  (/^ (?:\p{Ll}+-?)?(?:company|firm|start-?up|manufacturer|maker|carrier|retailer|lender|brewer|shipyard)\b(?! (?:\p{Lu}))/u.test(
    text.slice(start + name.length, start + name.length + 30),
  ) ||
    /^\p{Lu}\p{Ll}+(?:an|ese|ish) (?:\p{Ll}+ )?(?:firm|company|maker|group|start-?up)\b/u.test(
      text.slice(start, start + 40),
    ));

/** "Acme." or "Acme:" at the head of a paragraph. */
const isHeading = (text: string, end: number): boolean => {
  const line = text.slice(text.lastIndexOf('\n', end - 1) + 1, end + 1);
  return line.length < 40 && /^[\s•*-]*\p{Lu}[\p{L}\p{N} &'’-]*[.:]$/u.test(line);
};

/** Whether the words after a name speak of it as of one who acts. */
const isTold = (text: string, end: number): boolean =>
  isHeading(text, end) ||
  /^(?:['’]s |, (?:which|the|a|an|who)\b| (?:said|says|plans|sold|reported|will|has|is|was|had|would|expects|unveiled|launched|announced|agreed|bought|warned|estimates|reckons|sees))/.test(
    text.slice(end, end + 14),
  );

const mentionOf = (start: number, name: string, kind: EntityKind): Mention => {
  const authority = kind === 'organisation' && (AUTHORITY_END.test(name) || AUTHORITY_OF.test(name));
  const short =
    kind === 'company'
      ? name.replace(/,? (?:Inc|Corp|Corporation|Ltd|Limited|AG|SE|SA|plc|PLC|NV|AB|ASA|Co|Company)\.?$/, '')
      : name;
  return {
    start,
    end: start + name.length,
    id: entityId(short),
    kind,
    name,
    ...(authority ? { entity: { id: entityId(name), kind, name, aliases: [], role: 'authority' } } : {}),
  };
};

/** A capitalised run without the words at its edges that are no part of a name, cut where a known name stands in it. */
function pieces(text: string, at: number, run: string, taken: (start: number, end: number) => boolean): Found[] {
  const words = [...run.matchAll(/\S+/g)].map((m) => ({
    start: at + m.index,
    text: m[0].replace(/(?:['’]s?|[.&+-])+$/, '') || m[0],
    whole: m[0],
  }));
  const found: Found[] = [];
  let open: typeof words = [];
  const close = (): void => {
    while (open.length > 0 && (STOP.has(open[0]!.text) || /^(?:of|de|the|for|and|&)$/.test(open[0]!.text)))
      open.shift();
    while (open.length > 0 && (STOP.has(open.at(-1)!.text) || /^(?:of|de|the|for|and|&)$/.test(open.at(-1)!.text)))
      open.pop();
    const [first, last] = [open[0], open.at(-1)];
    if (first && last) {
      const name = text.slice(first.start, last.start + last.text.length);
      if (
        name.length >= 2 &&
        /\p{L}/u.test(name) &&
        name.length <= 60 &&
        !PLACES.has(name) &&
        !/-(?:based|made|born|backed|led|owned|built|listed|style|era|wide|controlled|run)$/.test(name)
      )
        found.push({ start: first.start, name });
    }
    open = [];
  };
  for (const word of words) {
    if (taken(word.start, word.start + word.text.length)) close();
    else {
      if (/^(?:of|for)$/.test(word.text) && !OF_NAMES.test(open.map((w) => w.text).join(' '))) {
        close();
        continue;
      }
      open.push(word);
      if ((/['’]s?$/.test(word.whole) && word.whole !== word.text) || /[\p{Ll}\d]{2}\.$/u.test(word.whole)) close();
    }
  }
  close();
  return found.flatMap((f) => splitOnAnd(f));
}

/** "Mumm and Campari" are two names; "Marks and Spencer Group" is one. */
function splitOnAnd({ start, name }: Found): Found[] {
  const and = name.indexOf(' and ');
  if (and < 0 || COMPANY_END.test(name) || ORGANISATION_END.test(name) || AUTHORITY_OF.test(name))
    return [{ start, name }];
  return [
    { start, name: name.slice(0, and) },
    { start: start + and + 5, name: name.slice(and + 5) },
  ].filter((f) => !PLACES.has(f.name) && f.name.length > 1);
}

/** Words before a name that firms seldom have: "the X", "Acme's X". */
const THING_BEFORE =
  /(?:['’]s|\b[Tt]he|\b[Ii]ts|\b[Tt]heir|\b[Aa]n?|\bnew|\bfirst|\blatest|\bsecond|\bcurrent|\bolder) $/;
/** Words after a name that acts. */
const ACTOR_AFTER =
  /^(?:['’]s (?:chief|boss|chairman|shares?|sales|revenue|profit|results|board|owner|founder|plant|factory|shareholders)| (?:said|says|plans|agreed|reported|bought|announced|expects|reckons|estimates|wants|sold|raised|signed|won|posted|shares|sees|has agreed|will build|is building|owns|employs|hopes|intends|and its)\b|, (?:which|a|an|the) (?:\S+ ){0,4}(?:company|firm|group|maker|start-up|bank|retailer|supplier|producer|operator|owner)\b)/;
/** Words after "the Acme" that make it a firm all the same. */
const FIRM_AFTER =
  /^ (?:group|company|firm|board|family|deal|takeover|merger|plant|brand|chief|shares|case|unit|brothers)\b/;

/** A name that stands where things do, and never where firms act, is a product's. */
function byUse(text: string, found: readonly Mention[], known: readonly Mention[]): Mention[] {
  const states = new Set(known.filter((m) => m.kind === 'jurisdiction').map((m) => m.end + 3));
  const votes = new Map<string, number>();
  for (const { id, kind, start, end } of found) {
    if (kind !== 'company') continue;
    const [before, after] = [text.slice(Math.max(0, start - 12), start), text.slice(end, end + 60)];
    const vote =
      ACTOR_AFTER.test(after) || states.has(start) ? -2 : THING_BEFORE.test(before) && !FIRM_AFTER.test(after) ? 1 : 0;
    votes.set(id, (votes.get(id) ?? 0) + vote);
  }
  return found.map((m) =>
    m.kind === 'company' && (votes.get(m.id) ?? 0) > 0 && !COMPANY_END.test(m.name)
      ? { ...m, kind: 'product' as const }
      : m,
  );
}

/** A shorter form stands for the longer name that the article told before it. */
function shortForms(found: readonly Mention[], known: readonly Mention[]): Mention[] {
  const long = new Map<string, Mention>();
  for (const m of [...found, ...known].sort((a, b) => a.start - b.start)) {
    const words = m.name.split(' ');
    const short =
      words.length < 2 ? undefined : m.kind === 'person' ? words.at(-1) : m.kind === 'company' ? words[0] : undefined;
    if (short && !long.has(short)) long.set(short, m);
  }
  return found.map((m) => {
    const full = m.name.includes(' ') ? undefined : long.get(m.name);
    if (!full || full.start >= m.start || (full.kind === 'company' && m.kind !== 'company')) return m;
    return { ...m, id: full.id, kind: full.kind, ...(full.entity ? { entity: full.entity } : {}) };
  });
}

function takenSpans(known: readonly Mention[]): (start: number, end: number) => boolean {
  const spans = [...known].sort((a, b) => a.start - b.start);
  return (start, end) => {
    let [low, high] = [0, spans.length];
    while (low < high) {
      const mid = (low + high) >> 1;
      if (spans[mid]!.end <= start) low = mid + 1;
      else high = mid;
    }
    return low < spans.length && spans[low]!.start < end;
  };
}

function kindOf(text: string, start: number, name: string): EntityKind | undefined {
  const before = text.slice(Math.max(0, start - 34), start);
  const after = text.slice(start + name.length, start + name.length + 64);
  if (ORGANISATION_END.test(name) || AUTHORITY_OF.test(name) || BODY_OF.test(name)) return 'organisation';
  if (COMPANY_END.test(name) && / /.test(name)) return 'company';
  if (isPerson(name, before, after)) return 'person';
  if (CODE.test(name) && !NO_CODE.test(name)) return 'product';
  if (PRODUCT_BEFORE.test(before) || PRODUCT_AFTER.test(after) || PRODUCT_APPOSED.test(after)) return 'product';
  if (PLACE_BEFORE.test(before) && !/^['’]s |^ (?:said|says|is|has|will)/.test(after)) return undefined;
  if (/^, (?:in )?\p{Lu}/u.test(after) && PLACES.has(/^, (?:in )?([\p{L} ]+?)(?=[,.;]|$)/u.exec(after)?.[1] ?? ''))
    return undefined;
  return 'company';
}

function isPerson(name: string, before: string, after: string): boolean {
  if (/[\d&]/.test(name)) return false;
  const words = name.split(' ');
  if (words.length > 1 && words.length < 5 && GIVEN_NAMES.has(words[0]!)) return true;
  if (PERSON_BEFORE.test(before)) return true;
  return (
    words.length > 1 &&
    words.length < 4 &&
    words.every((w) => /^\p{Lu}[\p{Ll}'’-]+/u.test(w)) &&
    PERSON_AFTER.test(after)
  );
}

/** A bare number that continues a family: "the 950 and the 960" after "Ascend 950". */
export function familyNumbers(text: string, known: readonly Mention[]): Mention[] {
  const families = known.filter((m) => m.kind === 'product' && /^\p{L}[\p{L} ]* \d/u.test(m.name));
  if (families.length === 0) return [];
  const found: Mention[] = [];
  for (const match of text.matchAll(/\bthe (\d{3,4}[A-Za-z]{0,2})(?=[\s,.;](?!million|billion|units|people))/g)) {
    const family = families.findLast((m) => m.start < match.index && match.index - m.start < 600);
    if (!family || /^(?:19|20)\d\d$/.test(match[1]!)) continue;
    const name = family.name.replace(/ \d\S*$/, ` ${match[1]}`);
    const start = match.index + 4;
    const entity = family.entity ? { entity: { ...family.entity, id: entityId(name), name, aliases: [] } } : {};
    found.push({ start, end: start + match[1]!.length, id: entityId(name), kind: 'product', name, ...entity });
  }
  return found;
}
