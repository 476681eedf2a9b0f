import type { EntityKind } from '../../../../events/entity-described.js';
import { slug } from '../../../../events/text.js';
import type { Gazetteer, GazetteerEntity } from '../../gazetteer/gazetteer.js';
import type { TextSpan } from '../types.js';

/** A place in a text where an entity is named, or pointed at. */
export interface Mention extends TextSpan {
  id: string;
  kind: EntityKind;
  name: string;
  entity?: GazetteerEntity;
  /** A set of firms or people such as "Chinese companies". */
  group?: boolean;
  /** A pronoun or description instead of a name. */
  pointer?: boolean;
}

const WORD = /[\p{L}\p{N}]+(?:[.&+/][\p{L}\p{N}]+)*\+?/gu;
const MAX_WORDS = 6;

/** Every name of the gazetteer in the text, longest first, none overlapping. */
export function knownNames(text: string, names: Gazetteer): Mention[] {
  const words = [...text.matchAll(WORD)].map((m) => ({ start: m.index, end: m.index + m[0].length }));
  const found: Mention[] = [];
  for (let i = 0; i < words.length; i++) {
    for (let n = Math.min(MAX_WORDS, words.length - i); n > 0; n--) {
      const [start, end] = [words[i]!.start, words[i + n - 1]!.end];
      if (end - start > 60) continue;
      const entity = names.named(text.slice(start, end));
      if (!entity) continue;
      found.push({ start, end, id: entity.id, kind: entity.kind, name: entity.name, entity });
      i += n - 1;
      break;
    }
  }
  return found;
}

const GROUPS: [RegExp, string][] = [
  [/^(?:tech(?:nology)? (?:giants?|groups?|companies|firms))/i, 'tech-companies'],
  [/^(?:internet (?:companies|firms|giants))/i, 'internet-companies'],
  [/^(?:telecom(?:munications?)? (?:operators|companies)|carriers)/i, 'telecom-operators'],
  [/^(?:chip-?makers|chip (?:makers|companies|firms)|semiconductor (?:companies|makers))/i, 'chipmakers'],
  [/^(?:car-?makers|auto-?makers)/i, 'carmakers'],
  [/^(?:banks|lenders)/i, 'banks'],
  [/^(?:airlines)/i, 'airlines'],
  [/^(?:suppliers)/i, 'suppliers'],
  [/^(?:refiners|refineries)/i, 'refiners'],
  [/^(?:retailers)/i, 'retailers'],
  [/^(?:consumers|buyers|customers)/i, 'buyers'],
  [/^(?:companies|firms|businesses|groups)/i, 'companies'],
  [/^(?:semiconductor industry|chip industry)/i, 'semiconductor-industry'],
  [/^(?:ai chips|accelerators)/i, 'ai-accelerators'],
];

/** "Chinese tech giants": a set of firms of one country, named by the nationality; officials stand for their government. */
export function nationalGroups(text: string, names: Gazetteer, home: GazetteerEntity | undefined): Mention[] {
  const found: Mention[] = [];
  const pattern = new RegExp(
    `(?<![\\p{L}])(${names
      .adjectives()
      .map((a) => a.replaceAll('.', '\\.'))
      .join('|')}|[Ll]ocal|[Dd]omestic|[Hh]ome-?grown)\\.? (?=\\p{Ll})`,
    'gu',
  );
  for (const match of text.matchAll(pattern)) {
    const at = match.index + match[0].length;
    const own = /^(?:local|domestic|home)/i.test(match[1]!);
    const country = own ? home : names.adjective(match[1]!);
    if (!country) continue;
    const rest = text.slice(at, at + 40);
    const official =
      /^(?:officials|authorities|regulators|government|customs(?: officers)?|lawmakers|ministers|antitrust (?:regulator|authorit\p{L}+))/u.exec(
        rest,
      );
    const group = GROUPS.find(([p]) => p.test(rest));
    if (official)
      found.push({
        start: match.index,
        end: at + official[0].length,
        id: country.id,
        kind: 'jurisdiction',
        name: country.name,
        entity: country,
      });
    else if (group) {
      const word = country.adjectives?.[0] ?? country.name;
      const length = group[0].exec(rest)![0].length;
      found.push({
        start: match.index,
        end: at + length,
        id: slug(`${word} ${group[1]}`),
        kind: 'organisation',
        name: `${word} ${group[1].replaceAll('-', ' ')}`,
        group: true,
      });
    } else if (!own)
      found.push({
        start: match.index,
        end: match.index + match[1]!.length,
        id: country.id,
        kind: 'jurisdiction',
        name: country.name,
        entity: country,
      });
  }
  return found;
}

const STOP = new Set(
  'The A An In On At By For From With And But Or If When While As It Its This That These Those He She They We You I His Her Their Our Our My No Not So Yet Then There Here What Why How Who Which Where After Before Since Until Despite Although Though Because Meanwhile However According Per Analysts Sales Revenue Shares Net First Second Third Fourth Last Next Early Late Some Many Most Both Each Every All Any Another Other One Two Three Four Five Six Seven Eight Nine Ten Total Chief President Chairman Founder Minister Mr Mrs Ms Dr Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Yes Even Only Just Still Also Instead Under Over About Between Chinese Now Today More Less Such Among Around During Through Without Like Unlike Once Given Had Were Was Is Are Be Will Would Could Should Can May Might Must Let Production Demand Growth Shipments Deliveries Including Fourth-quarter CEO CFO COO AI EV EVs UK US GDP IPO ETF Inc Corp Ltd'.split(
    ' ',
  ),
);
const SUFFIX =
  /(?:Inc|Corp|Corporation|Ltd|Limited|AG|SE|SA|plc|NV|AB|ASA|Co|Company|Group|Holdings|Technologies|Technology|Motors?|Motor|Airlines|Airways|Air|Bank|Energy|Pharma|Pharmaceuticals?|Therapeutics|Biotech|Biosciences|Systems|Semiconductor|Electronics|Industries|Insurance|Capital|Partners|Ventures|Labs?|Foods|Mining|Resources|Petroleum|Shipping|Lines|Steel|Solar|Wind|Power|Batteries|Networks|Telecom|Mobile|Media|Studios|Robotics|Aerospace|Space)$/;
const ORG_SUFFIX =
  /(?:Institute|University|Association|Agency|Authority|Commission|Ministry|Department|Council|Committee|Bureau|Office|Foundation|Union|Court|Research|Securities|Intelligence|Analytics|Federation|Board)$/;
const NAME =
  /(?<![\p{L}\p{N}$€£])(?:\p{Lu}[\p{L}\p{N}.+&-]*|\d+\p{Lu}+\d*)(?: (?:(?:of|de|the|for|and|&) (?=\p{Lu}))?(?:\p{Lu}[\p{L}\p{N}+&-]*|\d{1,4}[A-Za-z]{0,3}(?![\p{L}\p{N},.%]|\s(?:million|billion|percent|per))|[IVX]{1,4}(?!\p{L}))){0,4}/gu;
const PERSON_AFTER =
  /^,? (?:,? ?(?:the |its |their )?(?:company's |group's |firm's )?(?:chief executive|CEO|chairman|chairwoman|president|founder|analyst|head of|who |director|CFO|finance chief))/i;
const PERSON_BEFORE =
  /(?:(?:chief executive|CEO|[Cc]hair(?:man|woman)?|[Pp]resident|[Ff]ounder|[Aa]nalysts?|[Hh]ead|[Mm]inister|[Dd]irector|CFO|Mr|Ms|Mrs|Dr|[Cc]hief)\.? )$/;
const PRODUCT_BEFORE =
  /(?:model|chips?|processors?|accelerators?|phones?|smartphones?|drugs?|pill|tablet|injection|vaccine|aircraft|jets?|planes?|cars?|SUVs?|sedans?|consoles?|batter(?:y|ies)|app|service|software|platform|system|series|GPUs?|the new|called|dubbed|named|launch(?:ed|es)?|unveil(?:ed|s)?|introduc(?:ed|es)|released?|presented?) (?:the |its )?(?:new )?["“]?$/i;

/** Names that no entry tells: firms by their endings or use, products by their codes, people by their titles. */
export function newNames(text: string, known: readonly Mention[], sentenceStarts: ReadonlySet<number>): Mention[] {
  const found: Mention[] = [];
  const taken = takenSpans(known);
  for (const match of text.matchAll(NAME)) {
    let [start, name] = [match.index, match[0].replace(/[.&+-]+$/, '')];
    const first = /^\S+/.exec(name)![0];
    if (STOP.has(first)) {
      if (first === name) continue;
      start += first.length + 1;
      name = name.slice(first.length + 1).replace(/^(?:of|de|the|for|and|&) /, '');
      start = match.index + match[0].indexOf(name);
    }
    if (name.length < 2 || name.length > 60 || taken(start, start + name.length)) continue;
    if (STOP.has(name)) continue;
    const kind = kindOf(text, start, name);
    if (
      sentenceStarts.has(start) &&
      kind === 'company' &&
      !/ |[A-Z].*[A-Z]/.test(name) &&
      !/^(?:'s|’s|, | (?:said|says|plans|sold|reported|will|has|is))/.test(
        text.slice(start + name.length, start + name.length + 10),
      )
    )
      continue;
    if (kind) found.push({ start, end: start + name.length, id: slug(name), kind, name });
  }
  return found;
}

function takenSpans(known: readonly Mention[]): (start: number, end: number) => boolean {
  const spans = [...known].sort((a, b) => a.start - b.start);
  let i = 0;
  return (start, end) => {
    while (i < spans.length && spans[i]!.end <= start) i++;
    return i < spans.length && spans[i]!.start < end;
  };
}

function kindOf(text: string, start: number, name: string): EntityKind | undefined {
  const before = text.slice(Math.max(0, start - 30), start);
  const after = text.slice(start + name.length, start + name.length + 45);
  if (ORG_SUFFIX.test(name)) return 'organisation';
  if (SUFFIX.test(name) && / /.test(name)) return 'company';
  if (PERSON_BEFORE.test(before) || (/^\p{Lu}\p{Ll}+ \p{Lu}[\p{Ll}]+$/u.test(name) && PERSON_AFTER.test(after)))
    return 'person';
  if (
    /^[\p{L}-]*\d[\p{L}\d-]*$| \d+[A-Z]*$|^[\p{L}]+ [A-Z]?\d+[\w-]*$/u.test(name) &&
    !/^(?:19|20)\d\d$|^Q\d|^H[12]$|^G\d+$/.test(name)
  )
    return 'product';
  if (PRODUCT_BEFORE.test(before)) return 'product';
  return 'company';
}

/** A bare number that continues a family: "the 950 and the 960" after "Ascend 950". */
export function familyNumbers(text: string, known: readonly Mention[]): Mention[] {
  const found: Mention[] = [];
  const families = known.filter((m) => m.kind === 'product' && /^\p{L}[\p{L} ]* \d/u.test(m.name));
  if (families.length === 0) return found;
  for (const match of text.matchAll(/\bthe (\d{3,4}[A-Za-z]{0,2})(?=[\s,.;](?!million|billion|units|people))/g)) {
    const family = families.findLast((m) => m.start < match.index && match.index - m.start < 600);
    if (!family || /^(?:19|20)\d\d$/.test(match[1]!)) continue;
    const name = family.name.replace(/ \d\S*$/, ` ${match[1]}`);
    const start = match.index + 4;
    found.push({
      start,
      end: start + match[1]!.length,
      id: slug(name),
      kind: 'product',
      name,
      ...(family.entity ? { entity: { ...family.entity, id: slug(name), name, aliases: [] } } : {}),
    });
  }
  return found;
}
