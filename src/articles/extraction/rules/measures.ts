import { isPossessed, type NounPhrase, namesIn } from '../language/phrases.js';
import type { Sentence } from '../language/sentence.js';

const NOUN =
  /^(?:sanctions?|tariffs?|dut(?:y|ies)|lev(?:y|ies)|embargo(?:es)?|bans?|curbs?|restrictions?|controls?|fines?|penalt(?:y|ies)|blacklist|quotas?|moratorium|blockade|safeguard|licen[cs]es?|exemptions?|exceptions?|waivers?|freeze|list|surcharge|prohibition|fees?|caps?|rules?|retaliation|requirements?)$/;

const MEASURES: readonly [RegExp, string][] = [
  [
    /\binvest(?:ing|ment|ments)? (?:in|ban|curbs?)|outbound|\b(?:buying|owning|holding|trading in) (?:\S+ ){0,2}(?:shares|stock|securities|bonds)\b/i,
    'investmentBan',
  ],
  [
    /\bentity list|\bblacklist|military companies|list of (?:companies|firms|entities)|covered list|unverified list|restricted list/i,
    'entityListing',
  ],
  [/\btariffs?\b|\bdut(?:y|ies)\b|\blev(?:y|ies)\b|\bsafeguard\b|\bcharge[sd]? (?:\d|about)|surcharge/i, 'tariff'],
  [/\bfin(?:ed?|es)\b|\bpenalt|\bpenali[sz]/i, 'penalty'],
  [/\bfroze|\bfreez|\bassets\b|\bSDN\b|sanctions list|\bdesignat|\bblocked by\b/i, 'assetFreeze'],
  [
    /\bprocure|government contracts|public contracts|barred from (?:buying|bidding)|federal agencies|(?:federal|public|government|taxpayers?['’]?) (?:money|funds|funding|contracts)/i,
    'procurementBan',
  ],

  [/\bexport|\blicen[cs]e|for sale to|\bchips?\b|semiconductor|\bcontrols\b|rare earths/i, 'exportControl'],
];

/** The kind of a measure, by the words of its clause and, failing that, of its sentence. */
export function measureOf(clause: string, sentence: string): string {
  const known = MEASURES.find(([p]) => p.test(clause))?.[1];
  if (known) return known;
  if (/\bsanction/i.test(clause))
    return /chip|semiconductor|technolog|accelerator/i.test(sentence) ? 'exportControl' : 'assetFreeze';
  return MEASURES.slice(0, 6).find(([p]) => p.test(sentence))?.[1] ?? 'other';
}

/** Whether a phrase names a measure of a state. */
export function isRestriction(np: NounPhrase, sentence: Sentence): boolean {
  const head = np.head.lower;
  if (!NOUN.test(head)) return false;
  const words = np.tokens.map((t) => t.lower);
  if (head === 'list')
    return (
      /\b(?:entity|sanctions|covered|restricted|unverified|black|trade|military) list\b|\blist of (?:Chinese|foreign|Russian|banned|military|sanctioned|companies (?:with|tied)|firms (?:with|tied)|entities)/i.test(
        sentence.slice(np.start, np.end + 30),
      ) ||
      /\bEntity List\b/.test(sentence.slice(np.start, np.end)) ||
      (/^(?:on|to)$/.test(np.prep ?? '') &&
        words.includes('own') &&
        /\b(?:put|puts|add|adds|added|place|placed) /.test(sentence.text))
    );
  if (/^caps?$/.test(head))
    return /\b(?:price|import|export|crude|oil|ownership|foreign)\b/.test(sentence.slice(np.start - 8, np.end + 20));
  if (/^controls?$/.test(head))
    return (
      words.includes('export') ||
      words.includes('exports') ||
      (head === 'controls' && (isPossessed(np) || namesIn(np).some((m) => m.kind === 'jurisdiction')))
    );
  if (/^licen[cs]es?$/.test(head))
    return (
      words.includes('export') ||
      /\b(?:would|need|require|without|grant|export|revoke|withdr[ae]w|suspend|restor|reinstat)/.test(sentence.text)
    );
  if (/^(?:duty|duties)$/.test(head))
    return !/^(?:a|the|its)?\s?(?:fiduciary|heavy|night|double)\b/.test(words.join(' '));
  if (/^fees?$/.test(head))
    return /\b(?:port|docking|ships?|vessels?|import)\b/i.test(sentence.text) && !/licen[cs]e fee/.test(sentence.text);
  if (/^(?:rules?|requirements?)$/.test(head))
    return /\b(?:export|licen[cs]e|licen[cs]ing|rare-earth|chip|import|diffusion)\b/i.test(
      sentence.slice(np.start, np.end + 40),
    );
  if (/^(?:quotas?|freeze|exemptions?|exceptions?|waivers?)$/.test(head))
    return (
      sentence.context.discourse.hasMeasures ||
      /\b(?:import|export|tariff|dut|sanction|assets?|ban|trade)/i.test(sentence.text)
    );
  return true;
}
