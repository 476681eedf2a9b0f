import type { Gazetteer } from '../../gazetteer/gazetteer.js';
import type { Mention } from './mentions.js';

const COMPANY =
  /(?<!\p{L})(?:[Tt]he (?:(\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)?)(?:-based|-born)? )?(?:tech(?:nology)? |internet |pharma |\p{Ll}+ )?(?:company|firm|group|manufacturer|enterprise|start-?up|giant|retailer|airline|carrier|lender|bank|operator|supplier|drug-?maker|chip-?maker|car-?maker|auto-?maker|foundry|\p{Ll}+ ?maker|producer|business|utility|miner|developer|streamer|insurer|brewer|oil major|conglomerate)(?!\p{L})|[Ii]ts?(?!\p{L})(?! (?:is|was|has been|will be|would be|isn.t|wasn.t) (?:expected|reported|tempting|hard|clear|not clear|possible|likely|unclear|said|true|that)))/gu;
const PRODUCT =
  /(?<!\p{L})(?:[Tt]he|[Tt]his|[Tt]hat) (?:chip|processor|model|drug|pill|tablet|injection|vaccine|phone|handset|device|console|aircraft|jet|plane|car|vehicle|battery|accelerator|part|thing|medicine|treatment|console|app|service|platform)(?!\p{L})/gu;

/** "The company", "it", "the chip": each points to the nearest fitting name before it, of its own sentence's subject first. */
export function pointersOf(
  text: string,
  sentenceStart: number,
  before: readonly Mention[],
  names: Gazetteer,
): Mention[] {
  const found: Mention[] = [];
  const companies = before.filter((m) => m.kind === 'company' && !m.group);
  const products = before.filter((m) => m.kind === 'product');
  for (const match of text.matchAll(COMPANY)) {
    const at = match.index + sentenceStart;
    const country = match[1] ? names.adjective(match[1])?.id : undefined;
    const target = companyFor(companies, at, sentenceStart, country);
    if (target) found.push({ ...target, start: at, end: at + match[0].length, pointer: true });
  }
  for (const match of text.matchAll(PRODUCT)) {
    const at = match.index + sentenceStart;
    const target = products.findLast((m) => m.end <= at);
    if (target) found.push({ ...target, start: at, end: at + match[0].length, pointer: true });
  }
  return found;
}

function companyFor(
  companies: readonly Mention[],
  at: number,
  sentenceStart: number,
  country: string | undefined,
): Mention | undefined {
  const fits = (m: Mention): boolean => m.end <= at && (country === undefined || m.entity?.country === country);
  const inSentence = companies.find((m) => fits(m) && m.start >= sentenceStart && at - m.start < 300);
  if (inSentence) return inSentence;
  const earlier = companies.filter((m) => fits(m) && m.start < sentenceStart);
  const last = earlier.at(-1);
  if (!last || country !== undefined) return last;
  const recent = earlier.filter((m) => sentenceStart - m.start < 400);
  return mostNamed(recent) ?? last;
}

function mostNamed(mentions: readonly Mention[]): Mention | undefined {
  const counts = new Map<string, number>();
  for (const m of mentions) counts.set(m.id, (counts.get(m.id) ?? 0) + (m.entity ? 2 : 1));
  let best: Mention | undefined;
  for (const m of mentions) if (!best || counts.get(m.id)! > counts.get(best.id)!) best = m;
  return best;
}
