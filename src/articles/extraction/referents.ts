import { slug } from '../../../events/text.js';
import type { FileGazetteer, GazetteerEntry } from '../gazetteer.js';
import type { Mention, NameTable } from './mentions.js';

/** What was named so far, for "the company", "the chip" and "it". */
export class Referents {
  private readonly seen: Mention[] = [];

  constructor(private readonly gazetteer: FileGazetteer) {}

  sawAll(mentions: readonly Mention[]): void {
    this.seen.push(...mentions);
    if (this.seen.length > 40) this.seen.splice(0, this.seen.length - 40);
  }

  /** The company that was named last, of a nation where one is given; the subject of the last sentence comes first. */
  company(within: readonly Mention[], nation?: string): Mention | undefined {
    const fits = ({ kind, id }: Mention) =>
      kind === 'C' && (nation === undefined || this.gazetteer.entry(id)?.country === nation);
    return within.findLast(fits) ?? this.seen.findLast(fits);
  }

  product(within: readonly Mention[]): Mention | undefined {
    const fits = ({ kind }: Mention) => kind === 'P';
    return within.findLast(fits) ?? this.seen.findLast(fits);
  }
}

const BUSINESS =
  'company|firm|group|manufacturer|chipmaker|chip maker|carmaker|automaker|drugmaker|maker|giant|start-?up|retailer|developer|operator|supplier|bank|airline|producer|vendor|conglomerate|shipyard|utility|miner';
const ADJECTIVE = String.raw`(?:[A-Z][\p{L}-]+(?:-based)? )?(?:[\p{Ll}-]+ ){0,2}`;
const COMPANY = new RegExp(String.raw`(?<![\p{L}\p{N}])[Tt]he (${ADJECTIVE})(?:${BUSINESS})(?![\p{L}])`, 'gu');
const IT = /(?:^|[.;:,—–-] |(?:that|and|but|as|while|said|says|because) )(it|It)(?= [a-z])/gu;
const PRODUCT =
  /(?<![\p{L}])[Tt]he (?:chip|processor|accelerator|model|drug|pill|vehicle|car|product|device|system|battery)(?![\p{L}])/gu;
const GROUP =
  /(?<![\p{L}])(?:(Local|local|Domestic|domestic|Home-grown|home-grown)|([A-Z][a-z]+)) (tech giants|technology (?:companies|groups|firms)|tech (?:companies|firms|groups)|internet (?:companies|firms|groups)|companies|firms|customers|buyers|chipmakers|suppliers|manufacturers|carmakers|automakers|producers|banks|refiners|shipyards|airlines|alternatives|rivals|semiconductor industry)(?![\p{L}])/gu;

/** What the words of a sentence point back to, and groups of companies named by their nation. */
export function referringIn(
  text: string,
  start: number,
  end: number,
  referents: Referents,
  within: readonly Mention[],
  home: GazetteerEntry | undefined,
  table: NameTable,
): Mention[] {
  const sentence = text.slice(start, end);
  const found: Mention[] = [];
  const before = (offset: number) => within.filter((mention) => mention.end <= start + offset);
  const add = (mention: Mention | undefined, from: number, length: number) => {
    if (mention) found.push({ ...mention, start: start + from, end: start + from + length, refers: true });
  };
  for (const match of sentence.matchAll(GROUP)) {
    const adjective = match[1] ? home : table.adjectives.get(match[2] as string);
    if (adjective) found.push(groupOf(adjective, match[3] as string, start + match.index, match[0].length));
  }
  for (const match of sentence.matchAll(COMPANY)) {
    const nation = table.adjectives.get((match[1] ?? '').split(' ')[0] ?? '')?.id;
    add(referents.company(before(match.index), nation), match.index, match[0].length);
  }
  for (const match of sentence.matchAll(PRODUCT))
    add(referents.product(before(match.index)), match.index, match[0].length);
  for (const match of sentence.matchAll(IT)) {
    const from = match.index + match[0].length - 2;
    add(referents.company(before(from)), from, 2);
  }
  return found;
}

function groupOf(nation: GazetteerEntry, noun: string, start: number, length: number): Mention {
  const adjective = nation.adjectives?.[0] ?? nation.name;
  const kind = /tech|internet/.test(noun) ? 'tech companies' : /customers|buyers|firms/.test(noun) ? 'companies' : noun;
  return {
    kind: 'G',
    id: slug(`${adjective} ${kind}`),
    name: `${adjective} ${kind}`,
    nation: nation.id,
    start,
    end: start + length,
  };
}
